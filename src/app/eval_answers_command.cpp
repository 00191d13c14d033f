#include <algorithm>
#include <fstream>

#include "alexandria/http/message.hpp"
#include "alexandria/platform/file.hpp"
#include "answer_report.hpp"
#include "commands.hpp"
#include "terminal.hpp"

namespace alexandria::app {
namespace {

constexpr std::uint64_t kFileBytesMax = 64 << 20;

struct Expected {
  std::string question;
  std::vector<std::string> documents;  // ends of sources or titles; any of them will do
  std::string quote;                   // must stand in a citation
  bool refuse = false;
};

Result<std::vector<Expected>> read_questions(const std::string& path) {
  const std::string text = TRY(platform::read_file(path, kFileBytesMax));
  std::vector<Expected> out;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.find_first_not_of(" \r\t") == std::string_view::npos) continue;
    boost::system::error_code error;
    const json::value value = json::parse(line, error);
    Expected expected;
    expected.question = error ? "" : text_at(value, "question");
    if (expected.question.empty())
      return fail(Code::kInvalidArgument, "invalid_question",
                  "{}, line {}: an object with a question is wanted", path, number);
    expected.quote = text_at(value, "quote");
    if (const json::value* refuse = value.get_object().if_contains("refuse"))
      expected.refuse = refuse->is_bool() && refuse->get_bool();
    if (const json::value* documents = value.get_object().if_contains("documents");
        documents != nullptr && documents->is_array())
      for (const json::value& document : documents->get_array())
        if (document.is_string()) expected.documents.emplace_back(document.get_string());
    out.push_back(std::move(expected));
  }
  if (out.empty())
    return fail(Code::kInvalidArgument, "invalid_question", "{} holds no questions", path);
  return out;
}

class AnswerEvaluation {
 public:
  AnswerEvaluation(Service& service, const Target& target) : service_(service), target_(target) {}

  Result<AnswerScore> score(const Expected& expected) {
    const json::value answer = TRY(
        service_.post("/api/v1/collections/" + http::encode_percent(target_.collection) + "/ask",
                      json::object{{"query", expected.question}}));
    AnswerScore out;
    out.question = expected.question;
    out.answer = text_at(answer, "answer");
    out.answered = answer.at("answered").as_bool();
    out.confidence = answer.at("confidence").to_number<double>();
    const json::array& citations = answer.at("citations").as_array();
    out.citations = citations.size();
    out.supported = static_cast<std::size_t>(std::ranges::count_if(
        citations, [](const json::value& c) { return text_at(c, "supported") == "supported"; }));
    if (expected.refuse) {
      out.correct = !out.answered;
      out.reason = out.correct ? "" : "answered what should be refused";
      return out;
    }
    if (!out.answered)
      out.reason = "refused";
    else if (!TRY(names_document(citations, expected.documents)))
      out.reason = "other documents are cited";
    else if (!quotes(citations, expected.quote))
      out.reason = "the expected quote is not cited";
    out.correct = out.reason.empty();
    return out;
  }

 private:
  Result<bool> names_document(const json::array& citations,
                              const std::vector<std::string>& wanted) {
    if (wanted.empty()) return true;
    for (const json::value& citation : citations) {
      const json::value document = TRY(service_.get(
          "/api/v1/documents/" + http::encode_percent(text_at(citation, "document_id"))));
      for (const std::string& name : wanted)
        if (text_at(document, "source").ends_with(name) || text_at(document, "title") == name)
          return true;
    }
    return false;
  }
  static bool quotes(const json::array& citations, const std::string& quote) {
    return quote.empty() || std::ranges::any_of(citations, [&](const json::value& c) {
             return text_at(c, "quote").find(quote) != std::string::npos;
           });
  }
  Service& service_;
  const Target& target_;
};

}  // namespace

int run_eval_answers(const Target& target, const Settings& settings,
                     const EvalAnswersOptions& options) {
  const auto questions = read_questions(options.questions);
  if (!questions) return report(questions.error(), target.as_json);
  auto before = options.compare.empty() ? Result<AnswerRun>{} : read_answer_run(options.compare);
  if (!before) return report(before.error(), target.as_json);
  auto service = open_service(target, settings, Use::kRead);
  if (!service) return report(service.error(), target.as_json);
  AnswerEvaluation evaluation(**service, target);
  ProgressLine progress(target.as_json);
  AnswerRun run;
  run.name = options.name;
  for (const Expected& expected : *questions) {
    progress.show("questions", run.scores.size(), questions->size());
    auto score = evaluation.score(expected);
    if (!score) return report(score.error(), target.as_json);
    run.scores.push_back(std::move(*score));
  }
  progress.clear();
  if (!options.save.empty())
    if (const auto saved = write_answer_run(options.save, run); !saved)
      return report(saved.error(), target.as_json);
  if (!options.report.empty())
    if (const auto written = platform::write_file_atomically(
            options.report, answer_report(options.compare.empty() ? run : *before, run));
        !written)
      return report(written.error(), target.as_json);
  if (target.as_json) {
    fmt::print("{}\n", json::serialize(run_to_json(run)));
  } else {
    for (const AnswerScore& score : run.scores)
      if (!score.correct) fmt::print("{}: {}\n", printable(score.question), score.reason);
    fmt::print("{} of {} as expected\n", run.correct(), run.scores.size());
  }
  return 0;
}

}  // namespace alexandria::app
