#pragma once
// What in a claim its source does not bear out, once the words of both are aligned.
#include <string>
#include <vector>

#include "alignment.hpp"

namespace alexandria::text {

struct Faults {
  std::vector<std::string> failed;  // the words, as written
  std::size_t hard = 0;             // of them, those that make the claim say something else
};

/// The claim against words [first, last) of the source. `around_first` to `around_last`: where
/// names may stand besides. `verbatim`: the claim stands there as it is, so that only what stands
/// around it can make it false. `coverage` is that of the claim by these words.
struct Comparison {
  const ClaimText& claim;
  const ClaimText& source;
  const LanguageWords& words;
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t around_first = 0;
  std::size_t around_last = 0;
  double coverage = 0;
  bool verbatim = false;
};

Faults find_faults(const Comparison& comparison);

}  // namespace alexandria::text
