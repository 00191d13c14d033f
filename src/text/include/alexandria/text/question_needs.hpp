#pragma once
// What a question names: a text that does not say it answers another question.
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace alexandria::text {

/// How much of what a question names is there, and how much a text says of it.
struct NeedsMet {
  struct Count {
    double wanted = 0;
    double met = 0;
    /// Share that is met; 1 where nothing is wanted.
    double share() const { return wanted > 0 ? met / wanted : 1; }
  };
  Count names;       // capitals inside the sentence, where not all nouns have one
  Count capitals;    // the same where all nouns have one: names among them
  Count quantities;  // numbers, with their units, dates and times, as values
  Count codes;       // letters with digits, versions, addresses: exactly as written
  Count words;       // other words that say something
  /// Of the names that are not met: those that the text has another one of, hardly different
  /// ("Jansen", "Hansen").
  std::size_t twins = 0;
  /// Of the question, in bytes, ascending: what is not met, words side by side together.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> missing;
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
