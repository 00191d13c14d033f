#include "alexandria/vectors/vectors_file.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "alexandria/base/crc32c.hpp"
#include "alexandria/platform/file.hpp"
#include "made_vectors.hpp"

namespace alexandria::vectors {
namespace {

using testing::Made;
using testing::make_clusters;
using testing::make_graph;

constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kBlockBytes = 1 << 16;

Result<std::unique_ptr<Hnsw>> decode(std::string bytes) {
  auto kept = std::make_shared<const std::string>(std::move(bytes));
  const std::string_view view = *kept;
  return decode_vectors(view, kept);
}

void put(std::string& bytes, std::size_t at, std::uint32_t value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

// Writes all checksums anew, as one would who means harm.
void seal(std::string& bytes) {
  put(bytes, kHeaderBytes - 4, base::crc32c(std::string_view(bytes).substr(0, kHeaderBytes - 4)));
  const std::size_t body = bytes.size() - kHeaderBytes - 4;
  const std::size_t blocks = (body + kBlockBytes + 3) / (kBlockBytes + 4);
  const std::size_t end = bytes.size() - 4 - 4 * blocks;
  for (std::size_t i = 0; i < blocks; ++i) {
    const std::size_t first = kHeaderBytes + i * kBlockBytes;
    const auto block = std::string_view(bytes).substr(first, std::min(kBlockBytes, end - first));
    put(bytes, end + 4 * i, base::crc32c(block));
  }
  put(bytes, bytes.size() - 4, base::crc32c(std::string_view(bytes).substr(end, 4 * blocks)));
}

TEST(VectorsFile, WhatIsReadAnswersAsWhatWasWritten) {
  const Made made = make_clusters(40, 20, 2500, 20);
  for (const Space space : {Space::kL2, Space::kInnerProduct, Space::kCosine}) {
    const auto graph = make_graph(made, space);
    const std::string bytes = encode_vectors(*graph);
    const auto read = decode(bytes);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ((*read)->rows(), made.count());
    EXPECT_EQ((*read)->reachable(), made.count());
    EXPECT_EQ((*read)->options(), graph->options());
    EXPECT_EQ(encode_vectors(**read), bytes);
    std::vector<Candidate> before(30);
    std::vector<Candidate> after(30);
    for (std::size_t q = 0; q < 20; ++q) {
      ASSERT_EQ(graph->search(made.query(q), 60, nullptr, before), 30U);
      ASSERT_EQ((*read)->search(made.query(q), 60, nullptr, after), 30U);
      for (std::size_t i = 0; i < 30; ++i) {
        EXPECT_EQ(before[i].row, after[i].row);
        EXPECT_EQ(before[i].distance, after[i].distance);
      }
    }
  }
}

TEST(VectorsFile, AMappedFileAnswersAndCanBeExtended) {
  const Made made = make_clusters(40, 20, 2500, 1);
  const auto folder = platform::TemporaryFolder::make().value();
  const auto path = folder / "vectors";
  ASSERT_TRUE(platform::write_file_atomically(path, encode_vectors(*make_graph(made, Space::kL2))));
  const auto read = map_vectors(path);
  ASSERT_TRUE(read) << read.error().message;
  auto codes = std::make_shared<Codes>((*read)->codes().shared_book(), 2600);
  codes->copy_from((*read)->codes(), 2500);
  for (std::uint32_t row = 2500; row < 2600; ++row)
    codes->set(row, made.row(row - 2500));
  const auto grown = (*read)->extended(codes);
  grown->insert_all(2500, 2600, 2);
  EXPECT_EQ(grown->reachable(), 2600U);
  EXPECT_EQ(map_vectors(folder / "none").error().code, Code::kNotFound);
}

TEST(VectorsFile, AnEmptyGraphIsKeptToo) {
  const auto book = Codebook::fit(Space::kL2, 3, std::vector<float>{1, 2, 3}).value();
  const auto graph = Hnsw::make(std::make_shared<Codes>(book, 0), {}).value();
  const auto read = decode(encode_vectors(*graph));
  ASSERT_TRUE(read) << read.error().message;
  std::vector<Candidate> found(3);
  EXPECT_EQ((*read)->search(std::vector<float>{1, 2, 3}, 10, nullptr, found), 0U);
}

TEST(VectorsFile, EveryFlippedBitAndEveryShorterFileIsDataLoss) {
  const std::string bytes = encode_vectors(*make_graph(make_clusters(20, 5, 150, 0), Space::kL2));
  for (std::size_t at = 0; at < bytes.size(); at += at < 200 ? 1 : 37) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    const auto read = decode(flipped);
    ASSERT_FALSE(read) << "byte " << at;
    EXPECT_EQ(read.error().code, Code::kDataLoss);
    const auto shorter = decode(bytes.substr(0, at));
    ASSERT_FALSE(shorter) << at << " bytes";
    EXPECT_EQ(shorter.error().code, Code::kDataLoss);
  }
  EXPECT_FALSE(decode(bytes + '\0'));
}

// With right checksums: what is wrong is found by itself, or the file can be walked.
TEST(VectorsFile, AHostileFileIsDataLossOrHarmless) {
  const Made made = make_clusters(20, 5, 150, 3);
  const std::string sound = encode_vectors(*make_graph(made, Space::kL2));
  std::string same = sound;
  seal(same);
  ASSERT_EQ(same, sound);
  std::mt19937 random(1);
  std::size_t refused = 0;
  constexpr std::size_t kTries = 4000;
  for (std::size_t i = 0; i < kTries; ++i) {
    std::string bytes = sound;
    const bool is_in_header = i % 2 == 0;
    const std::size_t words = is_in_header ? 14 : (bytes.size() - kHeaderBytes) / 4 - 1;
    const std::size_t at = (is_in_header ? 0 : kHeaderBytes) + random() % words * 4;
    const std::uint32_t values[] = {
        0, 1, 149, 150, 0x7fffffff, 0x80000000, 0xffffffff, static_cast<std::uint32_t>(random())};
    put(bytes, at, values[random() % 8]);
    seal(bytes);
    const auto read = decode(bytes);
    if (!read) {
      ++refused;
      EXPECT_EQ(read.error().code, Code::kDataLoss);
      continue;
    }
    std::vector<Candidate> found(20);
    Roaring allowed;
    allowed.addRange(0, 75);
    for (std::size_t q = 0; q < 3 && (*read)->codes().book().dimension() == 20; ++q) {
      EXPECT_LE((*read)->search(made.query(q), 40, nullptr, found), 20U);
      EXPECT_LE((*read)->search_allowed(made.query(q), 40, allowed, found), 20U);
    }
  }
  EXPECT_GT(refused, kTries / 4);
  EXPECT_LT(refused, kTries);
}

TEST(VectorsFile, AGraphWithAWrongLinkIsRefused) {
  const Made made = make_clusters(20, 5, 500, 0);
  const auto graph = make_graph(made, Space::kL2);
  const GraphArrays sound = graph->arrays();
  const auto refused = [&](auto&& change) {
    std::vector<std::uint32_t> base(sound.base.begin(), sound.base.end());
    std::vector<std::uint32_t> upper(sound.upper.begin(), sound.upper.end());
    GraphArrays arrays = sound;
    change(arrays, base, upper);
    arrays.base = base;
    arrays.upper = upper;
    const auto read = Hnsw::restore(testing::make_codes(made, Space::kL2), arrays, nullptr);
    return !read && read.error().code == Code::kDataLoss && read.error().reason == "invalid_graph";
  };
  EXPECT_FALSE(refused([](auto&, auto&, auto&) {}));
  EXPECT_TRUE(refused([](auto&, auto& base, auto&) { base[7 * 32] = 500; }));
  EXPECT_TRUE(refused([](auto&, auto& base, auto&) { base[7 * 32] = 7; }));
  EXPECT_TRUE(refused([](auto&, auto& base, auto&) { base[7 * 32] = kNoRow; }));
  EXPECT_TRUE(refused([](auto&, auto& base, auto&) { base.pop_back(); }));
  EXPECT_TRUE(refused([](auto&, auto&, auto& upper) { upper.push_back(kNoRow); }));
  EXPECT_TRUE(refused([](auto& arrays, auto&, auto&) { arrays.entry = 500; }));
  EXPECT_TRUE(refused([](auto& arrays, auto&, auto&) { arrays.entry = kNoRow; }));
  EXPECT_TRUE(refused([](auto& arrays, auto&, auto&) { arrays.options.links = 3; }));
  EXPECT_TRUE(refused([](auto& arrays, auto&, auto&) { arrays.options.seed = 1; }));
  EXPECT_TRUE(refused([](auto& arrays, auto&, auto&) { arrays.rows = 501; }));
}

}  // namespace
}  // namespace alexandria::vectors
