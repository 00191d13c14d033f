#include "alexandria/text/sentences.hpp"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <array>
#include <memory>

#include "alexandria/text/unicode.hpp"

namespace alexandria::text {
namespace {

constexpr std::array<std::string_view, 26> kAbbreviations = {
    "Mr", "Mrs", "Ms", "Dr",  "Prof", "St", "vs", "etc", "e.g",    "i.e", "cf", "Fig", "fig",
    "No", "no",  "al", "Inc", "Ltd",  "Co", "Jr", "Sr",  "approx", "Eq",  "eq", "pp",  "ca"};

// Whether the text ends with an abbreviation's full stop, or an initial's ("J.").
bool ends_with_abbreviation(std::string_view sentence) {
  if (!sentence.ends_with('.')) return false;
  sentence.remove_suffix(1);
  const std::size_t space = sentence.find_last_of(" \n\t(");
  const std::string_view word =
      space == std::string_view::npos ? sentence : sentence.substr(space + 1);
  if (word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z') return true;
  for (const std::string_view abbreviation : kAbbreviations)
    if (word == abbreviation) return true;
  return false;
}

icu::BreakIterator& iterator() {
  thread_local const std::unique_ptr<icu::BreakIterator> instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::BreakIterator>(
        icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), status));
  }();
  return *instance;
}

}  // namespace

std::vector<std::pair<std::uint32_t, std::uint32_t>> split_sentences(std::string_view utf8) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
  UErrorCode status = U_ZERO_ERROR;
  UText text = UTEXT_INITIALIZER;
  utext_openUTF8(&text, utf8.data(), static_cast<std::int64_t>(utf8.size()), &status);
  icu::BreakIterator& breaks = iterator();
  breaks.setText(&text, status);
  bool join = false;
  std::int32_t begin = breaks.first();
  for (std::int32_t end = breaks.next(); end != icu::BreakIterator::DONE;
       begin = end, end = breaks.next()) {
    const std::string_view raw =
        utf8.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    const std::string_view sentence = trim(raw);
    if (sentence.empty()) continue;
    const auto from = static_cast<std::uint32_t>(sentence.data() - utf8.data());
    const auto to = static_cast<std::uint32_t>(from + sentence.size());
    if (join)
      out.back().second = to;
    else
      out.emplace_back(from, to);
    join = ends_with_abbreviation(sentence) && raw.find('\n') == std::string_view::npos;
  }
  utext_close(&text);
  return out;
}

}  // namespace alexandria::text
