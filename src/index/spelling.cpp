#include "spelling.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <unicode/uchar.h>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/edit_distance.hpp"
#include "alexandria/text/near_words.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::index {
namespace {

constexpr std::size_t kRepairsMax = 4;
constexpr std::size_t kWordsTried = 8;
constexpr std::size_t kNeighboursMax = 10'000;  // of all words of a query: some 50 to 200 ms
constexpr std::size_t kLettersMin = 4;          // a shorter word is near to too many
constexpr std::size_t kLettersShort = 5;        // of such a word the first letter is right
constexpr std::size_t kAbbreviationMax = 5;     // letters of a word that is all in capitals
constexpr std::size_t kCandidatesMax = 16;
constexpr std::size_t kCompanionsMax = 4;
constexpr double kCompanyWeight = 2;
constexpr double kSureWeight = 1.5;
constexpr std::size_t kFewWords = 3;  // too few to tell a foreign language by what is known

// The rows of a term that the asker may see. What only others have is not known.
class Visible {
 public:
  Visible(const List& list, const std::vector<Bitmap>& allowed) : list_(list), allowed_(allowed) {
    for (std::size_t p = 0; p < allowed.size(); ++p)
      sees_all_ = sees_all_ && allowed[p].cardinality() == list.parts[p].segment->held();
  }

  std::vector<Bitmap> rows(const std::string& term) const {
    std::vector<Bitmap> out;
    for (std::size_t p = 0; p < allowed_.size(); ++p)
      out.push_back(rows_with_any({term}, *list_.parts[p].segment) & allowed_[p]);
    return out;
  }
  bool has(const std::string& term) const {
    if (list_.rows_with(term) == 0) return false;
    if (sees_all_) return true;
    for (std::size_t p = 0; p < allowed_.size(); ++p)
      if (has_any_of(term, *list_.parts[p].segment, allowed_[p])) return true;
    return false;
  }
  bool knows(const QueryWord& word) const {
    return std::ranges::any_of(word.terms, [&](const std::string& term) { return has(term); });
  }
  const List& list() const { return list_; }

 private:
  const List& list_;
  const std::vector<Bitmap>& allowed_;
  bool sees_all_ = true;
};

// The nearest word that the asker may see; among equals the one in most rows.
std::string nearest(const std::string& word, const Visible& visible) {
  const unsigned most = word.size() < 4 ? 0 : word.size() < 6 ? 1 : 2;
  unsigned best_distance = most + 1;
  std::uint32_t best_rows = 0;
  std::string best;
  for (const Part& part : visible.list().parts) {
    for (const Term& term : part.segment->terms) {
      const unsigned distance =
          text::edit_distance(word, term.surface, std::min(most, best_distance));
      if (distance > most || distance > best_distance ||
          (distance == best_distance && term.rows <= best_rows) || !visible.has(term.term))
        continue;
      best_distance = distance;
      best_rows = term.rows;
      best = term.surface;
    }
  }
  return best;
}

struct RepairCandidate {
  std::string word;  // as it is known; where it is not, the form of it that stands there
  std::vector<Bitmap> rows;
  std::uint64_t count = 0;  // of rows
  bool is_sure = false;     // the word itself, not only its stem, is one
  bool is_there = false;    // and a row has it
};

std::string surface_of(const std::string& term, const List& list) {
  for (const Part& part : list.parts)
    if (const std::uint32_t found = part.segment->find_term(term); found != kGone)
      return part.segment->terms[found].surface;
  return {};
}

// The rarest known words of a query: what a repaired word should stand beside.
class Company {
 public:
  Company(const KeywordQuery& query, const List& list) {
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

  /// The weight of the companions that stand in one of the rows, a share of all.
  double of(const std::vector<Bitmap>& rows) const {
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
  std::vector<std::pair<double, std::vector<Bitmap>>> companions_;
};

template <typename Test>
bool all_letters(std::string_view letters, Test test) {
  for (std::size_t at = 0; at < letters.size();)
    if (!test(static_cast<UChar32>(text::next_code_point(letters, at)))) return false;
  return true;
}

// "NAVI"; "SIAM" and "UreH", with capitals behind the first letter, in a query that is not all in
// capitals.
bool is_abbreviation(std::string_view word, std::string_view query) {
  const auto is_no_small = [](UChar32 c) { return u_islower(c) == 0; };
  const auto is_no_capital = [](UChar32 c) { return u_isupper(c) == 0; };
  const bool in_capitals = all_letters(word, is_no_small) && !all_letters(word, is_no_capital);
  if (in_capitals && text::count_code_points(word) <= kAbbreviationMax) return true;
  const std::string_view behind = word.substr(text::byte_of_code_point(word, 1));
  return !all_letters(behind, is_no_capital) && !all_letters(query, is_no_small);
}

// Repairs one query.
class Repairer {
 public:
  Repairer(const std::string& text, const Visible& visible, const WordTest& is_word)
      : text_(text),
        visible_(visible),
        is_word_(is_word),
        query_(analyse_query(text, visible.list())),
        quoted_(quotations(text)),
        languages_(query_languages(text, visible.list())) {}

  std::vector<Repair> run() {
    std::vector<Repair> out;
    std::size_t tried = 0;
    for (const QueryWord& word : query_.words) {
      if (out.size() == kRepairsMax || tried == kWordsTried) break;
      if (!may_be_a_slip(word)) continue;
      ++tried;
      Repair repair{word.begin, word.end, text_.substr(word.begin, word.end - word.begin), ""};
      repair.word = best_neighbour(text::fold_case(repair.written));
      if (!repair.word.empty()) out.push_back(std::move(repair));
    }
    if (!out.empty() && is_of_another_language(out)) out.clear();
    return out;
  }

 private:
  bool may_be_a_slip(const QueryWord& word) const {
    if (word.part || word.end == word.begin || visible_.knows(word)) return false;
    const std::string_view written =
        std::string_view(text_).substr(word.begin, word.end - word.begin);
    return text::count_code_points(written) >= kLettersMin && !is_abbreviation(written, text_) &&
           !is_quoted(word.begin, text_, quoted_) && !is_word_(text::fold_case(written));
  }

  // Words that may be seen one edit away, or with the stem of what is one edit away, in the first
  // language of the query that has any.
  std::map<std::string, RepairCandidate> neighbours(const std::string& word) {
    std::map<std::string, RepairCandidate> by_term;
    std::vector<text::Token> tokens;
    const bool is_short = text::count_code_points(word) <= kLettersShort;
    const std::string first = word.substr(0, text::byte_of_code_point(word, 1));
    for (const std::string& language : languages_) {
      text::Analyzer analyzer(language);
      for (const std::string& neighbour : text::words_one_edit_away(word, language)) {
        if (++neighbours_ > kNeighboursMax) return by_term;
        if (is_short && !neighbour.starts_with(first)) continue;
        tokens.clear();
        analyzer.analyze(neighbour, tokens);
        if (tokens.size() == 1) add(neighbour, tokens.front().term, by_term);
      }
      if (!by_term.empty()) break;
    }
    return by_term;
  }

  void add(const std::string& neighbour, const std::string& term,
           std::map<std::string, RepairCandidate>& by_term) const {
    if (visible_.list().rows_with(term) == 0) return;
    auto known = by_term.find(term);
    if (known == by_term.end()) {
      if (by_term.size() == kCandidatesMax) return;
      RepairCandidate candidate{surface_of(term, visible_.list()), visible_.rows(term)};
      // "para-aortic" is near to "paracortical" only as one word, which it is not.
      if (candidate.word.find('-') != std::string::npos) return;
      for (const Bitmap& rows : candidate.rows)
        candidate.count += rows.cardinality();
      if (candidate.count == 0) return;
      known = by_term.emplace(term, std::move(candidate)).first;
    }
    const bool is_there = text::fold(neighbour) == surface_of(term, visible_.list());
    RepairCandidate& candidate = known->second;
    if (candidate.is_there || (!is_there && !is_word_(neighbour))) return;
    if (is_there || !candidate.is_sure) candidate.word = neighbour;
    candidate.is_there = is_there;
    candidate.is_sure = true;
  }

  // Most queries have no slip and need none.
  const Company& company() {
    if (!company_) company_.emplace(query_, visible_.list());
    return *company_;
  }

  std::string best_neighbour(const std::string& word) {
    double best = 0;
    std::string out;
    for (const auto& [term, candidate] : neighbours(word)) {
      const double score = std::log(1 + static_cast<double>(candidate.count)) +
                           kCompanyWeight * company().of(candidate.rows) +
                           (candidate.is_sure ? kSureWeight : 0);
      if (score <= best) continue;
      best = score;
      out = candidate.word;
    }
    return out;
  }

  // Then nothing is put right by chance. Of few words nothing can be told.
  bool is_of_another_language(const std::vector<Repair>& repairs) const {
    return query_.words.size() > kFewWords &&
           is_foreign(text_, analyse_query(text_, visible_.list(), repairs), visible_.list());
  }

  const std::string& text_;
  const Visible& visible_;
  const WordTest& is_word_;
  const KeywordQuery query_;
  const std::vector<std::string_view> quoted_;
  const std::vector<std::string> languages_;
  std::optional<Company> company_;
  std::size_t neighbours_ = 0;
};

}  // namespace

std::vector<Repair> find_repairs(const std::string& text, const List& list,
                                 const std::vector<Bitmap>& allowed, const WordTest& is_word) {
  const Visible visible(list, allowed);
  return Repairer(text, visible, is_word).run();
}

std::string suggest_spelling(const KeywordQuery& query, const List& list,
                             const std::vector<Bitmap>& allowed) {
  const Visible visible(list, allowed);
  std::string out;
  bool changed = false;
  for (const QueryWord& word : query.words) {
    std::string chosen = word.surface;
    if (!visible.knows(word)) {
      const std::string near = nearest(word.surface, visible);
      changed = changed || !near.empty();
      if (!near.empty()) chosen = near;
    }
    out += (out.empty() ? "" : " ") + chosen;
  }
  return changed ? out : std::string();
}

}  // namespace alexandria::index
