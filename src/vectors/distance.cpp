#include "alexandria/vectors/distance.hpp"

#include <array>
#include <cmath>

#include "alexandria/base/assert.hpp"
#include "kernels.hpp"

namespace alexandria::vectors {
namespace {

struct Runnable {
  std::array<const Kernels*, 4> sets{};  // slowest first
  std::size_t count = 0;
};

Runnable find_runnable() {
  Runnable out;
  for (const Kernels* set : {plain_kernels(), neon_kernels(), avx2_kernels(), avx512_kernels()})
    if (set != nullptr) out.sets[out.count++] = set;
  return out;
}

const Runnable& runnable() {
  static const Runnable kRunnable = find_runnable();
  return kRunnable;
}

}  // namespace

const Kernels& kernels() {
  static const Kernels& kBest = *runnable().sets[runnable().count - 1];
  return kBest;
}

std::span<const Kernels* const> runnable_kernels() {
  return {runnable().sets.data(), runnable().count};
}

float distance(Space space, std::span<const float> a, std::span<const float> b) {
  ALEX_ASSERT(a.size() == b.size());
  if (space == Space::kL2) return kernels().l2(a.data(), b.data(), a.size());
  if (space == Space::kInnerProduct) return 1 - kernels().product(a.data(), b.data(), a.size());
  const Products sums = kernels().products(a.data(), b.data(), a.size());
  const double lengths = std::sqrt(static_cast<double>(sums.aa)) * std::sqrt(sums.bb);
  return lengths > 0 ? static_cast<float>(1 - sums.ab / lengths) : 1;
}

}  // namespace alexandria::vectors
