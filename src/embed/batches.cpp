#include "batches.hpp"

#include <algorithm>
#include <numeric>

namespace alexandria::embed {
namespace {

// A change of shape takes the runtime about 3 ms, 20 to 30 tokens' work (bge-small, int8 or bf16,
// one core with VNNI).
constexpr std::size_t kSlack = 2 * kLengthStep;

}  // namespace

std::size_t rounded_length(std::size_t tokens) {
  return (tokens + kLengthStep - 1) / kLengthStep * kLengthStep;
}

std::vector<Batch> make_batches(const std::vector<std::size_t>& lengths,
                                const BatchLimits& limits) {
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
  const std::size_t share =
      (order.size() + limits.lanes - 1) / std::max<std::size_t>(1, limits.lanes);

  std::vector<Batch> batches;
  std::size_t length = 0;
  std::size_t room = 0;
  for (const std::size_t text : order) {
    const std::size_t own = rounded_length(lengths[text]);
    const bool fits =
        room > 0 &&
        (own == length || (batches.back().size() < limits.texts_min && own + kSlack >= length));
    if (!fits) {
      length = own;
      room = std::clamp(limits.tokens / std::max<std::size_t>(1, length), limits.texts_min,
                        limits.texts_max);
      room = std::min(room, share);
      batches.emplace_back();
    }
    batches.back().push_back(text);
    --room;
  }
  return batches;
}

}  // namespace alexandria::embed
