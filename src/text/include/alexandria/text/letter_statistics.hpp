#pragma once
// How likely letters follow each other in a language: from data/letters, compiled in.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::text {

/// A code point as the statistics see it.
struct WrittenSign {
  enum class Kind : std::uint8_t {
    kLatin,  // letters and marks, by script
    kHan,
    kKana,
    kHangul,
    kHalfWidthKana,
    kOtherLetter,
    kOther  // no letter
  };
  enum class Case : std::uint8_t { kNone, kLower, kUpper };
  char32_t letter = 0;  // folded to lower case
  Kind kind = Kind::kOther;
  Case letter_case = Case::kNone;
  std::uint8_t script = 0;  // of letters; equal for equal scripts
  float cost = 0;           // of what is no letter: -ln of its share among such signs
  float after_letter = 0;   // what it costs more where it stands behind a letter,
  float before_letter = 0;  // and where one stands behind it
};

/// The signs of a text that may be garbage.
std::vector<WrittenSign> written_signs(std::u32string_view text);

/// What is known of the letters of one language. Immutable.
class LetterStatistics {
 public:
  /// `data`: as bench/fit_letters.py writes it.
  LetterStatistics(std::string_view language, std::string_view data);
  const std::string& language() const { return language_; }
  /// -ln of the probability of a text in this language. Readings of the same bytes compare, also
  /// where they are of different lengths.
  double cost(std::span<const WrittenSign> signs) const;
  bool has_latin_letters() const { return place(U'a') != 0; }
  /// Where words in Latin letters are looked up by a language that has none; outlives this.
  void set_latin(const LetterStatistics* latin) { latin_ = latin; }

 private:
  void read_pairs(std::string_view data);
  void read_characters(std::string_view data);
  float letter_cost(const WrittenSign& before, const WrittenSign& sign) const;
  float other_cost(const WrittenSign& before, const WrittenSign& sign) const;
  float foreign_cost(const WrittenSign& before, const WrittenSign& sign) const;
  std::size_t place(char32_t letter) const;

  std::string language_;
  const LetterStatistics* latin_ = nullptr;
  std::size_t count_ = 0;             // letters, and 0: what is no letter
  std::vector<std::uint8_t> places_;  // of letters, by code point; 0: not one of them
  std::vector<float> pairs_;          // count_ * count_
  std::vector<float> characters_;     // by code point; 0: not one of them
};

/// Of all languages in data/letters, by their codes in ascending order.
std::span<const LetterStatistics> letter_statistics();

}  // namespace alexandria::text
