// Any file through every parser that runs in this process: parts stay sound. The first byte chooses
// the name, the rest is the file.
#include <array>
#include <fstream>

#include "alexandria/base/assert.hpp"
#include "alexandria/ingest/parse.hpp"
#include "alexandria/model/codec.hpp"
#include "alexandria/platform/file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  static const auto folder = alexandria::platform::TemporaryFolder::make().value();
  const auto path = folder / "file";
  static const std::array kNames = {"a.txt", "a.md", "a.html", "a.csv", "a.cpp", "a.docx", "a.pdf"};
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data + 1), static_cast<std::streamsize>(size - 1));
  std::uint32_t next = 0;
  const alexandria::ingest::Sink sink{
      [](const alexandria::model::DocumentFacts&) {},
      [&](const alexandria::model::ParsedPart& part) {
        ALEX_ASSERT(part.number == next++);
        ALEX_ASSERT(
            alexandria::model::decode_part(alexandria::model::encode_part(part)).has_value());
        return true;
      }};
  (void)alexandria::ingest::parse_file(path, kNames[data[0] % kNames.size()], {}, sink);
  return 0;
}
