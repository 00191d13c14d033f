// Any bytes as the files of an index, and as one block of a segment whose checksums are right:
// loading gives an index or an error, and what was loaded can be searched.
#include <filesystem>
#include <fstream>

#include "alexandria/index/collection_index.hpp"
#include "alexandria/platform/file.hpp"
#include "keyword_search.hpp"
#include "segment_codec.hpp"

namespace {

namespace index = alexandria::index;
constexpr index::VectorSpace kSpace{4};
constexpr index::IndexOptions kOptions{.text_filters = true};
constexpr std::string_view kMagic = "ALEXSEG8";

std::vector<index::Row> small_rows() {
  std::vector<index::Row> rows(2);
  for (index::Row& row : rows) {
    row.row_no = row.document_no = 1 + (&row - rows.data());
    row.text = "the pump must be primed";
    row.document = row.text;
    row.vector = {1, static_cast<float>(row.row_no), 0, 0};
    row.metadata = {{"n", std::int64_t{3}},
                    {"s", std::string("x")},
                    {"list", std::vector<alexandria::model::Scalar>{2.5}}};
  }
  return rows;
}

std::string bytes_of(const index::Segment& segment) {
  std::string out;
  (void)index::write_segment(segment, [&](std::string_view bytes) -> alexandria::Result<void> {
    out.append(bytes);
    return {};
  });
  return out;
}

void use(const index::Segment& segment) {
  index::Bitmap all;
  all.addRange(0, segment.rows());
  for (const index::Term& term : segment.terms)
    index::positions_of(segment, term.term, all);
  for (const char* needle : {"", "p", "pu", "pump"})
    (void)segment.texts.rows_with(needle);
  for (const char* filter : {R"({"n":{"$gt":2}})", R"({"s":"x"})", R"({"list":{"$contains":2.5}})"})
    (void)segment.metadata.evaluate(alexandria::model::filter_from_json(filter).value(),
                                    segment.rows());
  const float query[] = {1, 0, 0, 0};
  alexandria::vectors::Candidate found[3];
  (void)segment.vectors.nearest(query, 10, segment.rows(), all, found);
  (void)segment.find_row(1);
}

// The first byte says which block is replaced by the rest.
void read_with_block(const unsigned char* data, std::size_t size) {
  static const std::string sound = [] {
    const auto rows = small_rows();
    return bytes_of(*index::build_segment({&rows[0], &rows[1]}, kSpace, kOptions));
  }();
  static const auto blocks = index::read_blocks(kMagic, sound).value();
  if (size == 0) return;
  auto changed = std::make_shared<std::string>();
  index::BlockWriter out(kMagic, [&](std::string_view bytes) -> alexandria::Result<void> {
    changed->append(bytes);
    return {};
  });
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const auto& [kind, bytes] : blocks)
    (void)out.add(kind, kind == 1U + data[0] % blocks.size() ? rest : bytes);
  (void)out.finish();
  const auto segment = index::read_segment(*changed, changed, nullptr, kSpace);
  if (segment) use(**segment);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const auto folder = [] {
    auto made = alexandria::platform::TemporaryFolder::make().value();
    index::CollectionIndex small(kSpace, kOptions);
    small.apply(small_rows(), {"timeline", 1, "commit"});
    (void)small.save(made);
    return made;
  }();
  read_with_block(data, size);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    std::string before;
    {
      std::ifstream in(entry.path(), std::ios::binary);
      before.assign(std::istreambuf_iterator<char>(in), {});
      std::ofstream(entry.path(), std::ios::binary)
          .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    }
    (void)index::CollectionIndex::load(folder, kSpace);
    std::ofstream(entry.path(), std::ios::binary) << before;
  }
  return 0;
}
