#pragma once
// What speaks of another thing of the kind that a question names: the P-200 for the P-400.
#include <memory>
#include <string_view>

namespace alexandria::text {

/// Reads a question once. Threads: one at a time.
class QuestionRivals {
 public:
  /// `language` is BCP 47; empty: English.
  QuestionRivals(std::string_view question, std::string_view language);
  ~QuestionRivals();
  QuestionRivals(QuestionRivals&&) noexcept;

  /// Whether the question has a code with letters.
  bool has_codes() const;
  bool has_years() const;
  /// Whether it has neither of these nor a name: no sentence speaks of another thing then.
  bool is_empty() const;

  enum class Speaks : unsigned char {
    kOfNothing,  // of the kinds that the question names, nothing is there
    kOfIt,       // what the question names is there
    kOfAnother   // another code, year or name stands where the question's would
  };
  /// What a sentence speaks of, by itself. Codes are of one kind if their letters and figures
  /// stand alike; a name is another one if it stands beside the word that the question's name
  /// stands beside ("the mayor of Oslo" for "the mayor of Bergen").
  Speaks read(std::string_view sentence) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::text
