#include "kernels.hpp"

namespace alexandria::vectors {
namespace {

float l2(const float* a, const float* b, std::size_t size) {
  float sum = 0;
  for (std::size_t i = 0; i < size; ++i)
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

float product(const float* a, const float* b, std::size_t size) {
  float sum = 0;
  for (std::size_t i = 0; i < size; ++i)
    sum += a[i] * b[i];
  return sum;
}

Products products(const float* a, const float* b, std::size_t size) {
  Products out;
  for (std::size_t i = 0; i < size; ++i) {
    out.ab += a[i] * b[i];
    out.aa += a[i] * a[i];
    out.bb += b[i] * b[i];
  }
  return out;
}

std::int32_t code_product(const std::uint8_t* codes, const std::int8_t* weights, std::size_t size) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < size; ++i)
    sum += static_cast<std::int32_t>(codes[i]) * weights[i];
  return sum;
}

void row_products(const CodeRows& table, const std::int8_t* weights, const std::uint32_t* rows,
                  std::size_t count, std::int32_t* out) {
  for (std::size_t i = 0; i < count; ++i)
    out[i] = code_product(table.codes + rows[i] * table.stride, weights, table.stride);
}

float code_l2(const std::uint8_t* a, const std::uint8_t* b, const float* step, std::size_t size) {
  float sum = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const float apart = step[i] * static_cast<float>(a[i] - b[i]);
    sum += apart * apart;
  }
  return sum;
}

float code_inner(const std::uint8_t* a, const std::uint8_t* b, const float* step,
                 const float* middle, std::size_t size) {
  float sum = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const float x = middle[i] + step[i] * static_cast<float>(a[i] - kCodeMiddle);
    const float y = middle[i] + step[i] * static_cast<float>(b[i] - kCodeMiddle);
    sum += x * y;
  }
  return sum;
}

}  // namespace

const Kernels* plain_kernels() {
  static const Kernels kPlain{"plain",      l2,           product, products,
                              code_product, row_products, code_l2, code_inner};
  return &kPlain;
}

}  // namespace alexandria::vectors
