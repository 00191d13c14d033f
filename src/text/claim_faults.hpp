#pragma once
// What in a claim its source does not bear out, once the words of both are aligned.
#include <string>
#include <vector>

#include "claim_gaps.hpp"

namespace alexandria::text {

struct Faults {
  std::vector<std::string> failed;  // the words, as written
  std::size_t hard = 0;             // of them, those that make the claim say something else
};

Faults find_faults(const Comparison& comparison);

}  // namespace alexandria::text
