// A sound vector file with words of it replaced (input: words of where and what), and its checksums
// written anew, or no change would pass them: an error, or a graph that can be walked.
#include <cstdint>
#include <cstring>
#include <roaring/roaring.hh>
#include <string>

#include "alexandria/base/crc32c.hpp"
#include "alexandria/vectors/filtered.hpp"
#include "alexandria/vectors/vectors_file.hpp"

namespace {

constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kChecksum = 4;

void put(std::string& bytes, std::size_t at, std::uint32_t value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

std::string make_sound() {
  using namespace alexandria::vectors;
  constexpr std::uint32_t kRows = 60;
  constexpr std::size_t kDimension = 5;
  std::vector<float> rows;
  for (std::size_t i = 0; i < kRows * kDimension; ++i)
    rows.push_back(static_cast<float>(i * i % 97));
  auto codes = std::make_shared<Codes>(Codebook::fit(Space::kL2, kDimension, rows).value(), kRows);
  for (std::uint32_t row = 0; row < kRows; ++row)
    codes->set(row, std::span(rows).subspan(row * kDimension, kDimension));
  auto graph = Hnsw::make(codes, {.links = 4}).value();
  graph->insert_all(0, kRows, 1);
  return encode_vectors(*graph);
}

// The file is small: its body is one block.
void seal(std::string& bytes) {
  using alexandria::base::crc32c;
  const std::string_view all = bytes;
  const std::size_t end = bytes.size() - 2 * kChecksum;
  put(bytes, kHeaderBytes - kChecksum, crc32c(all.substr(0, kHeaderBytes - kChecksum)));
  put(bytes, end, crc32c(all.substr(kHeaderBytes, end - kHeaderBytes)));
  put(bytes, end + kChecksum, crc32c(all.substr(end, kChecksum)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace alexandria::vectors;
  static const std::string sound = make_sound();
  std::string bytes = sound;
  for (; size >= 2 * sizeof(std::uint32_t); size -= 8, data += 8) {
    std::uint32_t words[2];
    std::memcpy(words, data, sizeof words);
    put(bytes, words[0] % (bytes.size() / 4) * 4, words[1]);
  }
  seal(bytes);
  auto kept = std::make_shared<const std::string>(std::move(bytes));
  const std::string_view view = *kept;
  const auto graph = decode_vectors(view, kept);
  if (!graph) return 0;
  const std::vector<float> query((*graph)->codes().book().dimension(), .5F);
  std::vector<Candidate> found(8);
  Roaring allowed;
  allowed.addRange(0, 40);
  (*graph)->search(query, 16, nullptr, found);
  (*graph)->search_allowed(query, 16, allowed, found);
  search_filtered(**graph, query, 16, allowed, found);
  return 0;
}
