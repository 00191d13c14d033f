#pragma once
// What a query asks of the words of a list.
#include <string>
#include <string_view>
#include <utility>
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

/// Words that follow each other: terms with their offsets from the first. Two or more, or a pair of
/// stop words.
using Phrase = std::vector<std::pair<std::string, std::uint32_t>>;

struct KeywordQuery {
  std::vector<QueryWord> words;  // stop words left out
  std::vector<QueryCode> codes;
  std::vector<std::string>
      compounds;  // letters of "on-line" in one, which count less than its words
  std::vector<std::vector<Phrase>> phrases;  // each in the ways that languages read it
  bool only_phrases = false;                 // nothing but phrases was asked for
};

/// Analyses a query's text in the languages of the list (or the one the query is written in, if
/// that is sure). A word that is repaired has the terms of its repair too.
KeywordQuery analyse_query(const std::string& text, const List& list,
                           const std::vector<Repair>& repairs = {});

/// What stands between quotation marks of any kind: views of the query.
std::vector<std::string_view> quotations(std::string_view query);
/// Whether the word that begins at byte `at` stands in one of the query's quotations.
bool is_quoted(std::size_t at, std::string_view query,
               const std::vector<std::string_view>& quotations);
/// The languages a query is analysed in: its own where that is sure and a hundredth of the rows
/// have it, else `languages_for` it. Words that no row has in its own are read in the others too.
std::vector<std::string> query_languages(const std::string& text, const List& list);

/// The languages of the list that are written in a script of the text, those of most rows first, 24
/// at most; all if there is none.
std::vector<std::string> languages_for(const std::string& text, const List& list);

}  // namespace alexandria::index
