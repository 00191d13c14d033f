#include "spelling.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/edit_distance.hpp"
#include "alexandria/text/near_words.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::index {
namespace {

bool is_known(const QueryWord& word, const List& list) {
  return std::ranges::any_of(word.terms,
                             [&](const std::string& term) { return list.rows_with(term) > 0; });
}

// The nearest word of the collection; among equals the one in most rows.
std::string nearest(const std::string& word, const List& list) {
  const unsigned most = word.size() < 4 ? 0 : word.size() < 6 ? 1 : 2;
  unsigned best_distance = most + 1;
  std::uint32_t best_rows = 0;
  std::string best;
  for (const Part& part : list.parts) {
    for (const Term& term : part.segment->terms) {
      const unsigned distance =
          text::edit_distance(word, term.surface, std::min(most, best_distance));
      if (distance > most || distance > best_distance ||
          (distance == best_distance && term.rows <= best_rows))
        continue;
      best_distance = distance;
      best_rows = term.rows;
      best = term.surface;
    }
  }
  return best;
}

}  // namespace

namespace {

constexpr std::size_t kRepairsMax = 4;
constexpr std::size_t kLettersMin = 4;  // a shorter word is near to too many
constexpr std::size_t kCandidatesMax = 16;
constexpr std::size_t kCompanionsMax = 4;
constexpr double kCompanyWeight = 2;
constexpr double kSureWeight = 1.5;

struct RepairCandidate {
  std::string word;  // as it is known; where it is not, the form of it that stands there
  std::string term;
  std::uint64_t rows = 0;
  bool is_sure = false;  // the word itself, not only its stem, is one
};

std::string surface_of(const std::string& term, const List& list) {
  for (const Part& part : list.parts)
    if (const std::uint32_t found = part.segment->find_term(term); found != kGone)
      return part.segment->terms[found].surface;
  return {};
}

// Words of the collection one edit away, or with the stem of what is one edit away; those in most
// rows first.
std::vector<RepairCandidate> known_neighbours(const std::string& word, const std::string& language,
                                              const List& list, const WordTest& is_word) {
  text::Analyzer analyzer(language);
  std::map<std::string, RepairCandidate> by_term;
  std::vector<text::Token> tokens;
  for (const std::string& neighbour : text::words_one_edit_away(word, language)) {
    tokens.clear();
    analyzer.analyze(neighbour, tokens);
    if (tokens.size() != 1) continue;
    const std::string& term = tokens.front().term;
    const std::uint64_t rows = list.rows_with(term);
    if (rows == 0) continue;
    const std::string surface = surface_of(term, list);
    const bool is_there = text::fold(neighbour) == surface;
    const auto [known, is_new] = by_term.try_emplace(term, surface, term, rows);
    if (!is_there && !is_word(neighbour)) continue;
    if (is_there || !known->second.is_sure) known->second.word = neighbour;
    known->second.is_sure = true;
  }
  std::vector<RepairCandidate> out;
  for (auto& [term, candidate] : by_term)
    out.push_back(std::move(candidate));
  std::ranges::stable_sort(out, std::greater<>(), [](const RepairCandidate& candidate) {
    return std::pair(candidate.is_sure, candidate.rows);
  });
  if (out.size() > kCandidatesMax) out.resize(kCandidatesMax);
  return out;
}

// "SIAM", "UreH": capitals behind the first letter, in a query that is not all in capitals.
bool is_abbreviation(const QueryWord& word, const std::string& query) {
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto begin = query.begin() + word.begin;
  return std::any_of(begin + 1, query.begin() + word.end,
                     [](char c) { return c >= 'A' && c <= 'Z'; }) &&
         std::ranges::any_of(query, is_small);
}

bool is_quoted(const QueryWord& word, const std::vector<std::string_view>& quotations,
               const std::string& query) {
  return std::ranges::any_of(quotations, [&](std::string_view quotation) {
    const auto begin = static_cast<std::size_t>(quotation.data() - query.data());
    return begin <= word.begin && word.end <= begin + quotation.size();
  });
}

// The rarest known words of a query: what a repaired word should stand beside.
class Company {
 public:
  Company(const KeywordQuery& query, const List& list) : list_(list) {
    const auto rows = static_cast<double>(list.rows());
    std::vector<std::pair<double, const QueryWord*>> words;
    for (const QueryWord& word : query.words)
      if (const std::uint64_t holding = most_rows_with(word.terms, list))
        words.emplace_back(rarity(holding, rows), &word);
    std::ranges::stable_sort(words, std::greater<>(), [](const auto& word) { return word.first; });
    if (words.size() > kCompanionsMax) words.resize(kCompanionsMax);
    for (const auto& [weight, word] : words) {
      auto& [rarity, bitmaps] = companions_.emplace_back(weight, std::vector<Bitmap>());
      for (const Part& part : list.parts)
        bitmaps.push_back(rows_with_any(word->terms, *part.segment));
    }
  }

  /// The weight of the companions that stand in a row with the term, a share of all.
  double of(const std::string& term) const {
    std::vector<Bitmap> rows;
    for (const Part& part : list_.parts)
      rows.push_back(rows_with_any({term}, *part.segment));
    double total = 0;
    double met = 0;
    for (const auto& [weight, bitmaps] : companions_) {
      total += weight;
      bool meets = false;
      for (std::size_t p = 0; p < rows.size(); ++p)
        meets = meets || rows[p].intersect(bitmaps[p]);
      if (meets) met += weight;
    }
    return total > 0 ? met / total : 0;
  }

 private:
  const List& list_;
  std::vector<std::pair<double, std::vector<Bitmap>>> companions_;
};

}  // namespace

std::vector<Repair> find_repairs(const std::string& text, const List& list,
                                 const WordTest& is_word) {
  const KeywordQuery query = analyse_query(text, list);
  const auto quoted = quotations(text);
  std::vector<Repair> out;
  std::string language;
  std::optional<Company> company;
  for (const QueryWord& word : query.words) {
    if (out.size() == kRepairsMax) break;
    if (word.part || word.end == word.begin || is_known(word, list)) continue;
    const std::string written = text::fold_case(text.substr(word.begin, word.end - word.begin));
    if (text::count_code_points(written) < kLettersMin || is_word(written)) continue;
    if (is_abbreviation(word, text) || is_quoted(word, quoted, text)) continue;
    if (language.empty()) language = query_languages(text, list).front();
    if (!company) company.emplace(query, list);
    double best = 0;
    Repair repair{word.begin, word.end, text.substr(word.begin, word.end - word.begin), ""};
    for (const RepairCandidate& candidate : known_neighbours(written, language, list, is_word)) {
      const double score = std::log(1 + static_cast<double>(candidate.rows)) +
                           kCompanyWeight * company->of(candidate.term) +
                           (candidate.is_sure ? kSureWeight : 0);
      if (score <= best) continue;
      best = score;
      repair.word = candidate.word;
    }
    if (!repair.word.empty()) out.push_back(std::move(repair));
  }
  // A query in a language that the collection has not is not put right by chance.
  if (!out.empty() && is_foreign(text, analyse_query(text, list, out), list)) out.clear();
  return out;
}

std::string suggest_spelling(const KeywordQuery& query, const List& list) {
  std::string out;
  bool changed = false;
  for (const QueryWord& word : query.words) {
    std::string chosen = word.surface;
    if (!is_known(word, list)) {
      const std::string near = nearest(word.surface, list);
      changed = changed || !near.empty();
      if (!near.empty()) chosen = near;
    }
    out += (out.empty() ? "" : " ") + chosen;
  }
  return changed ? out : std::string();
}

}  // namespace alexandria::index
