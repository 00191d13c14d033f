#include "answering.hpp"

#include <algorithm>

#include "alexandria/model/metadata.hpp"
#include "alexandria/text/claim_check.hpp"
#include "alexandria/text/lines.hpp"
#include "alexandria/text/markup.hpp"
#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"
#include "passages.hpp"

namespace alexandria::library {
namespace {

bool bears_out_more(const text::ClaimCheck& check, const text::ClaimCheck& other) {
  return check.support < other.support ||
         (check.support == other.support && check.coverage > other.coverage);
}

}  // namespace

Result<std::size_t> AnswerBuilder::citation_at(std::size_t passage, std::uint32_t begin,
                                               std::uint32_t end, const std::string& supported,
                                               const std::string& words) {
  const auto place = std::tuple(passage, begin, end, supported);
  const auto known = places_.find(place);
  if (known != places_.end()) return known->second;
  Citation citation = TRY(cite(store_, evidence_.records[passage], begin, end, words));
  if (citation.supported == "supported") citation.supported = supported;
  answer_.citations.push_back(std::move(citation));
  places_[place] = answer_.citations.size();
  return answer_.citations.size();
}

Result<std::size_t> AnswerBuilder::cite_checked(std::size_t passage, const text::ClaimCheck& check,
                                                const std::string& claim) {
  text::ByteRange place(check.begin, check.end);
  if (place.second <= place.first) {  // nothing of the sentence is there: the passage as it begins
    const std::string& text = evidence_.records[passage].text;
    const auto sentences = text::split_sentences(text, evidence_.language);
    place = sentences.empty() ? text::ByteRange(0, text.size()) : sentences.front();
  }
  return citation_at(passage, place.first, place.second,
                     std::string(text::support_name(check.support)), claim);
}

void AnswerBuilder::push(AnswerSentence sentence) {
  answer_.sentences.push_back(std::move(sentence));
  if (events_.sentence) events_.sentence(answer_);
}

Result<void> AnswerBuilder::add_claim(const std::string& text,
                                      const std::vector<std::size_t>& named) {
  AnswerSentence sentence;
  sentence.text = text::squeeze(text::neutralise(text));
  if (sentence.text.empty()) return {};
  std::vector<std::size_t> tried;
  for (const std::size_t number : named)
    if (number <= evidence_.records.size()) tried.push_back(number - 1);
  const bool unnamed = tried.empty();
  for (std::size_t p = 0; unnamed && p < evidence_.records.size(); ++p)
    tried.push_back(p);
  std::size_t best = 0;
  std::vector<text::ClaimCheck> checks;
  for (const std::size_t passage : tried) {
    const store::RecordRow& record = evidence_.records[passage];
    checks.push_back(text::check_claim(sentence.text, record.text, language_of(record)));
    if (bears_out_more(checks.back(), checks[best])) best = checks.size() - 1;
  }
  text::ClaimCheck verdict = checks.empty() ? text::ClaimCheck{} : checks[best];
  for (const std::size_t number : named) {
    if (number <= evidence_.records.size()) continue;
    verdict.failed.push_back(fmt::format("[{}]", number));  // there is no such passage
    if (unnamed && verdict.support == text::Support::kSupported)
      verdict.support = text::Support::kPartly;
  }
  sentence.supported = text::support_name(verdict.support);
  sentence.failed = std::move(verdict.failed);
  if (strict_ && verdict.support == text::Support::kNotSupported) {
    answer_.left_out += 1;
    return {};
  }
  // What the model named stays, each with its own verdict; else what was found to bear it out.
  for (std::size_t i = 0; i < tried.size(); ++i) {
    const bool found = i == best && checks[i].support == text::Support::kSupported;
    if (!unnamed || found)
      sentence.citations.push_back(TRY(cite_checked(tried[i], checks[i], sentence.text)));
  }
  push(std::move(sentence));
  return {};
}

Result<void> AnswerBuilder::add_quote(const Sentence& sentence) {
  AnswerSentence out;
  out.text = text::on_one_line(sentence.text);
  out.citations.push_back(TRY(citation_at(sentence.passage, sentence.begin, sentence.end,
                                          "supported", evidence_.question)));
  out.supported = answer_.citations[out.citations.front() - 1].supported;
  out.quoted = true;
  push(std::move(out));
  return {};
}

Result<void> AnswerBuilder::add_nearest() {
  constexpr std::size_t kNearestMax = 3;
  std::set<std::size_t> told;
  for (const auto* sentences : {&evidence_.sentences, &evidence_.others})
    for (const Sentence& sentence : *sentences) {
      if (told.size() >= kNearestMax) return {};
      if (!told.insert(sentence.passage).second) continue;
      answer_.nearest.push_back(TRY(cite(store_, evidence_.records[sentence.passage],
                                         sentence.begin, sentence.end, evidence_.question)));
      answer_.nearest.back().supported = "not_supported";
    }
  return {};
}

Answer AnswerBuilder::finish(double confidence) {
  answer_.confidence = confidence;
  answer_.answered = !answer_.sentences.empty();
  for (const AnswerSentence& sentence : answer_.sentences) {
    if (!answer_.text.empty()) answer_.text += " ";
    answer_.text += sentence.text;
    for (const std::size_t number : sentence.citations)
      answer_.text += fmt::format(" [{}]", number);
  }
  if (!answer_.answered) answer_.text = "Nothing in the library answers this.";
  return std::move(answer_);
}

}  // namespace alexandria::library
