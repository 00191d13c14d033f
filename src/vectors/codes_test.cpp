#include "alexandria/vectors/codes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "made_vectors.hpp"

namespace alexandria::vectors {
namespace {

using testing::exact;
using testing::kSpaces;
using testing::Made;
using testing::make_clusters;
using testing::make_codes;

float by_codes(const Codes& codes, std::span<const float> query, std::uint32_t row) {
  CodeQuery ready;
  codes.book().prepare(query, ready);
  std::int32_t products[2];
  float out = 0;
  codes.distances(ready, {&row, 1}, products, &out);
  return out;
}

TEST(Codes, AComponentInsideItsRangeIsOffByHalfAStep) {
  const Made made = make_clusters(50, 10, 3000, 0);
  const auto codes = make_codes(made, Space::kL2);
  const Codebook& book = codes->book();
  std::vector<float> decoded(book.dimension());
  std::size_t clipped = 0;
  for (std::uint32_t row = 0; row < made.count(); ++row) {
    book.decode(codes->row(row), decoded);
    for (std::size_t d = 0; d < decoded.size(); ++d) {
      const std::uint8_t code = codes->row(row)[d];
      const float apart = std::abs(decoded[d] - made.row(row)[d]);
      if (code == 0 || code == 255)
        ++clipped;
      else
        EXPECT_LE(apart, book.steps()[d] * .501F);
    }
  }
  EXPECT_LT(clipped, made.rows.size() / 1000);
}

TEST(Codes, AFewOutliersDoNotCoarsenADimension) {
  Made made = make_clusters(20, 10, 4000, 0);
  const float before = make_codes(made, Space::kL2)->book().steps()[7];
  made.rows[100 * 20 + 7] = 1e6F;
  made.rows[200 * 20 + 7] = -1e6F;
  const auto codes = make_codes(made, Space::kL2);
  EXPECT_LT(codes->book().steps()[7], before * 1.2F);
  EXPECT_EQ(codes->row(100)[7], 255);
  EXPECT_EQ(codes->row(200)[7], 0);
}

TEST(Codes, AConstantDimensionIsKeptExactly) {
  Made made = make_clusters(20, 10, 500, 0);
  for (std::size_t row = 0; row < 500; ++row)
    made.rows[row * 20 + 3] = 5.25F;
  const auto codes = make_codes(made, Space::kL2);
  std::vector<float> decoded(20);
  codes->book().decode(codes->row(9), decoded);
  EXPECT_EQ(decoded[3], 5.25F);
}

TEST(Codes, AsymmetricDistancesComeNearTheExactOnes) {
  for (const Space space : kSpaces) {
    for (const std::size_t dimension : {3UL, 50UL, 384UL, 1000UL, 4500UL}) {
      const Made made = make_clusters(dimension, 5, 60, 5);
      const auto codes = make_codes(made, space);
      double square = 0;
      for (std::size_t q = 0; q < 5; ++q) {
        const double unit = space == Space::kCosine ? 1 : static_cast<double>(dimension);
        for (std::uint32_t row = 0; row < 60; ++row) {
          const double apart =
              by_codes(*codes, made.query(q), row) - distance(space, made.query(q), made.row(row));
          square += apart * apart / unit / unit;
        }
      }
      // A component is off by step / sqrt(12), some .7 % of its deviation; l2 doubles that.
      const double limit = .04 / std::sqrt(static_cast<double>(dimension));
      EXPECT_LT(std::sqrt(square / 300), limit)
          << static_cast<int>(space) << ", " << dimension << " components";
    }
  }
}

TEST(Codes, AQueryThatOneComponentOutweighsIsRoundedInTwoParts) {
  Made made = make_clusters(64, 5, 2000, 1);
  for (std::size_t row = 0; row < 2000; ++row)
    made.rows[row * 64] *= 300;
  made.queries[0] *= 300;
  const auto codes = make_codes(made, Space::kInnerProduct);
  CodeQuery ready;
  codes->book().prepare(made.query(0), ready);
  ASSERT_TRUE(ready.has_fine);
  std::vector<float> decoded(64);
  for (std::uint32_t row = 0; row < 200; ++row) {
    codes->book().decode(codes->row(row), decoded);
    const double right = distance(Space::kInnerProduct, made.query(0), decoded);
    EXPECT_NEAR(by_codes(*codes, made.query(0), row), right, 2e-4 * std::abs(right) + 20) << row;
  }
}

TEST(Codes, SymmetricDistancesAreThoseOfWhatIsDecoded) {
  for (const Space space : kSpaces) {
    const Made made = make_clusters(100, 5, 40, 0);
    const auto codes = make_codes(made, space);
    std::vector<float> a(100);
    std::vector<float> b(100);
    for (std::uint32_t row = 1; row < 40; ++row) {
      codes->book().decode(codes->row(0), a);
      codes->book().decode(codes->row(row), b);
      const float square = distance(Space::kL2, a, b);
      float right = square;
      if (space == Space::kCosine) right = square / 2;
      if (space == Space::kInnerProduct) right = distance(space, a, b);
      EXPECT_NEAR(codes->between(0, row), right, 1e-4 * std::max(1.F, std::abs(right)));
      EXPECT_EQ(codes->between(0, row), codes->between(row, 0));
    }
    if (space != Space::kInnerProduct) EXPECT_EQ(codes->between(3, 3), 0);
  }
}

TEST(Codes, RankingByCodesAndThenByFloatFindsTheNearest) {
  const Made made = make_clusters(96, 100, 10'000, 100);
  for (const Space space : kSpaces) {
    const auto codes = make_codes(made, space);
    for (const std::size_t rescored : {30UL, 100UL}) {
      std::vector<Candidate> found(rescored);
      std::size_t right = 0;
      for (std::size_t q = 0; q < 100; ++q) {
        const std::size_t size = scan(*codes, made.query(q), nullptr, made.count(), found);
        ASSERT_EQ(size, rescored);
        const auto truth = exact(made, space, made.query(q), 10, [](auto) { return true; });
        right += testing::hits(made, space, made.query(q), found, truth);
      }
      EXPECT_GE(right, 999U) << static_cast<int>(space) << ", " << rescored << " rescored";
    }
  }
}

TEST(Codes, WhatIsNotFiniteHasCodesAndIsTheFarthest) {
  const Made made = make_clusters(20, 3, 100, 1);
  for (const Space space : kSpaces) {
    const auto codes = make_codes(made, space, 101);
    std::vector<float> vector(20, std::numeric_limits<float>::quiet_NaN());
    codes->set(100, vector);
    vector[3] = std::numeric_limits<float>::infinity();
    codes->set(100, vector);
    std::vector<Candidate> found{{0, 0}, {0, 1}, {0, 2}};
    rescore(space, made.query(0), found,
            [&](std::uint32_t row) { return row == 1 ? vector.data() : made.row(row).data(); });
    EXPECT_EQ(found[2].row, 1U);
  }
}

TEST(Codes, QueriesThatAreNotFiniteOrVanishHaveWeights) {
  const Made made = make_clusters(20, 3, 100, 1);
  constexpr float kValues[] = {std::numeric_limits<float>::quiet_NaN(), 3e38F,
                               std::numeric_limits<float>::infinity(),
                               std::numeric_limits<float>::denorm_min()};
  for (const Space space : kSpaces) {
    const auto codes = make_codes(made, space);
    for (const float value : kValues) {
      std::vector<float> query(20, 0);
      query[4] = value;
      CodeQuery ready;
      codes->book().prepare(query, ready);
      for (std::size_t d = 0; d < 20 && space != Space::kL2; ++d)
        if (d != 4) EXPECT_EQ(ready.weights[d], 0) << value;
      std::vector<Candidate> found(10);
      EXPECT_LE(scan(*codes, query, nullptr, made.count(), found), 10U);
    }
  }
}

TEST(Codes, SamplesThatAreNoneAreRefused) {
  const std::vector<float> sample(20, 1);
  EXPECT_EQ(Codebook::fit(Space::kL2, 0, sample).error().reason, "invalid_dimension");
  EXPECT_EQ(Codebook::fit(Space::kL2, 65'537, sample).error().reason, "invalid_dimension");
  EXPECT_EQ(Codebook::fit(Space::kL2, 3, sample).error().reason, "invalid_sample");
  EXPECT_EQ(Codebook::fit(Space::kL2, 4, {}).error().reason, "invalid_sample");
  std::vector<float> infinite = sample;
  infinite[5] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(Codebook::fit(Space::kL2, 4, infinite).error().reason, "invalid_sample");
}

}  // namespace
}  // namespace alexandria::vectors
