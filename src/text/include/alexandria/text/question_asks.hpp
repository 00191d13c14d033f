#pragma once
// What kind of thing a question asks for, so far as its words tell: a text without one of that kind
// does not answer it.
#include <cstdint>
#include <memory>
#include <string_view>

namespace alexandria::text {

enum class Asks : std::uint8_t {
  kAnything,
  kTime,    // "when", "in which year"
  kPerson,  // "who"
  kAmount   // "how many", "how deep", "what does ... cost"
};

/// Reads a question once. Threads: one at a time.
class QuestionAsks {
 public:
  /// `language` is BCP 47; empty: English.
  QuestionAsks(std::string_view question, std::string_view language);
  ~QuestionAsks();
  QuestionAsks(QuestionAsks&&) noexcept;

  Asks asks() const;
  /// Whether a text has something of the kind that the question does not name itself: a date or
  /// what stands for one; a name; a number, of the dimension that is asked for. One that is said of
  /// another measure ("118 metres long", where it is asked how deep) is none. True for kAnything,
  /// and for persons where no capital tells a name.
  bool is_in(std::string_view text) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::text
