#include "typical_words.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "alexandria/text/analyzer.hpp"

namespace alexandria::index {

std::string typical_words(const List& list, const std::string& text, const std::string& language,
                          std::size_t words_max) {
  text::Analyzer analyzer(language);
  std::vector<text::Token> tokens;
  analyzer.analyze(text, tokens);
  std::map<std::string, std::pair<double, std::string>>
      words;  // by term: count, then weight; the word as written
  for (const text::Token& token : tokens) {
    auto& [count, surface] = words[token.term];
    count += 1;
    if (surface.empty()) surface = text.substr(token.begin, token.end - token.begin);
  }
  const auto rows = static_cast<double>(list.rows());
  std::vector<std::pair<double, std::string>> ordered;
  for (const auto& [term, word] : words) {
    const auto holding = static_cast<double>(list.rows_with(term));
    ordered.emplace_back(word.first * std::log(1 + rows / (holding + 1)), word.second);
  }
  std::ranges::sort(ordered, std::greater<>());
  std::string out;
  for (std::size_t i = 0; i < std::min(words_max, ordered.size()); ++i)
    out += (i > 0 ? " " : "") + ordered[i].second;
  return out;
}

}  // namespace alexandria::index
