// Any bytes as the files of an index: loading gives an index or an error.
#include <filesystem>
#include <fstream>

#include "alexandria/index/collection_index.hpp"
#include "alexandria/platform/file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  namespace index = alexandria::index;
  static const auto folder = [] {
    auto made = alexandria::platform::TemporaryFolder::make().value();
    index::CollectionIndex small({4});
    index::Row row;
    row.row_no = 1;
    row.text = "the pump must be primed";
    row.vector = {1, 0, 0, 0};
    small.apply({row}, {"timeline", 1, "commit"});
    (void)small.save(made);
    return made;
  }();
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    std::string before;
    {
      std::ifstream in(entry.path(), std::ios::binary);
      before.assign(std::istreambuf_iterator<char>(in), {});
      std::ofstream(entry.path(), std::ios::binary)
          .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    }
    (void)index::CollectionIndex::load(folder, {4});
    std::ofstream(entry.path(), std::ios::binary) << before;
  }
  return 0;
}
