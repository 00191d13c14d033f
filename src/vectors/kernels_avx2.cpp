#include "kernels.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

#define WITH_AVX2 __attribute__((target("avx2,fma")))

namespace alexandria::vectors {
namespace {

constexpr std::size_t kLanes = 8;

WITH_AVX2 float sum_of(__m256 lanes) {
  __m128 half = _mm_add_ps(_mm256_castps256_ps128(lanes), _mm256_extractf128_ps(lanes, 1));
  half = _mm_add_ps(half, _mm_movehl_ps(half, half));
  half = _mm_add_ss(half, _mm_movehdup_ps(half));
  return _mm_cvtss_f32(half);
}

WITH_AVX2 std::int32_t sum_of(__m256i lanes) {
  __m128i half = _mm_add_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xb1));
  return _mm_cvtsi128_si32(half);
}

WITH_AVX2 float l2(const float* a, const float* b, std::size_t size) {
  __m256 sums[2] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
  std::size_t i = 0;
  for (; i + 2 * kLanes <= size; i += 2 * kLanes) {
    for (std::size_t j = 0; j < 2; ++j) {
      const std::size_t at = i + j * kLanes;
      const __m256 apart = _mm256_sub_ps(_mm256_loadu_ps(a + at), _mm256_loadu_ps(b + at));
      sums[j] = _mm256_fmadd_ps(apart, apart, sums[j]);
    }
  }
  float sum = sum_of(_mm256_add_ps(sums[0], sums[1]));
  for (; i < size; ++i)
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

WITH_AVX2 float product(const float* a, const float* b, std::size_t size) {
  __m256 sums[2] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
  std::size_t i = 0;
  for (; i + 2 * kLanes <= size; i += 2 * kLanes) {
    for (std::size_t j = 0; j < 2; ++j) {
      const std::size_t at = i + j * kLanes;
      sums[j] = _mm256_fmadd_ps(_mm256_loadu_ps(a + at), _mm256_loadu_ps(b + at), sums[j]);
    }
  }
  float sum = sum_of(_mm256_add_ps(sums[0], sums[1]));
  for (; i < size; ++i)
    sum += a[i] * b[i];
  return sum;
}

WITH_AVX2 Products products(const float* a, const float* b, std::size_t size) {
  __m256 ab = _mm256_setzero_ps();
  __m256 aa = ab;
  __m256 bb = ab;
  std::size_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    const __m256 x = _mm256_loadu_ps(a + i);
    const __m256 y = _mm256_loadu_ps(b + i);
    ab = _mm256_fmadd_ps(x, y, ab);
    aa = _mm256_fmadd_ps(x, x, aa);
    bb = _mm256_fmadd_ps(y, y, bb);
  }
  Products out{sum_of(ab), sum_of(aa), sum_of(bb)};
  for (; i < size; ++i) {
    out.ab += a[i] * b[i];
    out.aa += a[i] * a[i];
    out.bb += b[i] * b[i];
  }
  return out;
}

// 8-bit products are summed in pairs by the saturating vpmaddubsw, which 255 x 127 x 2 exceeds: so
// both sides are widened to 16 bits first.
WITH_AVX2 __m256i add_products(__m256i sums, const std::uint8_t* codes,
                               const std::int8_t* weights) {
  const __m256i x = _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes)));
  const __m256i y =
      _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(weights)));
  return _mm256_add_epi32(sums, _mm256_madd_epi16(x, y));
}

WITH_AVX2 std::int32_t code_product(const std::uint8_t* codes, const std::int8_t* weights,
                                    std::size_t size) {
  __m256i first = _mm256_setzero_si256();
  __m256i second = first;
  std::size_t i = 0;
  for (; i + 32 <= size; i += 32) {
    first = add_products(first, codes + i, weights + i);
    second = add_products(second, codes + i + 16, weights + i + 16);
  }
  for (; i + 16 <= size; i += 16)
    first = add_products(first, codes + i, weights + i);
  std::int32_t sum = sum_of(_mm256_add_epi32(first, second));
  for (; i < size; ++i)
    sum += static_cast<std::int32_t>(codes[i]) * weights[i];
  return sum;
}

WITH_AVX2 void row_products(const CodeRows& table, const std::int8_t* weights,
                            const std::uint32_t* rows, std::size_t count, std::int32_t* out) {
  constexpr std::size_t kAhead = 4;
  for (std::size_t i = 0; i < count; ++i) {
    if (i + kAhead < count) {
      const std::uint8_t* next = table.codes + rows[i + kAhead] * table.stride;
      for (std::size_t at = 0; at < table.stride; at += 64)
        __builtin_prefetch(next + at);
    }
    out[i] = code_product(table.codes + rows[i] * table.stride, weights, table.stride);
  }
}

WITH_AVX2 __m256i eight(const std::uint8_t* codes) {
  return _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(codes)));
}

WITH_AVX2 float code_l2(const std::uint8_t* a, const std::uint8_t* b, const float* step,
                        std::size_t size) {
  __m256 sums = _mm256_setzero_ps();
  for (std::size_t i = 0; i < size; i += kLanes) {
    const __m256 codes = _mm256_cvtepi32_ps(_mm256_sub_epi32(eight(a + i), eight(b + i)));
    const __m256 apart = _mm256_mul_ps(codes, _mm256_loadu_ps(step + i));
    sums = _mm256_fmadd_ps(apart, apart, sums);
  }
  return sum_of(sums);
}

WITH_AVX2 float code_inner(const std::uint8_t* a, const std::uint8_t* b, const float* step,
                           const float* middle, std::size_t size) {
  const __m256i zero = _mm256_set1_epi32(kCodeMiddle);
  __m256 sums = _mm256_setzero_ps();
  for (std::size_t i = 0; i < size; i += kLanes) {
    const __m256 by = _mm256_loadu_ps(step + i);
    const __m256 from = _mm256_loadu_ps(middle + i);
    const __m256 x = _mm256_cvtepi32_ps(_mm256_sub_epi32(eight(a + i), zero));
    const __m256 y = _mm256_cvtepi32_ps(_mm256_sub_epi32(eight(b + i), zero));
    sums = _mm256_fmadd_ps(_mm256_fmadd_ps(x, by, from), _mm256_fmadd_ps(y, by, from), sums);
  }
  return sum_of(sums);
}

}  // namespace

const Kernels* avx2_kernels() {
  static const Kernels kAvx2{"avx2",       l2,           product, products,
                             code_product, row_products, code_l2, code_inner};
  static const bool runs = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return runs ? &kAvx2 : nullptr;
}

}  // namespace alexandria::vectors

#else

namespace alexandria::vectors {
const Kernels* avx2_kernels() { return nullptr; }
}  // namespace alexandria::vectors

#endif
