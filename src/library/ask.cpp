#include "alexandria/text/unicode.hpp"
#include "evidence.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kPassages = 8;
constexpr std::size_t kSentencesQuoted = 3;
constexpr double kNearBest = .06;  // a further sentence is quoted if it is about as good as the first

Result<void> quote(Core& core, const Evidence& evidence, Answer& answer) {
  const double enough = evidence.sentences.front().score - kNearBest;
  std::set<std::string> said;
  for (const Sentence& sentence : evidence.sentences) {
    if (answer.citations.size() >= kSentencesQuoted || sentence.score < enough) break;
    if (!said.insert(text::fold(text::squeeze(sentence.text))).second) continue;
    answer.citations.push_back(TRY(cite(core, evidence.records[sentence.passage], sentence.begin, sentence.end)));
    if (!answer.text.empty()) answer.text += " ";
    answer.text += text::squeeze(sentence.text) + fmt::format(" [{}]", answer.citations.size());
  }
  return {};
}

}  // namespace

Result<Answer> Library::ask(const std::string& collection, const std::string& question) {
  const Evidence evidence = TRY(gather_evidence(*core_, collection, question, kPassages));
  Answer answer;
  answer.confidence = confidence_of(evidence);
  if (answer.confidence < kAnswerThreshold) {
    answer.text = "Nothing in the library answers this.";
    return answer;
  }
  answer.answered = true;
  TRY(quote(*core_, evidence, answer));
  return answer;
}

}  // namespace alexandria::library
