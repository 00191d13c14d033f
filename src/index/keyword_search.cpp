#include "keyword_search.hpp"

#include <algorithm>
#include <cmath>

#include "alexandria/base/varint.hpp"
#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::index {
namespace {

constexpr double kK1 = 1.2;
constexpr double kB = .75;
constexpr double kWeightOfJoined = .5;  // beside the words of the compound

// Calls `take` with each row of a term and how often it stands there, rows ascending.
template <typename Take>
void each_posting(const Segment& s, std::uint32_t term, Take take) {
  const char* at = s.postings.data() + s.posting_offsets[term];
  std::uint32_t ordinal = kGone;
  for (std::uint32_t i = 0; i < s.terms[term].rows; ++i) {
    ordinal += static_cast<std::uint32_t>(base::read_trusted_varint(at));
    const std::uint64_t front = base::read_trusted_varint(at);
    take(ordinal, front + base::read_trusted_varint(at));
  }
}

}  // namespace

std::map<std::uint32_t, RowPositions> positions_of(const Segment& s, const std::string& name,
                                                   const Bitmap& wanted) {
  std::map<std::uint32_t, RowPositions> out;
  const std::uint32_t term = s.find_term(name);
  if (term == kGone) return out;
  const char* positions = s.positions.data() + s.position_offsets[term];
  each_posting(s, term, [&](std::uint32_t ordinal, std::uint64_t count) {
    const bool keep = wanted.contains(ordinal);
    std::uint32_t position = 0;
    for (std::uint64_t p = 0; p < count; ++p) {
      position += static_cast<std::uint32_t>(base::read_trusted_varint(positions));
      if (keep) out[ordinal].push_back(position);
    }
  });
  return out;
}

namespace {

Bitmap rows_with_phrase(const Phrase& phrase, const Segment& segment) {
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
    out += part.segment->held();
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

std::uint64_t most_rows_with(const std::vector<std::string>& terms, const List& list) {
  std::uint64_t most = 0;
  for (const std::string& term : terms)
    most = std::max(most, list.rows_with(term));
  return most;
}

double rarity(std::uint64_t holding, double rows) {
  return std::log(1 + rows / (static_cast<double>(holding) + 1));
}

bool has_any_of(const std::string& name, const Segment& s, const Bitmap& rows) {
  const std::uint32_t term = s.find_term(name);
  if (term == kGone) return false;
  const char* at = s.postings.data() + s.posting_offsets[term];
  std::uint32_t ordinal = kGone;
  for (std::uint32_t i = 0; i < s.terms[term].rows; ++i) {
    ordinal += static_cast<std::uint32_t>(base::read_trusted_varint(at));
    if (rows.contains(ordinal)) return true;
    base::read_trusted_varint(at);
    base::read_trusted_varint(at);
  }
  return false;
}

Bitmap rows_with_any(const std::vector<std::string>& terms, const Segment& s) {
  Bitmap out;
  for (const std::string& name : terms) {
    const std::uint32_t term = s.find_term(name);
    if (term == kGone) continue;
    each_posting(s, term, [&](std::uint32_t ordinal, std::uint64_t) { out.add(ordinal); });
  }
  return out;
}

std::vector<CodeRows> rows_with_codes(const KeywordQuery& query, const List& list) {
  std::vector<CodeRows> out;
  if (query.codes.empty()) return out;
  const auto rows = static_cast<double>(list.rows());
  const double rarest = rarity(0, rows);
  double total = 0;
  for (const QueryWord& word : query.words)
    if (!word.part) total += rarity(most_rows_with(word.terms, list), rows);
  for (const QueryCode& code : query.codes)
    if (!code.is_word) total += rarity(most_rows_with(code.terms, list), rows);
  for (const QueryCode& code : query.codes) {
    const std::uint64_t holding = most_rows_with(code.terms, list);
    if (holding == 0 || rarest <= 0 || total <= 0) continue;
    const double weight = rarity(holding, rows);
    CodeRows& found = out.emplace_back();
    found.gain = code.weight * std::min(1., weight / total) * weight / rarest;
    for (const Part& part : list.parts)
      found.rows.push_back(rows_with_any(code.terms, *part.segment));
  }
  return out;
}

double known_share(const KeywordQuery& query, const List& list) {
  const auto rows = static_cast<double>(list.rows());
  double known = 0;
  double total = 0;
  for (const QueryWord& word : query.words) {
    const std::uint64_t holding = most_rows_with(word.terms, list);
    const double weight = rarity(holding, rows);
    total += weight;
    if (holding > 0) known += weight;
  }
  return total > 0 ? known / total : 1;
}

bool is_foreign(const std::string& text, const KeywordQuery& query, const List& list) {
  constexpr double kKnownEnough = .5;
  constexpr double kKnownEnoughInAnotherLanguage = .8;
  const double known = known_share(query, list);
  if (known < kKnownEnough) return true;
  if (known >= kKnownEnoughInAnotherLanguage) return false;
  const std::string own = text::detect_language(text);
  return !own.empty() && !list.languages().contains(own);
}

namespace {

struct AskedTerm {
  double times = 0;    // a word written twice counts twice
  double holding = 0;  // rows that have its word, in whichever language
};

// A word is as rare as it is in all its forms: else the few rows of a language that has its own
// form of a frequent word would come before all others.
std::map<std::string, AskedTerm> terms_of(const KeywordQuery& query, const List& list) {
  std::map<std::string, AskedTerm> out;
  for (const QueryWord& word : query.words) {
    double holding = 0;
    for (const std::string& term : word.terms)
      holding += static_cast<double>(list.rows_with(term));
    for (const std::string& term : word.terms) {
      AskedTerm& asked = out[term];
      asked.times += 1;
      asked.holding = std::max(asked.holding, holding);
    }
  }
  for (const std::string& term : query.compounds) {
    AskedTerm& asked = out[term];
    asked.times += kWeightOfJoined;
    asked.holding = std::max(asked.holding, static_cast<double>(list.rows_with(term)));
  }
  return out;
}

}  // namespace

void score_keywords(const KeywordQuery& query, const List& list,
                    std::vector<std::vector<float>>& scores) {
  const std::uint64_t rows = list.rows();
  std::uint64_t length = 0;
  for (const Part& part : list.parts)
    length += part.segment->total_length;
  const double mean_length =
      rows > 0 ? std::max(1.0, static_cast<double>(length) / static_cast<double>(rows)) : 1;
  for (const auto& [name, asked] : terms_of(query, list)) {
    std::vector<std::uint32_t> found;
    for (const Part& part : list.parts)
      found.push_back(part.segment->find_term(name));
    const double holding = std::min(asked.holding, static_cast<double>(rows));
    const double weight =
        asked.times * std::log(1 + (static_cast<double>(rows) - holding + .5) / (holding + .5)) *
        (kK1 + 1);
    for (std::size_t p = 0; p < list.parts.size(); ++p) {
      if (found[p] == kGone) continue;
      const Segment& s = *list.parts[p].segment;
      each_posting(s, found[p], [&](std::uint32_t ordinal, std::uint64_t places) {
        const auto occurrences = static_cast<double>(places);
        const double norm = kK1 * (1 - kB + kB * s.lengths[ordinal] / mean_length);
        scores[p][ordinal] += static_cast<float>(weight * occurrences / (occurrences + norm));
      });
    }
  }
}

Bitmap rows_with_phrases(const KeywordQuery& query, const Segment& segment) {
  Bitmap rows;
  rows.addRange(0, segment.rows());
  for (const std::vector<Phrase>& readings : query.phrases) {
    Bitmap any;
    for (const Phrase& phrase : readings)
      any |= rows_with_phrase(phrase, segment);
    rows &= any;
  }
  return rows;
}

}  // namespace alexandria::index
