#pragma once
// Words of a query that no row has: what they may have been meant to be.
#include <string>
#include <vector>

#include "alexandria/index/query.hpp"
#include "keyword_search.hpp"

namespace alexandria::index {

/// The repairs of a query: at most one for each word of four letters and more that no row of
/// `allowed` (by part) has and `is_word` does not know, by a word of these rows that is one edit
/// away. Among several the one wins that stands in most rows, those with rare words of the query
/// beside it counting more. At most four, of the first eight such words; abbreviations and what is
/// quoted stay as they are, and so does a query in a language that the list does not have.
std::vector<Repair> find_repairs(const std::string& text, const List& list,
                                 const std::vector<Bitmap>& allowed, const WordTest& is_word);

/// The query with words that no row of `allowed` has replaced by the nearest known ones; empty if
/// nothing would change.
std::string suggest_spelling(const KeywordQuery& query, const List& list,
                             const std::vector<Bitmap>& allowed);

}  // namespace alexandria::index
