#include "metadata_index.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace alexandria::index {
namespace {

using model::Filter;
using model::FilterOp;
using model::Metadata;
using model::Scalar;

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kPast53 = (std::int64_t{1} << 53) + 1;  // no double is equal to it

class Random {
 public:
  explicit Random(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t count) { return random_() % count; }

  Scalar scalar() {
    switch (below(5)) {
      case 0: return below(2) == 0;
      case 1: return static_cast<std::int64_t>(below(4));
      case 2: return std::string(1, static_cast<char>('a' + below(3)));
      default: return number();
    }
  }
  Scalar number() {
    static const std::int64_t integers[] = {kLeast,  kLeast + 1,  -kPast53,  -1,
                                            0,       1,           2,         kPast53 - 1,
                                            kPast53, kPast53 + 1, kMost - 1, kMost};
    static const double reals[] = {-0x1p63,
                                   -1,
                                   -.5,
                                   -0.,
                                   0,
                                   .5,
                                   1,
                                   2,
                                   0x1p53,
                                   0x1p53 + 2,
                                   0x1p63,
                                   1e300,
                                   std::numeric_limits<double>::infinity()};
    if (below(2) == 0) return integers[below(std::size(integers))];
    return reals[below(std::size(reals))];
  }
  Metadata metadata() {
    Metadata out;
    for (const char* key : {"a", "b"})
      if (below(4) != 0)
        out[key] = std::visit([](const auto& v) -> model::MetadataValue { return v; }, scalar());
    if (below(2) == 0) out["list"] = std::vector<Scalar>{scalar(), scalar()};
    if (below(8) == 0) out["a"] = std::vector<Scalar>{scalar()};
    out["much"] = static_cast<std::int64_t>(below(3));  // of so many rows that there are bitmaps
    return out;
  }
  Filter filter(int depth) {
    Filter out;
    if (depth > 0 && below(3) > 0) {
      out.op = below(2) == 0 ? FilterOp::kAnd : FilterOp::kOr;
      const std::size_t count = below(4);
      for (std::size_t i = 0; i < count; ++i)
        out.children.push_back(filter(depth - 1));
      return out;
    }
    static const char* const keys[] = {"a", "b", "list", "much", "none"};
    out.op = static_cast<FilterOp>(2 + below(10));
    out.key = keys[below(std::size(keys))];
    const bool is_range = out.op >= FilterOp::kGt && out.op <= FilterOp::kLte;
    out.values = {is_range ? number() : scalar()};
    if (out.op == FilterOp::kIn || out.op == FilterOp::kNin) out.values.push_back(scalar());
    return out;
  }

 private:
  std::mt19937 random_;
};

MetadataIndex index_of(const std::vector<Metadata>& all) {
  MetadataBuilder builder;
  for (std::uint32_t i = 0; i < all.size(); ++i)
    builder.add(i, all[i]);
  return builder.finish();
}

void expect_equal(const MetadataIndex& index, const std::vector<Metadata>& all, Random& random,
                  int rounds) {
  const auto rows = static_cast<std::uint32_t>(all.size());
  for (int round = 0; round < rounds; ++round) {
    const Filter filter = random.filter(3);
    const Bitmap found = index.evaluate(filter, rows);
    for (std::uint32_t i = 0; i < rows; ++i)
      ASSERT_EQ(found.contains(i), model::matches(filter, all[i])) << round << " " << i;
  }
}

TEST(MetadataIndex, RandomFiltersEqualTheReferenceEvaluator) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    std::vector<Metadata> all;
    for (int i = 0; i < 1200; ++i)
      all.push_back(random.metadata());
    expect_equal(index_of(all), all, random, 400);
  }
}

TEST(MetadataIndex, IsTheSameAfterMergingAndAsBytes) {
  Random random(7);
  std::vector<std::vector<Metadata>> parts(3);
  std::vector<std::vector<std::uint32_t>> places(3);
  std::vector<MetadataIndex> indexes;
  std::vector<Metadata> kept;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (int i = 0; i < 500; ++i) {
      parts[p].push_back(random.metadata());
      const bool is_gone = random.below(4) == 0;
      places[p].push_back(is_gone ? kGone : static_cast<std::uint32_t>(kept.size()));
      if (!is_gone) kept.push_back(parts[p].back());
    }
    indexes.push_back(index_of(parts[p]));
  }
  std::vector<MovedMetadata> sources;
  for (std::size_t p = 0; p < parts.size(); ++p)
    sources.push_back({&indexes[p], &places[p]});
  const MetadataIndex merged = merge_metadata(sources);
  expect_equal(merged, kept, random, 300);
  base::ByteWriter out;
  merged.write(out);
  const std::string bytes = out.take();
  base::ByteReader in(bytes);
  MetadataIndex read;
  ASSERT_TRUE(read.read(in, static_cast<std::uint32_t>(kept.size())));
  expect_equal(read, kept, random, 300);
  for (std::size_t size = 0; size < bytes.size(); size += 13) {
    base::ByteReader cut(std::string_view(bytes).substr(0, size));
    MetadataIndex broken;
    EXPECT_FALSE(broken.read(cut, static_cast<std::uint32_t>(kept.size()))) << size;
  }
  base::ByteReader few(bytes);
  EXPECT_FALSE(read.read(few, 10)) << "it names rows that are not there";
}

TEST(MetadataIndex, IntegersAreExact) {
  EXPECT_TRUE(Number(kPast53 - 1) < Number(kPast53));
  EXPECT_TRUE(Number(kPast53) < Number(static_cast<double>(kPast53 + 1)));
  EXPECT_FALSE(Number(std::int64_t{3}) < Number(3.));
  EXPECT_FALSE(Number(3.) < Number(std::int64_t{3}));
  EXPECT_TRUE(Number(kMost) < Number(0x1p63));
  EXPECT_FALSE(Number(kLeast) < Number(-0x1p63));
  EXPECT_EQ(Number(kPast53).text(), "9007199254740993");
  EXPECT_EQ(Number(kMost).text(), "9223372036854775807");
  EXPECT_EQ(Number(kLeast + 1).text(), "-9223372036854775807");
  EXPECT_EQ(Number(2.5).text(), "2.5");
  EXPECT_EQ(Number(std::int64_t{-7}).text(), "-7");
}

TEST(Bitmaps, OfBitsAreTheRowsOfTheBits) {
  std::mt19937 random(3);
  for (const unsigned one_in : {2U, 40U, 70'000U}) {
    std::vector<std::uint64_t> words(3000);
    Bitmap expected;
    for (std::uint32_t row = 0; row < words.size() * 64; ++row) {
      if (random() % one_in != 0) continue;
      words[row / 64] |= std::uint64_t{1} << (row % 64);
      expected.add(row);
    }
    EXPECT_TRUE(bitmap_of_bits(words) == expected) << one_in;
  }
  EXPECT_TRUE(bitmap_of_bits(std::vector<std::uint64_t>(10)).isEmpty());
  EXPECT_TRUE(bitmap_of_bits({}).isEmpty());
}

}  // namespace
}  // namespace alexandria::index
