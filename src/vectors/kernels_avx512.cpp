#include "kernels.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

#define WITH_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq")))
#define WITH_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))

namespace alexandria::vectors {
namespace {

constexpr std::size_t kLanes = 16;
constexpr std::size_t kBytes = 64;
constexpr std::size_t kTogether = 4;  // rows whose products are summed at once

WITH_AVX512 __mmask16 first_lanes(std::size_t count) {
  return static_cast<__mmask16>((1U << count) - 1);
}

WITH_AVX512 float l2(const float* a, const float* b, std::size_t size) {
  __m512 sums[2] = {_mm512_setzero_ps(), _mm512_setzero_ps()};
  std::size_t i = 0;
  for (; i + 2 * kLanes <= size; i += 2 * kLanes) {
    for (std::size_t j = 0; j < 2; ++j) {
      const std::size_t at = i + j * kLanes;
      const __m512 apart = _mm512_sub_ps(_mm512_loadu_ps(a + at), _mm512_loadu_ps(b + at));
      sums[j] = _mm512_fmadd_ps(apart, apart, sums[j]);
    }
  }
  for (; i < size; i += kLanes) {
    const __mmask16 rest = first_lanes(size - i < kLanes ? size - i : kLanes);
    const __m512 apart =
        _mm512_sub_ps(_mm512_maskz_loadu_ps(rest, a + i), _mm512_maskz_loadu_ps(rest, b + i));
    sums[0] = _mm512_fmadd_ps(apart, apart, sums[0]);
  }
  return _mm512_reduce_add_ps(_mm512_add_ps(sums[0], sums[1]));
}

WITH_AVX512 float product(const float* a, const float* b, std::size_t size) {
  __m512 sums[2] = {_mm512_setzero_ps(), _mm512_setzero_ps()};
  std::size_t i = 0;
  for (; i + 2 * kLanes <= size; i += 2 * kLanes) {
    for (std::size_t j = 0; j < 2; ++j) {
      const std::size_t at = i + j * kLanes;
      sums[j] = _mm512_fmadd_ps(_mm512_loadu_ps(a + at), _mm512_loadu_ps(b + at), sums[j]);
    }
  }
  for (; i < size; i += kLanes) {
    const __mmask16 rest = first_lanes(size - i < kLanes ? size - i : kLanes);
    sums[0] = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(rest, a + i),
                              _mm512_maskz_loadu_ps(rest, b + i), sums[0]);
  }
  return _mm512_reduce_add_ps(_mm512_add_ps(sums[0], sums[1]));
}

WITH_AVX512 Products products(const float* a, const float* b, std::size_t size) {
  __m512 ab = _mm512_setzero_ps();
  __m512 aa = ab;
  __m512 bb = ab;
  for (std::size_t i = 0; i < size; i += kLanes) {
    const __mmask16 rest = first_lanes(size - i < kLanes ? size - i : kLanes);
    const __m512 x = _mm512_maskz_loadu_ps(rest, a + i);
    const __m512 y = _mm512_maskz_loadu_ps(rest, b + i);
    ab = _mm512_fmadd_ps(x, y, ab);
    aa = _mm512_fmadd_ps(x, x, aa);
    bb = _mm512_fmadd_ps(y, y, bb);
  }
  return {_mm512_reduce_add_ps(ab), _mm512_reduce_add_ps(aa), _mm512_reduce_add_ps(bb)};
}

WITH_VNNI __mmask64 first_bytes(std::size_t count) {
  return count >= kBytes ? ~__mmask64{0} : (__mmask64{1} << count) - 1;
}

WITH_VNNI std::int32_t code_product(const std::uint8_t* codes, const std::int8_t* weights,
                                    std::size_t size) {
  __m512i sums = _mm512_setzero_si512();
  std::size_t i = 0;
  for (; i + kBytes <= size; i += kBytes)
    sums =
        _mm512_dpbusd_epi32(sums, _mm512_loadu_si512(codes + i), _mm512_loadu_si512(weights + i));
  if (i < size) {
    const __mmask64 rest = first_bytes(size - i);
    sums = _mm512_dpbusd_epi32(sums, _mm512_maskz_loadu_epi8(rest, codes + i),
                               _mm512_maskz_loadu_epi8(rest, weights + i));
  }
  return _mm512_reduce_add_epi32(sums);
}

WITH_VNNI __m128i quarter_sums(__m512i lanes) {
  const __m256i half =
      _mm256_add_epi32(_mm512_castsi512_si256(lanes), _mm512_extracti64x4_epi64(lanes, 1));
  return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

WITH_VNNI void prefetch(const CodeRows& table, std::uint32_t row) {
  const std::uint8_t* at = table.codes + row * table.stride;
  for (std::size_t i = 0; i < table.stride; i += kBytes)
    __builtin_prefetch(at + i);
}

// Four rows share each load of the weights, and their sums are added up together.
WITH_VNNI void four_products(const CodeRows& table, const std::int8_t* weights,
                             const std::uint32_t* rows, std::int32_t* out) {
  const std::uint8_t* a = table.codes + rows[0] * table.stride;
  const std::uint8_t* b = table.codes + rows[1] * table.stride;
  const std::uint8_t* c = table.codes + rows[2] * table.stride;
  const std::uint8_t* d = table.codes + rows[3] * table.stride;
  __m512i sums[kTogether] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(),
                             _mm512_setzero_si512()};
  std::size_t i = 0;
  for (; i + kBytes <= table.stride; i += kBytes) {
    const __m512i by = _mm512_loadu_si512(weights + i);
    sums[0] = _mm512_dpbusd_epi32(sums[0], _mm512_loadu_si512(a + i), by);
    sums[1] = _mm512_dpbusd_epi32(sums[1], _mm512_loadu_si512(b + i), by);
    sums[2] = _mm512_dpbusd_epi32(sums[2], _mm512_loadu_si512(c + i), by);
    sums[3] = _mm512_dpbusd_epi32(sums[3], _mm512_loadu_si512(d + i), by);
  }
  if (i < table.stride) {
    const __mmask64 rest = first_bytes(table.stride - i);
    const __m512i by = _mm512_maskz_loadu_epi8(rest, weights + i);
    sums[0] = _mm512_dpbusd_epi32(sums[0], _mm512_maskz_loadu_epi8(rest, a + i), by);
    sums[1] = _mm512_dpbusd_epi32(sums[1], _mm512_maskz_loadu_epi8(rest, b + i), by);
    sums[2] = _mm512_dpbusd_epi32(sums[2], _mm512_maskz_loadu_epi8(rest, c + i), by);
    sums[3] = _mm512_dpbusd_epi32(sums[3], _mm512_maskz_loadu_epi8(rest, d + i), by);
  }
  const __m128i ab = _mm_hadd_epi32(quarter_sums(sums[0]), quarter_sums(sums[1]));
  const __m128i cd = _mm_hadd_epi32(quarter_sums(sums[2]), quarter_sums(sums[3]));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_hadd_epi32(ab, cd));
}

WITH_VNNI void row_products(const CodeRows& table, const std::int8_t* weights,
                            const std::uint32_t* rows, std::size_t count, std::int32_t* out) {
  std::size_t i = 0;
  for (; i + kTogether <= count; i += kTogether) {
    for (std::size_t next = i + kTogether; next < i + 2 * kTogether && next < count; ++next)
      prefetch(table, rows[next]);
    four_products(table, weights, rows + i, out + i);
  }
  for (; i < count; ++i)
    out[i] = code_product(table.codes + rows[i] * table.stride, weights, table.stride);
}

WITH_AVX512 __m512i sixteen(const std::uint8_t* codes) {
  return _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes)));
}

WITH_AVX512 float code_l2(const std::uint8_t* a, const std::uint8_t* b, const float* step,
                          std::size_t size) {
  __m512 sums = _mm512_setzero_ps();
  for (std::size_t i = 0; i < size; i += kLanes) {
    const __m512 codes = _mm512_cvtepi32_ps(_mm512_sub_epi32(sixteen(a + i), sixteen(b + i)));
    const __m512 apart = _mm512_mul_ps(codes, _mm512_loadu_ps(step + i));
    sums = _mm512_fmadd_ps(apart, apart, sums);
  }
  return _mm512_reduce_add_ps(sums);
}

WITH_AVX512 float code_inner(const std::uint8_t* a, const std::uint8_t* b, const float* step,
                             const float* middle, std::size_t size) {
  const __m512i zero = _mm512_set1_epi32(kCodeMiddle);
  __m512 sums = _mm512_setzero_ps();
  for (std::size_t i = 0; i < size; i += kLanes) {
    const __m512 by = _mm512_loadu_ps(step + i);
    const __m512 from = _mm512_loadu_ps(middle + i);
    const __m512 x = _mm512_cvtepi32_ps(_mm512_sub_epi32(sixteen(a + i), zero));
    const __m512 y = _mm512_cvtepi32_ps(_mm512_sub_epi32(sixteen(b + i), zero));
    sums = _mm512_fmadd_ps(_mm512_fmadd_ps(x, by, from), _mm512_fmadd_ps(y, by, from), sums);
  }
  return _mm512_reduce_add_ps(sums);
}

bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
         avx2_kernels() != nullptr;
}

}  // namespace

// Without VNNI the integer kernels are those of AVX2.
const Kernels* avx512_kernels() {
  if (!has_avx512()) return nullptr;
  static const Kernels kVnni{"avx512vnni", l2,           product, products,
                             code_product, row_products, code_l2, code_inner};
  static const Kernels kBare{"avx512",
                             l2,
                             product,
                             products,
                             avx2_kernels()->code_product,
                             avx2_kernels()->row_products,
                             code_l2,
                             code_inner};
  return __builtin_cpu_supports("avx512vnni") ? &kVnni : &kBare;
}

}  // namespace alexandria::vectors

#else

namespace alexandria::vectors {
const Kernels* avx512_kernels() { return nullptr; }
}  // namespace alexandria::vectors

#endif
