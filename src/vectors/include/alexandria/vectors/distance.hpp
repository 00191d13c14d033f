#pragma once
// Distances of float32 vectors and of int8 codes, by the widest instructions that the processor
// has. Every kernel answers what the plain one does, within float32 rounding; integer kernels
// exactly.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace alexandria::vectors {

/// How far apart two vectors are; smaller is nearer. As Chroma defines them.
enum class Space : std::uint8_t {
  kL2 = 0,            // sum of (a - b)^2, not its root
  kInnerProduct = 1,  // 1 - <a, b>
  kCosine = 2,        // 1 - <a, b> / (|a| |b|); 1 if either is zero
};

/// The most components of a vector. 65,536 x 255 x 128 < 2^31, so the integer kernels, which sum in
/// int32, cannot overflow below it.
inline constexpr std::size_t kDimensionMax = 65'536;

/// Sums of one pass over two vectors.
struct Products {
  float ab = 0;
  float aa = 0;
  float bb = 0;
};

/// Rows of codes, one each `stride` bytes. `stride` is a multiple of 16, at most kDimensionMax.
struct CodeRows {
  const std::uint8_t* codes = nullptr;
  std::size_t stride = 0;
};

/// One set of kernels. Pointers need no alignment; `size` counts components. Threads: any.
struct Kernels {
  std::string_view name;
  /// Sum of (a - b)^2.
  float (*l2)(const float* a, const float* b, std::size_t size);
  /// Sum of a b.
  float (*product)(const float* a, const float* b, std::size_t size);
  /// Sums of a b, a a and b b.
  Products (*products)(const float* a, const float* b, std::size_t size);
  /// Sum of code x weight, exactly; `size` is at most kDimensionMax.
  std::int32_t (*code_product)(const std::uint8_t* codes, const std::int8_t* weights,
                               std::size_t size);
  /// The same of `count` rows of a table with one weight for each of the stride's bytes; loads rows
  /// ahead of their use.
  void (*row_products)(const CodeRows& table, const std::int8_t* weights, const std::uint32_t* rows,
                       std::size_t count, std::int32_t* out);
  /// Sum of (step (a - b))^2 over codes; `size` is a multiple of 16.
  float (*code_l2)(const std::uint8_t* a, const std::uint8_t* b, const float* step,
                   std::size_t size);
  /// Sum of (middle + step (a - 128)) (middle + step (b - 128)); `size` is a multiple of 16.
  float (*code_inner)(const std::uint8_t* a, const std::uint8_t* b, const float* step,
                      const float* middle, std::size_t size);
};

/// The fastest kernels that this processor runs.
const Kernels& kernels();
/// All kernels that this processor runs, the plain ones first.
std::span<const Kernels* const> runnable_kernels();

/// The distance of two vectors of the same size (at least 1), from float32.
float distance(Space space, std::span<const float> a, std::span<const float> b);

}  // namespace alexandria::vectors
