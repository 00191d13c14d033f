#include "keyword_search.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "alexandria/base/varint.hpp"
#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::index {
namespace {

constexpr double kK1 = 1.2;
constexpr double kB = .75;
constexpr std::size_t kLanguagesMax = 8;
constexpr std::size_t kWordsMax = 512;
constexpr std::size_t kPhraseWordsMax =
    32;  // a longer query is prose, and its quotation marks are quotations

// The languages a query is analysed in: all that hold at least a hundredth of the rows, most first.
std::vector<std::string> query_languages(const std::string& text, const List& list) {
  const auto by_language = list.languages();
  std::uint64_t total = 0;
  for (const auto& [language, rows] : by_language)
    total += rows;
  std::vector<std::pair<std::uint64_t, std::string>> ordered;
  for (const auto& [language, rows] : by_language)
    if (rows * 100 >= total) ordered.emplace_back(rows, language);
  std::ranges::sort(ordered, std::greater<>());
  if (ordered.size() > 1) {
    const std::string own = text::detect_language(text);
    for (const auto& [rows, language] : ordered)
      if (!own.empty() && language == own) return {own};
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(ordered.size(), kLanguagesMax); ++i)
    out.push_back(ordered[i].second);
  if (out.empty()) out.emplace_back("en");
  return out;
}

void add_phrase(const std::vector<text::Token>& tokens, KeywordQuery& out) {
  if (tokens.size() < 2) return;
  auto& phrase = out.phrases.emplace_back();
  for (const text::Token& token : tokens)
    phrase.emplace_back(token.term, token.position - tokens.front().position);
}

// Positions of one term in one row.
using RowPositions = std::vector<std::uint32_t>;

std::map<std::uint32_t, RowPositions> positions_of(const Segment& s, const std::string& name,
                                                   const Bitmap& wanted) {
  std::map<std::uint32_t, RowPositions> out;
  const std::uint32_t term = s.find_term(name);
  if (term == kGone) return out;
  const char* at = s.postings.data() + s.posting_offsets[term];
  const char* positions = s.positions.data() + s.position_offsets[term];
  std::uint32_t ordinal = kGone;
  for (std::uint32_t i = 0; i < s.terms[term].rows; ++i) {
    ordinal += static_cast<std::uint32_t>(base::read_trusted_varint(at));
    const std::uint64_t front = base::read_trusted_varint(at);
    const std::uint64_t count = front + base::read_trusted_varint(at);
    const bool keep = wanted.contains(ordinal);
    std::uint32_t position = 0;
    for (std::uint64_t p = 0; p < count; ++p) {
      position += static_cast<std::uint32_t>(base::read_trusted_varint(positions));
      if (keep) out[ordinal].push_back(position);
    }
  }
  return out;
}

Bitmap rows_with_phrase(const std::vector<std::pair<std::string, std::uint32_t>>& phrase,
                        const Segment& segment) {
  Bitmap rows;
  rows.addRange(0, segment.rows());
  std::map<std::uint32_t, RowPositions> starts;
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    const auto found = positions_of(segment, phrase[i].first, rows);
    std::map<std::uint32_t, RowPositions> kept;
    Bitmap left;
    for (const auto& [row, positions] : found) {
      RowPositions shifted;
      for (const std::uint32_t position : positions)
        if (position >= phrase[i].second &&
            (i == 0 || std::ranges::binary_search(starts[row], position - phrase[i].second)))
          shifted.push_back(position - phrase[i].second);
      if (shifted.empty()) continue;
      kept.emplace(row, std::move(shifted));
      left.add(row);
    }
    starts = std::move(kept);
    rows = left;
  }
  return rows;
}

}  // namespace

std::map<std::string, std::uint64_t> List::languages() const {
  std::map<std::string, std::uint64_t> out;
  for (const Part& part : parts)
    for (const auto& [language, rows] : part.segment->languages)
      out[language] += rows;
  return out;
}

std::uint64_t List::rows() const {
  std::uint64_t out = 0;
  for (const Part& part : parts)
    out += part.segment->rows();
  return out;
}

std::uint64_t List::rows_with(std::string_view term) const {
  std::uint64_t out = 0;
  for (const Part& part : parts) {
    const std::uint32_t found = part.segment->find_term(term);
    if (found != kGone) out += part.segment->terms[found].rows;
  }
  return out;
}

KeywordQuery analyse_query(const std::string& query, const List& list) {
  KeywordQuery out;
  std::map<std::uint32_t, QueryWord> words;  // by position
  bool first = true;
  for (const std::string& language : query_languages(query, list)) {
    text::Analyzer analyzer(language);
    std::vector<text::Token> tokens;
    analyzer.analyze(query, tokens);
    for (const text::Token& token : tokens) {
      if (token.position >= kWordsMax) break;
      QueryWord& word = words[token.position];
      if (word.surface.empty())
        word.surface = text::fold(query.substr(token.begin, token.end - token.begin));
      if (std::ranges::find(word.terms, token.term) == word.terms.end())
        word.terms.push_back(token.term);
    }
    std::size_t quoted = 0;
    for (std::size_t open = query.find('"'); first && open != std::string::npos;) {
      const std::size_t close = query.find('"', open + 1);
      if (close == std::string::npos) break;
      tokens.clear();
      analyzer.analyze(query.substr(open + 1, close - open - 1), tokens);
      add_phrase(tokens, out);
      quoted += tokens.size();
      open = query.find('"', close + 1);
    }
    if (first) out.only_phrases = quoted == words.size();
    first = false;
  }
  for (auto& [position, word] : words)
    out.words.push_back(std::move(word));
  if (out.words.size() > kPhraseWordsMax) out.phrases.clear();
  return out;
}

double known_share(const KeywordQuery& query, const List& list) {
  const auto rows = static_cast<double>(list.rows());
  double known = 0;
  double total = 0;
  for (const QueryWord& word : query.words) {
    std::uint64_t holding = 0;
    for (const std::string& term : word.terms)
      holding = std::max(holding, list.rows_with(term));
    const double weight = std::log(1 + rows / (static_cast<double>(holding) + 1));
    total += weight;
    if (holding > 0) known += weight;
  }
  return total > 0 ? known / total : 1;
}

void score_keywords(const KeywordQuery& query, const List& list,
                    std::vector<std::vector<float>>& scores) {
  const std::uint64_t rows = list.rows();
  std::uint64_t length = 0;
  for (const Part& part : list.parts)
    length += part.segment->total_length;
  const double mean_length =
      rows > 0 ? std::max(1.0, static_cast<double>(length) / static_cast<double>(rows)) : 1;
  std::map<std::string, double> times;  // a word written twice counts twice
  for (const QueryWord& word : query.words)
    for (const std::string& term : word.terms)
      times[term] += 1;
  for (const auto& [name, count] : times) {
    std::vector<std::uint32_t> found;
    double holding = 0;
    for (const Part& part : list.parts) {
      found.push_back(part.segment->find_term(name));
      if (found.back() != kGone) holding += part.segment->terms[found.back()].rows;
    }
    const double weight =
        count * std::log(1 + (static_cast<double>(rows) - holding + .5) / (holding + .5)) *
        (kK1 + 1);
    for (std::size_t p = 0; p < list.parts.size(); ++p) {
      if (found[p] == kGone) continue;
      const Segment& s = *list.parts[p].segment;
      const char* at = s.postings.data() + s.posting_offsets[found[p]];
      std::uint32_t ordinal = kGone;
      for (std::uint32_t i = 0; i < s.terms[found[p]].rows; ++i) {
        ordinal += static_cast<std::uint32_t>(base::read_trusted_varint(at));
        const std::uint64_t front = base::read_trusted_varint(at);
        const auto occurrences = static_cast<double>(front + base::read_trusted_varint(at));
        const double norm = kK1 * (1 - kB + kB * s.lengths[ordinal] / mean_length);
        scores[p][ordinal] += static_cast<float>(weight * occurrences / (occurrences + norm));
      }
    }
  }
}

Bitmap rows_with_phrases(const KeywordQuery& query, const Segment& segment) {
  Bitmap rows;
  rows.addRange(0, segment.rows());
  for (const auto& phrase : query.phrases)
    rows &= rows_with_phrase(phrase, segment);
  return rows;
}

}  // namespace alexandria::index
