#include "alexandria/text/near_words.hpp"

#include <unicode/uchar.h>
#include <unicode/ulocdata.h>
#include <unicode/uset.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include "alexandria/text/unicode.hpp"

namespace alexandria::text {
namespace {

constexpr std::size_t kLettersMax = 32;    // of a word
constexpr std::size_t kAlphabetMax = 100;  // a larger one belongs to a script without spaces

using Letters = std::u32string;

Letters read_alphabet(const std::string& language) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<ULocaleData, void (*)(ULocaleData*)> locale(
      ulocdata_open(language.c_str(), &status), ulocdata_close);
  if (U_FAILURE(status)) return {};
  const std::unique_ptr<USet, void (*)(USet*)> letters(
      ulocdata_getExemplarSet(locale.get(), nullptr, 0, ULOCDATA_ES_STANDARD, &status), uset_close);
  if (U_FAILURE(status)) return {};
  Letters out;
  for (std::int32_t i = 0; i < uset_size(letters.get()) && out.size() <= kAlphabetMax; ++i) {
    const UChar32 letter = uset_charAt(letters.get(), i);
    if (letter >= 0) out += static_cast<char32_t>(letter);
  }
  return out.size() > kAlphabetMax ? Letters() : out;
}

const Letters& alphabet_of(std::string_view language) {
  static std::mutex mutex;
  static std::map<std::string, Letters, std::less<>> alphabets;
  const std::lock_guard lock(mutex);
  const auto known = alphabets.find(language);
  if (known != alphabets.end()) return known->second;
  const std::string name(language);
  return alphabets.emplace(name, read_alphabet(name)).first->second;
}

// The code points of a word; none if it has others than letters.
Letters letters_of(std::string_view word) {
  Letters out;
  const auto size = static_cast<std::int32_t>(word.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 letter = 0;
    U8_NEXT_OR_FFFD(word.data(), at, size, letter);
    const bool is_mark = (U_GET_GC_MASK(letter) & U_GC_M_MASK) != 0;
    if ((u_isalpha(letter) == 0 && !is_mark) || out.size() == kLettersMax) return {};
    out += static_cast<char32_t>(letter);
  }
  return out;
}

std::string to_utf8(const Letters& letters) {
  std::string out;
  for (const char32_t letter : letters)
    append_code_point(out, letter);
  return out;
}

}  // namespace

std::vector<std::string> words_one_edit_away(std::string_view word, std::string_view language) {
  const Letters letters = letters_of(word);
  if (letters.empty()) return {};
  const Letters& alphabet = alphabet_of(language);
  const auto is_of_language = [&](char32_t letter) {
    return alphabet.find(letter) != Letters::npos;
  };
  if (std::ranges::none_of(letters, is_of_language)) return {};
  std::vector<std::string> out;
  for (std::size_t i = 0; i <= letters.size(); ++i) {
    const Letters before = letters.substr(0, i);
    const Letters behind = letters.substr(i);
    for (const char32_t letter : alphabet)
      out.push_back(to_utf8(before + letter + behind));
    if (behind.empty()) continue;
    out.push_back(to_utf8(before + behind.substr(1)));
    for (const char32_t letter : alphabet)
      out.push_back(to_utf8(before + letter + behind.substr(1)));
    if (behind.size() > 1)
      out.push_back(to_utf8(before + behind[1] + behind[0] + behind.substr(2)));
  }
  std::ranges::sort(out);
  const auto repeats = std::ranges::unique(out);
  out.erase(repeats.begin(), repeats.end());
  std::erase(out, word);
  return out;
}

}  // namespace alexandria::text
