#include "kernels.hpp"

#if defined(__aarch64__)
#include <arm_neon.h>

namespace alexandria::vectors {
namespace {

constexpr std::size_t kLanes = 4;

float l2(const float* a, const float* b, std::size_t size) {
  float32x4_t first = vdupq_n_f32(0);
  float32x4_t second = first;
  std::size_t i = 0;
  for (; i + 2 * kLanes <= size; i += 2 * kLanes) {
    const float32x4_t x = vsubq_f32(vld1q_f32(a + i), vld1q_f32(b + i));
    const float32x4_t y = vsubq_f32(vld1q_f32(a + i + kLanes), vld1q_f32(b + i + kLanes));
    first = vfmaq_f32(first, x, x);
    second = vfmaq_f32(second, y, y);
  }
  float sum = vaddvq_f32(vaddq_f32(first, second));
  for (; i < size; ++i)
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

float product(const float* a, const float* b, std::size_t size) {
  float32x4_t first = vdupq_n_f32(0);
  float32x4_t second = first;
  std::size_t i = 0;
  for (; i + 2 * kLanes <= size; i += 2 * kLanes) {
    first = vfmaq_f32(first, vld1q_f32(a + i), vld1q_f32(b + i));
    second = vfmaq_f32(second, vld1q_f32(a + i + kLanes), vld1q_f32(b + i + kLanes));
  }
  float sum = vaddvq_f32(vaddq_f32(first, second));
  for (; i < size; ++i)
    sum += a[i] * b[i];
  return sum;
}

Products products(const float* a, const float* b, std::size_t size) {
  float32x4_t ab = vdupq_n_f32(0);
  float32x4_t aa = ab;
  float32x4_t bb = ab;
  std::size_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    const float32x4_t x = vld1q_f32(a + i);
    const float32x4_t y = vld1q_f32(b + i);
    ab = vfmaq_f32(ab, x, y);
    aa = vfmaq_f32(aa, x, x);
    bb = vfmaq_f32(bb, y, y);
  }
  Products out{vaddvq_f32(ab), vaddvq_f32(aa), vaddvq_f32(bb)};
  for (; i < size; ++i) {
    out.ab += a[i] * b[i];
    out.aa += a[i] * a[i];
    out.bb += b[i] * b[i];
  }
  return out;
}

std::int32_t code_product(const std::uint8_t* codes, const std::int8_t* weights, std::size_t size) {
  int32x4_t first = vdupq_n_s32(0);
  int32x4_t second = first;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    const int16x8_t x = vreinterpretq_s16_u16(vmovl_u8(vld1_u8(codes + i)));
    const int16x8_t y = vmovl_s8(vld1_s8(weights + i));
    first = vmlal_s16(first, vget_low_s16(x), vget_low_s16(y));
    second = vmlal_high_s16(second, x, y);
  }
  std::int32_t sum = vaddvq_s32(vaddq_s32(first, second));
  for (; i < size; ++i)
    sum += static_cast<std::int32_t>(codes[i]) * weights[i];
  return sum;
}

void row_products(const CodeRows& table, const std::int8_t* weights, const std::uint32_t* rows,
                  std::size_t count, std::int32_t* out) {
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

float32x4x2_t eight(int16x8_t codes) {
  return {{vcvtq_f32_s32(vmovl_s16(vget_low_s16(codes))), vcvtq_f32_s32(vmovl_high_s16(codes))}};
}

float code_l2(const std::uint8_t* a, const std::uint8_t* b, const float* step, std::size_t size) {
  float32x4_t sums = vdupq_n_f32(0);
  for (std::size_t i = 0; i < size; i += 8) {
    const uint16x8_t apart = vsubl_u8(vld1_u8(a + i), vld1_u8(b + i));
    const float32x4x2_t codes = eight(vreinterpretq_s16_u16(apart));
    const float32x4_t x = vmulq_f32(codes.val[0], vld1q_f32(step + i));
    const float32x4_t y = vmulq_f32(codes.val[1], vld1q_f32(step + i + kLanes));
    sums = vfmaq_f32(vfmaq_f32(sums, x, x), y, y);
  }
  return vaddvq_f32(sums);
}

float code_inner(const std::uint8_t* a, const std::uint8_t* b, const float* step,
                 const float* middle, std::size_t size) {
  const int16x8_t zero = vdupq_n_s16(kCodeMiddle);
  float32x4_t sums = vdupq_n_f32(0);
  for (std::size_t i = 0; i < size; i += 8) {
    const int16x8_t left = vreinterpretq_s16_u16(vmovl_u8(vld1_u8(a + i)));
    const int16x8_t right = vreinterpretq_s16_u16(vmovl_u8(vld1_u8(b + i)));
    const float32x4x2_t x = eight(vsubq_s16(left, zero));
    const float32x4x2_t y = eight(vsubq_s16(right, zero));
    for (std::size_t half = 0; half < 2; ++half) {
      const float32x4_t by = vld1q_f32(step + i + half * kLanes);
      const float32x4_t from = vld1q_f32(middle + i + half * kLanes);
      sums = vfmaq_f32(sums, vfmaq_f32(from, x.val[half], by), vfmaq_f32(from, y.val[half], by));
    }
  }
  return vaddvq_f32(sums);
}

}  // namespace

const Kernels* neon_kernels() {
  static const Kernels kNeon{"neon",       l2,           product, products,
                             code_product, row_products, code_l2, code_inner};
  return &kNeon;
}

}  // namespace alexandria::vectors

#else

namespace alexandria::vectors {
const Kernels* neon_kernels() { return nullptr; }
}  // namespace alexandria::vectors

#endif
