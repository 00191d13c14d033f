#pragma once
// Whether a claim puts words that its source has into another order, or into one clause.
#include <string>

#include "claim_gaps.hpp"

namespace alexandria::text {

/// What changed its place, in words; empty if nothing did.
std::string find_moved(const ComparedTexts& compared);
/// What of another sentence was put to the end of a clause; empty if nothing was.
std::string find_splice(const ComparedTexts& compared);

}  // namespace alexandria::text
