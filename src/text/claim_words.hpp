#pragma once
// Words of a claim or a passage with what the check must know of each.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "language_words.hpp"
#include "quantities.hpp"

namespace alexandria::text {

enum class ClaimWordKind : std::uint8_t {
  kContent,
  kLetter,  // of a script without spaces
  kQuantity,
  kName,  // a capital inside a sentence, where not all nouns have one
  kNegation,
  kJoint,  // "and": the order around it says nothing
  kStop
};

struct ClaimWord {
  ClaimWordKind kind = ClaimWordKind::kContent;
  std::string term;     // what is compared: the stem; of letters, the letter and the next one
  std::string folded;   // the word itself
  std::string joined;   // with the word on the other side of a hyphen; empty if there is none
  std::string written;  // as it stands
  std::size_t term_hash = 0;
  std::size_t folded_hash = 0;
  Quantity quantity;
  bool capital = false;
  bool initial = false;  // the first word of its sentence
  bool light = false;    // a letter that names nothing
  bool pronoun = false;
  bool agent = false;  // "by"
  bool article = false;
  bool begins_clause = false;         // "before", "because"
  bool limiter = false;               // "only"
  bool hedge = false;                 // "may": without it, more is said
  bool respective = false;            // "respectively"
  bool hedge_phrase = false;          // several words weaken: "one of the"
  bool nearly = false;                // "almost": the figure behind it is not reached
  bool about = false;                 // "roughly"
  bool relation = false;              // "brother": somebody else than whose brother it is
  bool genitive = false;              // "of"
  bool correlative = false;           // "neither": denies the word before it too
  bool continues = false;             // a figure behind "to" or "and"
  std::vector<int> opposites;         // n and -n turn each other round
  std::vector<int> figure_opposites;  // the same, if figures stand behind both
  std::uint32_t counting_until = 0;   // "how many" begins here and ends at this byte
  const Unit* unit = nullptr;         // "degrees Celsius" begins here and ends at `unit_until`
  std::uint32_t unit_until = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t sentence = 0;
  std::uint32_t clause = 0;  // counts over the text: another one behind a comma, "because", ...
};

/// Bytes of the text whose truth is denied, or only supposed, by what stands before them; or what
/// is excepted from what the rest says.
struct ClaimFrame {
  enum class Kind : std::uint8_t { kDenied, kSupposed, kExcepted };
  Kind kind = Kind::kSupposed;
  bool condition = false;   // of the rest of its sentence
  std::uint32_t begin = 0;  // where the words that do so begin
  std::uint32_t from = 0;   // what they speak of
  std::uint32_t to = 0;
};

struct ClaimText {
  std::vector<ClaimWord> words;
  std::vector<ClaimFrame> frames;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> sentences;
  std::vector<bool> asks;  // for each sentence: it is a question
};

/// Reads `utf8`, whose lines are joined. Sentences are those of `language`.
ClaimText read_claim_text(std::string_view utf8, std::string_view language);

/// Lets bare figures behind "to" and "and" be read with the unit of the figure before as well:
/// "from 310 tonnes in 1990 to 455 in 1995". For sources: a claim that leaves a unit out does not
/// have it.
void inherit_units(ClaimText& text);

/// Whether the word says something that a source must have.
bool says_something(const ClaimWord& word);

}  // namespace alexandria::text
