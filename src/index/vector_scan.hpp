#pragma once
// Vectors as int8 codes with one scale each, and their exact scan.
#include <cstdint>
#include <vector>

namespace alexandria::index {

/// Appends the codes of a vector: round(v / scale) with scale = max|v| / 127; an empty vector gets
/// zeros and scale 0.
void append_codes(const std::vector<float>& vector, std::size_t dimension,
                  std::vector<std::int8_t>& codes, std::vector<float>& scales);

/// A query as 16-bit integers: the codes' products are summed in 32-bit integers without overflow
/// for up to 4,000 components.
struct QueryCodes {
  std::vector<std::int16_t> values;
  float scale = 0;
};
QueryCodes quantise_query(const std::vector<float>& query);

/// Sum of products of `size` components. Uses AVX2 where the processor has it; the answer is the
/// same everywhere.
std::int32_t dot(const std::int8_t* codes, const std::int16_t* query, std::size_t size);

}  // namespace alexandria::index
