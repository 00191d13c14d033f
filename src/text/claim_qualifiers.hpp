#pragma once
// What the source says less than the claim, because a word that narrowed it was left out.
#include <string>

#include "claim_gaps.hpp"

namespace alexandria::text {

/// "The longest" for "the second longest", "the mayor" for "the former mayor", "Otto" for "Otto's
/// brother": names the word; empty if there is nothing of the kind.
std::string find_dropped_qualifier(const ComparedTexts& compared);

}  // namespace alexandria::text
