#pragma once
// What both ways of answering share: the check of each sentence against passages, and the answer as
// it grows.
#include "alexandria/library/answers.hpp"
#include "alexandria/store/conversations.hpp"
#include "alexandria/text/claim_check.hpp"
#include "evidence.hpp"

namespace alexandria::library {

/// Builds an answer sentence by sentence. Every sentence is checked; each passage place that it
/// rests on becomes a citation, the same place only once.
class AnswerBuilder {
 public:
  AnswerBuilder(store::Store& store, const Evidence& evidence, bool strict, const AskEvents& events)
      : store_(store), evidence_(evidence), strict_(strict), events_(events) {}
  /// A sentence of the model with the passages it names (from 1): each stays in the answer with its
  /// own verdict. A number that names no passage is among what failed. Without names all passages
  /// are tried, and the best is cited if it bears the sentence out.
  Result<void> add_claim(const std::string& text, const std::vector<std::size_t>& named);
  /// A sentence of a passage itself.
  Result<void> add_quote(const Sentence& sentence);
  /// What comes nearest to a question that is not answered.
  Result<void> add_nearest();
  Answer finish(double confidence);
  bool empty() const { return answer_.sentences.empty(); }

 private:
  Result<std::size_t> citation_at(std::size_t passage, std::uint32_t begin, std::uint32_t end,
                                  const std::string& supported, const std::string& words);
  Result<std::size_t> cite_checked(std::size_t passage, const text::ClaimCheck& check,
                                   const std::string& claim);
  void push(AnswerSentence sentence);
  store::Store& store_;
  const Evidence& evidence_;
  const bool strict_;
  const AskEvents& events_;
  Answer answer_;
  // Numbers of the citations; one place may bear one sentence out and not another.
  std::map<std::tuple<std::size_t, std::uint32_t, std::uint32_t, std::string>, std::size_t> places_;
};

/// Lets the model write from the evidence. kUnavailable and others of llm::ChatModel; what was
/// checked before an error stays in `builder`. False if the model says that the passages do not
/// answer.
Result<bool> write_with_model(const AskOptions& options, const std::string& question,
                              const Evidence& evidence, AnswerBuilder& builder,
                              const std::atomic<bool>& stop);

/// A question that stands alone, from a follow-up and what was said before; the question itself if
/// there is nothing before it or the model fails.
std::string standalone_question(const AskOptions& options, const std::string& question,
                                const std::vector<store::TurnRow>& turns,
                                const std::atomic<bool>& stop);

/// The answer's text out of its JSON; empty if it is none.
std::string text_of_answer(const std::string& answer);

}  // namespace alexandria::library
