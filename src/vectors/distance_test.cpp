#include "alexandria/vectors/distance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace alexandria::vectors {
namespace {

constexpr std::size_t kSizeMax = 1100;

struct Pair {
  std::vector<float> a;
  std::vector<float> b;
};

Pair floats(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  Pair out;
  for (std::size_t i = 0; i < size; ++i) {
    out.a.push_back(normal(random));
    out.b.push_back(normal(random));
  }
  return out;
}

// Sums in another order differ by rounding: compared with the sum of magnitudes.
void expect_close(double value, double right, double magnitude, std::string_view name,
                  std::size_t size) {
  EXPECT_NEAR(value, right, 1e-6 * magnitude + 1e-30) << name << ", " << size << " components";
}

TEST(Distance, EveryKernelAgreesWithThePlainOneAtEverySize) {
  const Kernels& plain = *runnable_kernels()[0];
  EXPECT_EQ(plain.name, "plain");
  for (std::size_t size = 1; size <= kSizeMax; ++size) {
    const Pair pair = floats(size, static_cast<unsigned>(size));
    const float* a = pair.a.data();
    const float* b = pair.b.data();
    const Products right = plain.products(a, b, size);
    const double magnitude = right.aa + right.bb;
    for (const Kernels* set : runnable_kernels()) {
      expect_close(set->l2(a, b, size), plain.l2(a, b, size), 2 * magnitude, set->name, size);
      expect_close(set->product(a, b, size), right.ab, magnitude, set->name, size);
      const Products sums = set->products(a, b, size);
      expect_close(sums.ab, right.ab, magnitude, set->name, size);
      expect_close(sums.aa, right.aa, magnitude, set->name, size);
      expect_close(sums.bb, right.bb, magnitude, set->name, size);
    }
  }
}

TEST(Distance, FloatKernelsPassOnValuesAtTheEdge) {
  constexpr float kInfinite = std::numeric_limits<float>::infinity();
  constexpr float kTiny = std::numeric_limits<float>::denorm_min();
  for (const Kernels* set : runnable_kernels()) {
    for (const std::size_t size : {1UL, 7UL, 16UL, 33UL, 100UL}) {
      std::vector<float> a(size, 1);
      std::vector<float> b(size, 2);
      a[size - 1] = 1e30F;
      EXPECT_EQ(set->l2(a.data(), b.data(), size), kInfinite) << set->name;
      a[size - 1] = kInfinite;
      EXPECT_EQ(set->product(a.data(), b.data(), size), kInfinite) << set->name;
      a[size - 1] = std::numeric_limits<float>::quiet_NaN();
      EXPECT_TRUE(std::isnan(set->product(a.data(), b.data(), size))) << set->name;
      a.assign(size, kTiny);
      EXPECT_EQ(set->l2(a.data(), a.data(), size), 0) << set->name;
      EXPECT_GT(set->product(a.data(), b.data(), size), 0) << set->name;
    }
  }
}

struct CodePair {
  std::vector<std::uint8_t> codes;
  std::vector<std::int8_t> weights;
};

CodePair integers(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  CodePair out;
  for (std::size_t i = 0; i < size; ++i) {
    out.codes.push_back(static_cast<std::uint8_t>(random() % 256));
    out.weights.push_back(static_cast<std::int8_t>(static_cast<int>(random() % 256) - 128));
  }
  return out;
}

TEST(Distance, CodeProductsAreExactAtEverySize) {
  for (std::size_t size = 1; size <= kSizeMax; ++size) {
    const CodePair pair = integers(size, static_cast<unsigned>(size));
    std::int64_t right = 0;
    for (std::size_t i = 0; i < size; ++i)
      right += std::int64_t{pair.codes[i]} * pair.weights[i];
    for (const Kernels* set : runnable_kernels())
      EXPECT_EQ(set->code_product(pair.codes.data(), pair.weights.data(), size), right)
          << set->name << ", " << size;
  }
}

TEST(Distance, CodeProductsOfTheLargestVectorsDoNotOverflow) {
  for (const std::size_t size : {4129UL, 4130UL, 8192UL, 33'000UL, kDimensionMax}) {
    const std::vector<std::uint8_t> codes(size, 255);
    for (const int weight : {-128, 127}) {
      const std::vector<std::int8_t> weights(size, static_cast<std::int8_t>(weight));
      const std::int64_t right = std::int64_t{255} * weight * static_cast<std::int64_t>(size);
      for (const Kernels* set : runnable_kernels())
        EXPECT_EQ(set->code_product(codes.data(), weights.data(), size), right) << set->name;
    }
  }
}

TEST(Distance, RowProductsAreThoseOfEachRow) {
  for (const std::size_t stride : {16UL, 48UL, 64UL, 112UL, 384UL, 1088UL}) {
    constexpr std::size_t kRows = 40;
    const CodePair pair = integers(stride * kRows, static_cast<unsigned>(stride));
    const CodeRows table{pair.codes.data(), stride};
    for (std::size_t count = 0; count <= 13; ++count) {
      std::vector<std::uint32_t> rows(count);
      for (std::size_t i = 0; i < count; ++i)
        rows[i] = static_cast<std::uint32_t>((i * 7 + count) % kRows);
      for (const Kernels* set : runnable_kernels()) {
        std::vector<std::int32_t> sums(count + 1, 77);
        set->row_products(table, pair.weights.data(), rows.data(), count, sums.data());
        for (std::size_t i = 0; i < count; ++i)
          EXPECT_EQ(sums[i], runnable_kernels()[0]->code_product(
                                 pair.codes.data() + rows[i] * stride, pair.weights.data(), stride))
              << set->name << ", stride " << stride << ", row " << i << " of " << count;
        EXPECT_EQ(sums[count], 77) << set->name << " writes past the end";
      }
    }
  }
}

TEST(Distance, CodesOfTwoRowsCompareAsThePlainKernelSays) {
  const Kernels& plain = *runnable_kernels()[0];
  for (std::size_t size = 16; size <= kSizeMax; size += 16) {
    const CodePair a = integers(size, static_cast<unsigned>(size));
    const CodePair b = integers(size, static_cast<unsigned>(size + 1));
    Pair ranges = floats(size, 3);
    for (float& step : ranges.a)
      step = std::abs(step) / 128;
    const std::uint8_t* x = a.codes.data();
    const std::uint8_t* y = b.codes.data();
    const float* step = ranges.a.data();
    const float* middle = ranges.b.data();
    const double l2 = plain.code_l2(x, y, step, size);
    const double magnitude = 4.0 * static_cast<double>(size);
    for (const Kernels* set : runnable_kernels()) {
      expect_close(set->code_l2(x, y, step, size), l2, l2, set->name, size);
      expect_close(set->code_inner(x, y, step, middle, size),
                   plain.code_inner(x, y, step, middle, size), magnitude, set->name, size);
    }
  }
}

TEST(Distance, SpacesAreThoseOfChroma) {
  const std::vector<float> a{1, 0, 2};
  const std::vector<float> b{0, 3, 4};
  EXPECT_FLOAT_EQ(distance(Space::kL2, a, b), 1 + 9 + 4);
  EXPECT_FLOAT_EQ(distance(Space::kInnerProduct, a, b), 1 - 8);
  EXPECT_FLOAT_EQ(distance(Space::kCosine, a, b), 1 - 8 / (std::sqrt(5.F) * 5));
  EXPECT_FLOAT_EQ(distance(Space::kCosine, a, std::vector<float>(3)), 1);
}

TEST(Distance, ThereIsAKernelForEveryProcessor) {
  EXPECT_GE(runnable_kernels().size(), 1U);
  EXPECT_EQ(&kernels(), runnable_kernels().back());
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vnni"))
    EXPECT_EQ(kernels().name, "avx512vnni");
  else if (__builtin_cpu_supports("avx2"))
    EXPECT_NE(kernels().name, "plain");
#endif
}

}  // namespace
}  // namespace alexandria::vectors
