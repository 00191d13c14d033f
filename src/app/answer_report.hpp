#pragma once
// What an evaluation of answers came to, kept as JSON, and a page that compares two of them
// question by question.
#include <string>
#include <vector>

#include "service.hpp"

namespace alexandria::app {

struct AnswerScore {
  std::string question;
  std::string answer;
  bool answered = false;
  bool correct = false;
  std::string reason;  // why not
  double confidence = 0;
  std::size_t citations = 0;
  std::size_t supported = 0;
};
struct AnswerRun {
  std::string name;
  std::vector<AnswerScore> scores;
  std::size_t correct() const;
};

json::object run_to_json(const AnswerRun& run);
/// What write_answer_run wrote. kInvalidArgument `invalid_run`.
Result<AnswerRun> read_answer_run(const std::string& path);
Result<void> write_answer_run(const std::string& path, const AnswerRun& run);

/// An HTML page without scripts: totals, a plot of both confidences, and every question with both
/// outcomes.
std::string answer_report(const AnswerRun& before, const AnswerRun& after);

}  // namespace alexandria::app
