#pragma once
// What a question names: a text that does not say it answers another question.
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace alexandria::text {

/// One thing that a question says, and whether a text says it too. How it is asked ("which", "did")
/// is no need.
struct Need {
  enum class Kind : std::uint8_t {
    kName,      // a capital inside the sentence, where not all nouns have one
    kNoun,      // the same where all nouns have one: names are among them
    kBareNoun,  // such a one without a determiner: a name, or several of something
    kQuantity,  // in figures: a number with its unit, a date, a time, as values
    kCounted,   // what stands behind "how many"
    kWord
  };
  Kind kind = Kind::kWord;
  std::uint32_t begin = 0;  // bytes of the question
  std::uint32_t end = 0;
  bool is_met = false;
  bool is_part_met = false;  // it is not met, but a word of the same name beside it is
  bool has_twin = false;  // it is not met, but a name that hardly differs is ("Jansen", "Hansen")
  bool may_be_slip = false;  // the twin is long, and one letter behind the first is another
};

struct NeedsMet {
  std::vector<Need> needs;       // ascending
  std::size_t codes_wanted = 0;  // letters with digits, versions, addresses: exactly as written
  std::size_t codes_met = 0;
};

/// Reads a question once. Threads: one at a time.
class QuestionNeeds {
 public:
  /// `language` is BCP 47; empty: English.
  QuestionNeeds(std::string_view question, std::string_view language);
  ~QuestionNeeds();
  QuestionNeeds(QuestionNeeds&&) noexcept;
  NeedsMet met_by(std::string_view source);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::text
