#pragma once
// What both ways of answering share: the check of each sentence against passages, and the answer as
// it grows.
#include "alexandria/library/answers.hpp"
#include "alexandria/store/conversations.hpp"
#include "evidence.hpp"

namespace alexandria::library {

/// Removes what a browser or terminal would act upon: links keep their text, images and HTML tags
/// go, control characters become spaces.
std::string neutralise(std::string_view text);

/// Where markup begins that may still be growing (a link, an image or a tag without its end); the
/// text's size if there is none. Nothing over 2,000 bytes is waited for.
std::size_t open_markup(std::string_view text);

/// The passage numbers (from 1) that a sentence names as [1] or [1, 3], each once; they are cut out
/// of `sentence`.
std::vector<std::size_t> take_passage_numbers(std::string& sentence);

/// Builds an answer sentence by sentence. Every sentence is checked; each passage place that it
/// rests on becomes a citation, the same place only once.
class AnswerBuilder {
 public:
  AnswerBuilder(store::Store& store, const Evidence& evidence, bool strict, const AskEvents& events)
      : store_(store), evidence_(evidence), strict_(strict), events_(events) {}
  /// A sentence of the model with the passages it names (from 1; unknown ones are dropped). Without
  /// names all passages are tried.
  Result<void> add_claim(const std::string& text, const std::vector<std::size_t>& named);
  /// A sentence of a passage itself.
  Result<void> add_quote(const Sentence& sentence);
  Answer finish(double confidence);
  bool empty() const { return answer_.sentences.empty(); }

 private:
  Result<std::size_t> citation_at(std::size_t passage, std::uint32_t begin, std::uint32_t end,
                                  const std::string& supported);
  void push(AnswerSentence sentence);
  store::Store& store_;
  const Evidence& evidence_;
  const bool strict_;
  const AskEvents& events_;
  Answer answer_;
  std::map<std::tuple<std::size_t, std::uint32_t, std::uint32_t>, std::size_t> places_;
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
