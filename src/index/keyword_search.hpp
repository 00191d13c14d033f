#pragma once
// BM25 over the segments of a list.
#include <string>
#include <vector>

#include "alexandria/index/query.hpp"
#include "list.hpp"

namespace alexandria::index {

struct QueryWord {
  std::string surface;             // folded, for spelling help
  std::vector<std::string> terms;  // its term in each language of the collection, without repeats
  bool part = false;               // a word inside a code
  bool asks = true;                // in every language: how it is asked, not what is asked for
  std::uint32_t begin = 0;         // bytes of the query, end exclusive
  std::uint32_t end = 0;
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
/// that is sure). A word that is repaired has the terms of its repair too.
KeywordQuery analyse_query(const std::string& text, const List& list,
                           const std::vector<Repair>& repairs = {});

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

/// Rows of a part in which every phrase occurs.
Bitmap rows_with_phrases(const KeywordQuery& query, const Segment& segment);

/// What stands between quotation marks of any kind: views of the query.
std::vector<std::string_view> quotations(std::string_view query);
/// Whether the word that begins at byte `at` stands in one of the query's quotations.
bool is_quoted(std::size_t at, std::string_view query,
               const std::vector<std::string_view>& quotations);
/// Rows of a part that have any of the terms.
Bitmap rows_with_any(const std::vector<std::string>& terms, const Segment& segment);
/// Whether a part has the term in one of `rows`; looks no further than the first.
bool has_any_of(const std::string& term, const Segment& segment, const Bitmap& rows);
/// How many rows have the most frequent one of the terms.
std::uint64_t most_rows_with(const std::vector<std::string>& terms, const List& list);
/// ln(1 + N / (n + 1)): what a word weighs that `holding` of `rows` rows have.
double rarity(std::uint64_t holding, double rows);
/// The languages a query is analysed in: its own where that is sure and the list has it, else all
/// that hold at least a hundredth of the rows, most first.
std::vector<std::string> query_languages(const std::string& text, const List& list);

}  // namespace alexandria::index
