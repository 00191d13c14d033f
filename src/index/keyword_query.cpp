#include "keyword_query.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/language.hpp"
#include "alexandria/text/scripts.hpp"
#include "alexandria/text/unicode.hpp"
#include "keyword_search.hpp"

namespace alexandria::index {
namespace {

constexpr std::size_t kLanguagesMax = 24;
constexpr std::size_t kWordsMax = 512;
constexpr std::size_t kPairsMax = 2'000;  // of a lone letter with the next ones
// Of the same number, written in another way: more than its fragments can come to ("1200" and "5"
// for "1200.5"), and less than both together, which is how it stands where it is written alike.
constexpr double kWeightOfValue = 1.1;
constexpr std::size_t kPhraseWordsMax =
    32;  // a longer query is prose, and its quotation marks are quotations

bool has_place(const text::Token& token) {
  return text::is_word(token) || token.form == text::TokenForm::kStopPair;
}

// "=hepatitis a": two words that are one term.
bool is_of_two_words(const std::string& term) {
  return term.starts_with('~') || (term.starts_with('=') && term.contains(' '));
}

Phrase phrase_of(std::vector<text::Token> tokens) {
  const auto pair = std::ranges::find_if(
      tokens, [](const text::Token& token) { return is_of_two_words(token.term); });
  if (pair != tokens.end() && std::ranges::count_if(tokens, text::is_word) == 1)
    return {{pair->term, 0}};
  std::erase_if(tokens, [](const text::Token& token) { return !has_place(token); });
  Phrase out;
  for (const text::Token& token : tokens)
    out.emplace_back(token.term, token.position - tokens.front().position);
  return out;
}

}  // namespace

std::vector<std::string> languages_for(const std::string& text, const List& list) {
  std::vector<std::pair<std::uint64_t, std::string>> ordered;
  for (const auto& [language, rows] : list.languages())
    ordered.emplace_back(rows, language);
  std::ranges::sort(ordered, std::greater<>());
  const text::Scripts scripts = text::scripts_in(text);
  std::vector<std::string> out;
  for (const auto& [rows, language] : ordered)
    if (out.size() < kLanguagesMax && (language.empty() || text::is_written_in(language, scripts)))
      out.push_back(language);
  const auto has_language = [](const std::string& language) { return !language.empty(); };
  if (std::ranges::none_of(out, has_language) && !ordered.empty())
    for (const auto& [rows, language] : ordered)
      if (!language.empty() && out.size() < kLanguagesMax) out.push_back(language);
  if (out.empty()) out.emplace_back("en");
  return out;
}

std::vector<std::string> query_languages(const std::string& text, const List& list) {
  constexpr std::uint64_t kShares = 100;  // a language of fewer rows may be a wrong guess
  const auto by_language = list.languages();
  std::uint64_t total = 0;
  for (const auto& [language, rows] : by_language)
    total += rows;
  const std::string own = by_language.size() > 1 ? text::detect_language(text) : std::string();
  const auto is_common = [&](const std::string& language) {
    const auto found = by_language.find(language);
    return found != by_language.end() && found->second * kShares >= total;
  };
  if (own.empty() || !is_common(own)) return languages_for(text, list);
  return is_common("") ? std::vector<std::string>{own, ""} : std::vector<std::string>{own};
}

namespace {

// Collects what the languages of a collection make of one query.
class QueryReader {
 public:
  QueryReader(const std::string& query, const std::vector<std::string_view>& quoted)
      : query_(query), quoted_(quoted) {}

  void read(const std::vector<text::Token>& tokens, const std::string& language, const List& list) {
    code_begin_ = code_until_ = 0;
    groups_.clear();
    for (const text::Token& token : tokens)
      if (token.has_groups) groups_.emplace_back(token.begin, token.end);
    asking_ = text::find_question_words(query_, language);
    std::erase_if(asking_, [&](const auto& span) {
      return is_quoted(span.first, query_, quoted_) || stands_out(span);
    });
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
          if (!token.has_groups && is_in_group(token)) break;
          if (token.begin >= code_until_) code_begin_ = token.begin;
          code_until_ = std::max(code_until_, token.end);
          add_code(token, 1, is_capitals(token));
          if (is_capitals(token)) add_word(token);  // it has no other words
          break;
        case text::TokenForm::kValue:
          if (token.has_groups || !is_in_group(token))
            add_code(token, kWeightOfValue, !token.has_groups);
          break;
        default:
          if (token.form == text::TokenForm::kWord && is_code(token) && !is_in_group(token))
            add_code(token, 1, true);
          add_word(token);
          if (token.form == text::TokenForm::kLoneLetter) add_pairs(token, list);
      }
    }
  }

  // What another language makes of the words that no row has yet.
  void read_unknown(const std::vector<text::Token>& tokens, const List& list) {
    for (const text::Token& token : tokens) {
      const auto word = words_.find(token.position);
      if (!text::is_word(token) || word == words_.end() || word->second.begin != token.begin)
        continue;
      if (most_rows_with(word->second.terms, list) == 0 && list.rows_with(token.term) > 0)
        word->second.terms.push_back(token.term);
    }
  }
  bool has_unknown(const List& list) const {
    return std::ranges::any_of(
        words_, [&](const auto& word) { return most_rows_with(word.second.terms, list) == 0; });
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

 private:
  std::string_view written(const text::Token& token) const {
    return std::string_view(query_).substr(token.begin, token.end - token.begin);
  }

  void add_word(const text::Token& token) {
    QueryWord& word = words_[token.position];
    if (word.surface.empty() || text::is_word(token)) word.surface = text::fold(written(token));
    word.part = token.form == text::TokenForm::kPart || is_in_group(token);
    word.asks = word.asks && text::is_word(token) && is_in_any(token.begin, asking_);
    if (text::is_word(token)) {
      word.begin = token.begin;
      word.end = token.end;
    }
    if (std::ranges::find(word.terms, token.term) == word.terms.end())
      word.terms.push_back(token.term);
  }

  // "WHO", in a query that is not all in capitals: somebody's name.
  bool stands_out(const std::pair<std::uint32_t, std::uint32_t>& span) const {
    const std::string_view word =
        std::string_view(query_).substr(span.first, span.second - span.first);
    const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
    return text::is_in_capitals(word) &&
           (word.size() == query_.size() || std::ranges::any_of(query_, is_small));
  }

  static bool is_in_any(std::uint32_t at,
                        const std::vector<std::pair<std::uint32_t, std::uint32_t>>& spans) {
    return std::ranges::any_of(
        spans, [&](const auto& span) { return span.first <= at && at < span.second; });
  }

  // A compound is counted as often as it stands there, once for each form that languages give it.
  void add_compound(const text::Token& token) { compounds_[token.begin].insert(token.term); }

  void add_code(const text::Token& token, double weight, bool is_word) {
    // The last part of a code stands for it: "2.1" for "v2.1".
    const bool is_tail = token.form == text::TokenForm::kExact && token.begin > code_begin_ &&
                         token.end <= code_until_;
    QueryCode& code = codes_[{is_tail ? code_begin_ : token.begin, weight}];
    code.weight = weight;
    code.is_word = is_word;
    if (std::ranges::find(code.terms, token.term) == code.terms.end())
      code.terms.push_back(token.term);
  }

  // "DE89 3704 0044", "16 GB": codes with spaces in them, whose groups are no codes of their own.
  bool is_in_group(const text::Token& token) const {
    return std::ranges::any_of(groups_, [&](const auto& group) {
      return group.first <= token.begin && token.end <= group.second;
    });
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
  std::uint32_t code_begin_ = 0;  // of the last code
  std::uint32_t code_until_ = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> groups_;
  KeywordQuery out_;
};

// The closing mark of single quotation marks stands inside words too.
bool is_apostrophe(std::string_view query, std::size_t at, std::string_view mark) {
  std::size_t behind = at + mark.size();
  return mark == "’" && behind < query.size() &&
         u_isalpha(static_cast<UChar32>(text::next_code_point(query, behind))) != 0;
}

}  // namespace

std::vector<std::string_view> quotations(std::string_view query) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kMarks = {{{"\"", "\""},
                                                                                     {"”", "”"},
                                                                                     {"‘", "’"},
                                                                                     {"‹", "›"},
                                                                                     {"＂", "＂"},
                                                                                     {"〝", "〟"},
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
      std::size_t end = query.find(close, begin);
      while (end != std::string_view::npos && is_apostrophe(query, end, close))
        end = query.find(close, end + close.size());
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

// Each quotation as every language reads it: it may stand in a text of another one. What all read
// as one word is no phrase.
std::vector<std::vector<Phrase>> read_phrases(const std::vector<std::string_view>& quoted,
                                              const std::string& query, const List& list) {
  std::vector<std::vector<Phrase>> out;
  if (quoted.empty()) return out;
  out.resize(quoted.size());
  std::vector<bool> is_phrase(quoted.size());
  for (const std::string& language : languages_for(query, list)) {
    text::Analyzer analyzer(language);
    for (std::size_t i = 0; i < quoted.size(); ++i) {
      std::vector<text::Token> tokens;
      analyzer.analyze(quoted[i], tokens, 0, text::Forms::kAll);
      Phrase phrase = phrase_of(std::move(tokens));
      is_phrase[i] = is_phrase[i] || phrase.size() > 1 ||
                     (phrase.size() == 1 && is_of_two_words(phrase[0].first));
      if (!phrase.empty() && std::ranges::find(out[i], phrase) == out[i].end())
        out[i].push_back(std::move(phrase));
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!is_phrase[i]) out[i].clear();
  std::erase_if(out, [](const auto& readings) { return readings.empty(); });
  return out;
}

}  // namespace

KeywordQuery analyse_query(const std::string& query, const List& list,
                           const std::vector<Repair>& repairs) {
  const std::vector<std::string_view> quoted = quotations(query);
  QueryReader reader(query, quoted);
  bool first = true;
  std::vector<text::Token> own;
  std::vector<text::Token> tokens;
  const std::vector<std::string> languages = query_languages(query, list);
  for (const std::string& language : languages) {
    text::Analyzer analyzer(language);
    tokens.clear();
    analyzer.analyze(query, tokens, 0, text::Forms::kAll);
    if (first) own = tokens;
    if (language.empty() && !first) keep_words_of(own, tokens);
    reader.read(tokens, language, list);
    for (const Repair& repair : repairs) {
      tokens.clear();
      analyzer.analyze(repair.word, tokens);
      reader.add_repair(repair, tokens);
    }
    first = false;
  }
  if (reader.has_unknown(list))
    for (const std::string& language : languages_for(query, list)) {
      if (std::ranges::find(languages, language) != languages.end()) continue;
      tokens.clear();
      text::Analyzer(language).analyze(query, tokens, 0, text::Forms::kAll);
      reader.read_unknown(tokens, list);
    }
  const bool only_quoted = std::ranges::all_of(own, [&](const text::Token& token) {
    return !has_place(token) || is_quoted(token.begin, query, quoted);
  });
  KeywordQuery out = reader.finish(list);
  if (out.words.size() <= kPhraseWordsMax) out.phrases = read_phrases(quoted, query, list);
  out.only_phrases = !out.phrases.empty() && only_quoted;
  return out;
}

}  // namespace alexandria::index
