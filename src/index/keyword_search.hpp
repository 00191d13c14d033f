#pragma once
// BM25 over the segments of a list.
#include <string>
#include <vector>

#include "list.hpp"

namespace alexandria::index {

struct QueryWord {
  std::string surface;             // folded, for spelling help
  std::vector<std::string> terms;  // its term in each language of the collection, without repeats
  bool part = false;               // a word inside a code
};

/// Something that is written in one way: rows that have it so come first.
struct QueryCode {
  std::vector<std::string> terms;  // any of them
  double weight = 1;               // less for a number, which has several ways
  bool is_word = false;            // one of the query's words too
};

struct KeywordQuery {
  std::vector<QueryWord> words;  // stop words left out
  std::vector<QueryCode> codes;
  std::vector<std::string>
      compounds;  // letters of "on-line" in one, which count less than its words
  std::vector<std::vector<std::pair<std::string, std::uint32_t>>>
      phrases;                // of two words or more: terms with their offsets from the first
  bool only_phrases = false;  // nothing but phrases was asked for
};

/// Analyses a query's text in the languages of the list (or the one the query is written in, if
/// that is sure).
KeywordQuery analyse_query(const std::string& text, const List& list);

/// How much of the words' weight, ln(1 + N / (n + 1)) each, stands on words that some row has, 0 to
/// 1: little if the query is in a language that the collection does not have.
double known_share(const KeywordQuery& query, const List& list);

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

/// Rows of a part in which every phrase occurs.
Bitmap rows_with_phrases(const KeywordQuery& query, const Segment& segment);

/// The query with words that no row has replaced by the nearest known ones; empty if nothing would
/// change.
std::string suggest_spelling(const KeywordQuery& query, const List& list);

}  // namespace alexandria::index
