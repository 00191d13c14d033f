#include "keyword_search.hpp"

#include <algorithm>
#include <array>
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
constexpr std::size_t kPairsMax = 2'000;  // of a lone letter with the next ones
constexpr double kWeightOfJoined = .5;    // beside the words of the compound
constexpr double kWeightOfValue = .6;     // of the same number, written in another way
constexpr std::size_t kPhraseWordsMax =
    32;  // a longer query is prose, and its quotation marks are quotations

void add_phrase(const std::vector<text::Token>& tokens, KeywordQuery& out) {
  if (tokens.size() < 2) return;
  auto& phrase = out.phrases.emplace_back();
  for (const text::Token& token : tokens)
    phrase.emplace_back(token.term, token.position - tokens.front().position);
}

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

// Positions of one term in one row.
using RowPositions = std::vector<std::uint32_t>;

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
      if (!own.empty() && language == own)
        return by_language.contains("") ? std::vector<std::string>{own, ""}
                                        : std::vector<std::string>{own};
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(ordered.size(), kLanguagesMax); ++i)
    out.push_back(ordered[i].second);
  if (out.empty()) out.emplace_back("en");
  return out;
}

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

namespace {

// Collects what the languages of a collection make of one query.
class QueryReader {
 public:
  QueryReader(const std::string& query, const std::vector<std::string_view>& quoted)
      : query_(query), quoted_(quoted) {}

  void read(const std::vector<text::Token>& tokens, const std::string& language, const List& list) {
    asking_ = text::find_question_words(query_, language);
    std::erase_if(asking_,
                  [&](const auto& span) { return is_quoted(span.first, query_, quoted_); });
    const bool only_stop_words = std::ranges::none_of(tokens, [](const text::Token& token) {
      return text::is_word(token) || token.form == text::TokenForm::kExact;
    });
    for (const text::Token& token : tokens) {
      if (token.position >= kWordsMax) break;
      switch (token.form) {
        case text::TokenForm::kLastLetter: break;
        case text::TokenForm::kJoined: add_compound(token); break;
        case text::TokenForm::kStopPair:
          if (only_stop_words) add_word(token);
          break;
        case text::TokenForm::kExact:
          add_code(token, 1, is_capitals(token));
          if (is_capitals(token)) add_word(token);  // it has no other words
          break;
        case text::TokenForm::kValue: add_code(token, kWeightOfValue, true); break;
        default:
          if (token.form == text::TokenForm::kWord && is_code(token)) add_code(token, 1, true);
          add_word(token);
          if (token.form == text::TokenForm::kLoneLetter) add_pairs(token, list);
      }
    }
  }

  void add_repair(const Repair& repair, const std::vector<text::Token>& tokens) {
    for (auto& [position, word] : words_)
      if (word.begin == repair.begin && word.end == repair.end)
        for (const text::Token& token : tokens)
          if (std::ranges::find(word.terms, token.term) == word.terms.end())
            word.terms.push_back(token.term);
  }

  KeywordQuery finish(const List& list) {
    const bool has_others = std::ranges::any_of(words_, [&](const auto& word) {
      return !word.second.asks && most_rows_with(word.second.terms, list) > 0;
    });
    if (has_others) std::erase_if(words_, [](const auto& word) { return word.second.asks; });
    for (auto& [position, word] : words_)
      out_.words.push_back(std::move(word));
    for (auto& [begin, code] : codes_)
      out_.codes.push_back(std::move(code));
    for (const auto& [begin, terms] : compounds_)
      out_.compounds.insert(out_.compounds.end(), terms.begin(), terms.end());
    return std::move(out_);
  }
  std::size_t words() const { return words_.size(); }

 private:
  std::string_view written(const text::Token& token) const {
    return std::string_view(query_).substr(token.begin, token.end - token.begin);
  }

  void add_word(const text::Token& token) {
    QueryWord& word = words_[token.position];
    if (word.surface.empty() || text::is_word(token)) word.surface = text::fold(written(token));
    word.part = token.form == text::TokenForm::kPart;
    word.asks = word.asks && text::is_word(token) && is_in_any(token.begin, asking_);
    if (text::is_word(token)) {
      word.begin = token.begin;
      word.end = token.end;
    }
    if (std::ranges::find(word.terms, token.term) == word.terms.end())
      word.terms.push_back(token.term);
  }

  static bool is_in_any(std::uint32_t at,
                        const std::vector<std::pair<std::uint32_t, std::uint32_t>>& spans) {
    return std::ranges::any_of(
        spans, [&](const auto& span) { return span.first <= at && at < span.second; });
  }

  // A compound is counted as often as it stands there, once for each form that languages give it.
  void add_compound(const text::Token& token) { compounds_[token.begin].insert(token.term); }

  void add_code(const text::Token& token, double weight, bool is_word) {
    QueryCode& code = codes_[{token.begin, weight}];
    code.weight = weight;
    code.is_word = is_word;
    if (std::ranges::find(code.terms, token.term) == code.terms.end())
      code.terms.push_back(token.term);
  }

  bool is_code(const text::Token& token) const { return text::is_code_word(written(token)); }

  // "IT", which would be a stop word.
  static bool is_capitals(const text::Token& token) { return token.term.starts_with("=^"); }

  // Other rows have it in pairs with the next letter.
  void add_pairs(const text::Token& token, const List& list) {
    QueryWord& word = words_[token.position];
    for (const Part& part : list.parts) {
      const auto& terms = part.segment->terms;
      auto term = std::ranges::lower_bound(terms, token.term, {}, &Term::term);
      for (; term != terms.end() && term->term.starts_with(token.term) &&
             word.terms.size() < kPairsMax;
           ++term)
        if (std::ranges::find(word.terms, term->term) == word.terms.end())
          word.terms.push_back(term->term);
    }
  }

  const std::string& query_;
  const std::vector<std::string_view>& quoted_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> asking_;
  std::map<std::uint32_t, QueryWord> words_;  // by position
  std::map<std::pair<std::uint32_t, double>, QueryCode> codes_;
  std::map<std::uint32_t, std::set<std::string>> compounds_;
  KeywordQuery out_;
};

std::vector<text::Token> words_only(std::vector<text::Token> tokens) {
  std::erase_if(tokens, [](const text::Token& token) { return !text::is_word(token); });
  return tokens;
}

}  // namespace

std::vector<std::string_view> quotations(std::string_view query) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kMarks = {{{"\"", "\""},
                                                                                    {"“", "”"},
                                                                                    {"„", "“"},
                                                                                    {"„", "”"},
                                                                                    {"«", "»"},
                                                                                    {"»", "«"},
                                                                                    {"「", "」"},
                                                                                    {"『", "』"}}};
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < query.size();) {
    std::size_t next = at + 1;
    for (const auto& [open, close] : kMarks) {
      if (!query.substr(at).starts_with(open)) continue;
      const std::size_t begin = at + open.size();
      const std::size_t end = query.find(close, begin);
      if (end == std::string_view::npos) continue;
      out.push_back(query.substr(begin, end - begin));
      next = end + close.size();
      break;
    }
    at = next;
  }
  return out;
}

bool is_quoted(std::size_t at, std::string_view query,
               const std::vector<std::string_view>& quotations) {
  return std::ranges::any_of(quotations, [&](std::string_view quotation) {
    const auto begin = static_cast<std::size_t>(quotation.data() - query.data());
    return begin <= at && at < begin + quotation.size();
  });
}

namespace {

// Rows of no language are searched for the words that the query's own language lets stand: its stop
// words would count as rare words there.
void keep_words_of(const std::vector<text::Token>& own, std::vector<text::Token>& tokens) {
  std::erase_if(tokens, [&](const text::Token& token) {
    return text::is_word(token) && std::ranges::none_of(own, [&](const text::Token& other) {
             return text::is_word(other) && other.begin == token.begin;
           });
  });
}

}  // namespace

KeywordQuery analyse_query(const std::string& query, const List& list,
                           const std::vector<Repair>& repairs) {
  const std::vector<std::string_view> quoted = quotations(query);
  QueryReader reader(query, quoted);
  KeywordQuery phrases;
  bool first = true;
  std::vector<text::Token> own;
  for (const std::string& language : query_languages(query, list)) {
    text::Analyzer analyzer(language);
    std::vector<text::Token> tokens;
    analyzer.analyze(query, tokens, 0, text::Forms::kAll);
    if (first) own = tokens;
    if (language.empty() && !first) keep_words_of(own, tokens);
    reader.read(tokens, language, list);
    for (const Repair& repair : repairs) {
      tokens.clear();
      analyzer.analyze(repair.word, tokens);
      reader.add_repair(repair, tokens);
    }
    if (first) {
      std::size_t words = 0;
      for (const std::string_view quotation : quoted) {
        tokens.clear();
        analyzer.analyze(quotation, tokens, 0, text::Forms::kAll);
        tokens = words_only(std::move(tokens));
        add_phrase(tokens, phrases);
        words += tokens.size();
      }
      phrases.only_phrases = words > 0 && words == reader.words();
    }
    first = false;
  }
  KeywordQuery out = reader.finish(list);
  if (out.words.size() <= kPhraseWordsMax) out.phrases = std::move(phrases.phrases);
  out.only_phrases = phrases.only_phrases;
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
  for (const std::string& term : query.compounds)
    times[term] += kWeightOfJoined;
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
  for (const auto& phrase : query.phrases)
    rows &= rows_with_phrase(phrase, segment);
  return rows;
}

}  // namespace alexandria::index
