#pragma once
// Which texts share a call of the encoder. The runtime builds its kernels anew for each new shape,
// so lengths are rounded up, and a batch holds several texts of one rounded length.
#include <cstddef>
#include <vector>

namespace alexandria::embed {

/// Lengths are rounded up to a multiple of this many tokens.
inline constexpr std::size_t kLengthStep = 16;

std::size_t rounded_length(std::size_t tokens);

struct BatchLimits {
  /// Padding included. Larger batches leave the processor's cache and compute no faster.
  std::size_t tokens = 1024;
  std::size_t texts_min = 4;  // also where these are more than `tokens`
  std::size_t texts_max = 32;
  std::size_t lanes = 1;  // few texts are shared out to as many batches
};

/// Places of texts in the caller's list.
using Batch = std::vector<std::size_t>;

/// Every text in one batch, the longest first. `lengths` are the tokens of each text. A batch that
/// would hold fewer than `texts_min` texts takes some that are shorter by at most two steps:
/// their padding costs less than another shape.
std::vector<Batch> make_batches(const std::vector<std::size_t>& lengths, const BatchLimits& limits);

}  // namespace alexandria::embed
