#include "vector_scan.hpp"

#include <algorithm>
#include <cmath>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace alexandria::index {
namespace {

constexpr float kCodeMax = 127;
constexpr float kQueryMax = 4095;

float largest(const std::vector<float>& vector) {
  float most = 0;
  for (const float value : vector)
    most = std::max(most, std::abs(value));
  return most;
}

std::int32_t dot_plain(const std::int8_t* codes, const std::int16_t* query, std::size_t size) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < size; ++i)
    sum += static_cast<std::int32_t>(codes[i]) * query[i];
  return sum;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) std::int32_t dot_avx2(const std::int8_t* codes,
                                                      const std::int16_t* query, std::size_t size) {
  __m256i sum = _mm256_setzero_si256();
  std::size_t i = 0;
  for (; i + 16 <= size; i += 16) {
    const __m256i a =
        _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes + i)));
    const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query + i));
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
  }
  __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
  half = _mm_hadd_epi32(half, half);
  half = _mm_hadd_epi32(half, half);
  return _mm_cvtsi128_si32(half) + dot_plain(codes + i, query + i, size - i);
}
#endif

}  // namespace

void append_codes(const std::vector<float>& vector, std::size_t dimension,
                  std::vector<std::int8_t>& codes, std::vector<float>& scales) {
  const float most = vector.size() == dimension ? largest(vector) : 0;
  if (!(most > 0) || !std::isfinite(most)) {
    codes.insert(codes.end(), dimension, 0);
    scales.push_back(0);
    return;
  }
  for (const float value : vector)
    codes.push_back(static_cast<std::int8_t>(std::lround(value / most * kCodeMax)));
  scales.push_back(most / kCodeMax);
}

QueryCodes quantise_query(const std::vector<float>& query) {
  QueryCodes out;
  const float most = largest(query);
  out.scale = most / kQueryMax;
  for (const float value : query)
    out.values.push_back(most > 0 ? static_cast<std::int16_t>(std::lround(value / most * kQueryMax))
                                  : std::int16_t{0});
  return out;
}

std::int32_t dot(const std::int8_t* codes, const std::int16_t* query, std::size_t size) {
#if defined(__x86_64__)
  static const bool avx2 = __builtin_cpu_supports("avx2");
  if (avx2) return dot_avx2(codes, query, size);
#endif
  return dot_plain(codes, query, size);
}

}  // namespace alexandria::index
