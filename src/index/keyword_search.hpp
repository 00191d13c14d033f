#pragma once
// BM25 over the segments of a list.
#include <map>
#include <string>
#include <vector>

#include "keyword_query.hpp"

namespace alexandria::index {

/// How much of the words' weight, ln(1 + N / (n + 1)) each, stands on words that some row has, 0 to
/// 1: little if the query is in a language that the collection does not have.
double known_share(const KeywordQuery& query, const List& list);
/// Whether a query is in a language that the collection does not have: under half of its words'
/// weight is known, or under .8 and it is surely written in a language that no row is.
bool is_foreign(const std::string& text, const KeywordQuery& query, const List& list);

/// How much a row that has every code of the query gains, 0 to 1, and for each part and code the
/// rows that have it. Rare codes gain more; beside many other words a code gains less.
struct CodeRows {
  double gain = 0;
  std::vector<Bitmap> rows;  // by part
};
std::vector<CodeRows> rows_with_codes(const KeywordQuery& query, const List& list);

/// Adds every row's BM25 score to `scores[part][ordinal]` (sized by the caller, zero at first).
///   score = sum over terms of ln(1 + (N - n + .5) / (n + .5)) * f (k1 + 1) / (f + k1 (1 - b + b l
///   / L)),  k1 = 1.2, b = .75
/// with f all occurrences in title, headings and text together, l the row's length and L the mean
/// (Robertson and Zaragoza 2009).
void score_keywords(const KeywordQuery& query, const List& list,
                    std::vector<std::vector<float>>& scores);

/// Positions of one term in one row, ascending.
using RowPositions = std::vector<std::uint32_t>;
/// Where a term stands in those of the `wanted` rows that have it.
std::map<std::uint32_t, RowPositions> positions_of(const Segment& segment, const std::string& term,
                                                   const Bitmap& wanted);

/// Rows of a part in which every phrase occurs.
Bitmap rows_with_phrases(const KeywordQuery& query, const Segment& segment);

/// Rows of a part that have any of the terms.
Bitmap rows_with_any(const std::vector<std::string>& terms, const Segment& segment);
/// Whether a part has the term in one of `rows`; looks no further than the first.
bool has_any_of(const std::string& term, const Segment& segment, const Bitmap& rows);
/// How many rows have the most frequent one of the terms.
std::uint64_t most_rows_with(const std::vector<std::string>& terms, const List& list);
/// ln(1 + N / (n + 1)): what a word weighs that `holding` of `rows` rows have.
double rarity(std::uint64_t holding, double rows);
}  // namespace alexandria::index
