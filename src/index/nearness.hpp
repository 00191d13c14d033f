#pragma once
// Among rows with the same words those come first in which the words stand near each other.
#include <vector>

#include "best_scored.hpp"
#include "keyword_query.hpp"

namespace alexandria::index {

/// Raises the best rows of a keyword ranking (best first), by a few hundredths at most: for each
/// two words that follow each other in the query and that a row has, by one over the number of
/// words from one to the other, weighted by the rarity of the more frequent one.
void raise_near(const KeywordQuery& query, const List& list, std::vector<Scored>& ranked);

}  // namespace alexandria::index
