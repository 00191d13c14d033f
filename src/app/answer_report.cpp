#include "answer_report.hpp"

#include <algorithm>

#include "alexandria/platform/file.hpp"

namespace alexandria::app {
namespace {

constexpr std::uint64_t kFileBytesMax = 256 << 20;
constexpr int kPlot = 320;  // pixels

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

const AnswerScore* find_score(const AnswerRun& run, const std::string& question) {
  const auto found = std::ranges::find(run.scores, question, &AnswerScore::question);
  return found == run.scores.end() ? nullptr : &*found;
}

// A point a question: confidence before to the right, after upwards.
std::string plot(const AnswerRun& before, const AnswerRun& after) {
  std::string out = fmt::format(
      "<svg viewBox=\"-30 -10 {0} {0}\" width=\"{0}\" role=\"img\" aria-label=\"Confidence before "
      "and after\">",
      kPlot + 50);
  out += fmt::format(
      "<path d=\"M0 0V{0}H{0}\" fill=\"none\" stroke=\"#888\"/><path d=\"M0 {0}L{0} 0\" "
      "stroke=\"#ccc\"/>",
      kPlot);
  for (const AnswerScore& score : after.scores) {
    const AnswerScore* old = find_score(before, score.question);
    const double x = (old == nullptr ? 0 : old->confidence) * kPlot;
    out += fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\" "
        "fill-opacity=\".7\"><title>{}</title></circle>",
        x, (1 - score.confidence) * kPlot, score.correct ? "#1d7a46" : "#b3261e",
        escaped(score.question));
  }
  return out + fmt::format(
                   "<text x=\"{}\" y=\"{}\" font-size=\"12\">before</text><text x=\"-28\" y=\"4\" "
                   "font-size=\"12\">after</text></svg>",
                   kPlot - 36, kPlot + 16);
}

std::string cell(const AnswerScore* score) {
  if (score == nullptr) return "<td>not asked</td>";
  return fmt::format("<td class=\"{}\"><b>{}</b> {:.2f}, {}/{} citations supported<br>{}</td>",
                     score->correct ? "good" : "bad",
                     score->correct ? "as expected" : escaped(score->reason), score->confidence,
                     score->supported, score->citations, escaped(score->answer.substr(0, 600)));
}

}  // namespace

std::size_t AnswerRun::correct() const {
  return static_cast<std::size_t>(std::ranges::count_if(scores, &AnswerScore::correct));
}

json::object run_to_json(const AnswerRun& run) {
  json::array questions;
  std::size_t answered = 0, citations = 0, supported = 0;
  for (const AnswerScore& s : run.scores) {
    questions.push_back({{"question", s.question},
                         {"answer", s.answer},
                         {"answered", s.answered},
                         {"correct", s.correct},
                         {"reason", s.reason},
                         {"confidence", s.confidence},
                         {"citations", s.citations},
                         {"supported", s.supported}});
    answered += s.answered ? 1U : 0U;
    citations += s.citations;
    supported += s.supported;
  }
  return {{"name", run.name},
          {"total", run.scores.size()},
          {"correct", run.correct()},
          {"answered", answered},
          {"citations", citations},
          {"supported", supported},
          {"questions", std::move(questions)}};
}

Result<AnswerRun> read_answer_run(const std::string& path) {
  const std::string text = TRY(platform::read_file(path, kFileBytesMax));
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  const json::value* questions =
      !error && value.is_object() ? value.get_object().if_contains("questions") : nullptr;
  if (questions == nullptr || !questions->is_array())
    return fail(Code::kInvalidArgument, "invalid_run", "{} is no saved evaluation of answers",
                path);
  AnswerRun run;
  run.name = text_at(value, "name");
  for (const json::value& q : questions->get_array()) {
    AnswerScore score;
    score.question = text_at(q, "question");
    score.answer = text_at(q, "answer");
    score.reason = text_at(q, "reason");
    const json::value* confidence =
        q.is_object() ? q.get_object().if_contains("confidence") : nullptr;
    score.confidence =
        confidence != nullptr && confidence->is_number() ? confidence->to_number<double>() : 0;
    const auto truth = [&](std::string_view key) {
      const json::value* found = q.is_object() ? q.get_object().if_contains(key) : nullptr;
      return found != nullptr && found->is_bool() && found->get_bool();
    };
    score.answered = truth("answered");
    score.correct = truth("correct");
    score.citations = static_cast<std::size_t>(integer_at(q, "citations"));
    score.supported = static_cast<std::size_t>(integer_at(q, "supported"));
    run.scores.push_back(std::move(score));
  }
  return run;
}

Result<void> write_answer_run(const std::string& path, const AnswerRun& run) {
  return platform::write_file_atomically(path, json::serialize(run_to_json(run)) + "\n");
}

std::string answer_report(const AnswerRun& before, const AnswerRun& after) {
  std::string out =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Answers "
      "compared</title><style>body{font:15px/1.5 "
      "system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
      "table{border-collapse:collapse;width:100%}td,th{border:1px solid "
      "#ccc;padding:.4rem;vertical-align:top;text-align:left}.good b{color:#1d7a46}.bad "
      "b{color:#b3261e}.changed{background:#fff6d6}</style>";
  out += fmt::format(
      "<h1>Answers compared</h1><p>{}: {} of {} as expected. {}: {} of {} as expected.</p>",
      escaped(before.name), before.correct(), before.scores.size(), escaped(after.name),
      after.correct(), after.scores.size());
  out += plot(before, after);
  out += fmt::format("<table><tr><th>Question</th><th>{}</th><th>{}</th></tr>",
                     escaped(before.name), escaped(after.name));
  // What changed comes first.
  std::vector<const AnswerScore*> ordered;
  for (const AnswerScore& score : after.scores)
    ordered.push_back(&score);
  const auto changed = [&](const AnswerScore* score) {
    const AnswerScore* old = find_score(before, score->question);
    return old == nullptr || old->correct != score->correct;
  };
  std::ranges::stable_partition(ordered, changed);
  for (const AnswerScore* score : ordered)
    out += fmt::format("<tr{}><td>{}</td>{}{}</tr>", changed(score) ? " class=\"changed\"" : "",
                       escaped(score->question), cell(find_score(before, score->question)),
                       cell(score));
  return out + "</table></html>\n";
}

}  // namespace alexandria::app
