#pragma once
// The sets of kernels that were compiled in, each null where this processor cannot run it.
#include "alexandria/vectors/distance.hpp"

namespace alexandria::vectors {

const Kernels* plain_kernels();
const Kernels* avx2_kernels();
const Kernels* avx512_kernels();
const Kernels* neon_kernels();

/// What a code is counted from: code 128 is the middle of its dimension's range.
inline constexpr int kCodeMiddle = 128;

}  // namespace alexandria::vectors
