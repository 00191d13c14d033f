#include "answering.hpp"

#include <algorithm>

#include "alexandria/model/metadata.hpp"
#include "alexandria/text/claim_check.hpp"
#include "alexandria/text/unicode.hpp"
#include "passages.hpp"

namespace alexandria::library {
namespace {

constexpr double kCoverageCited = .3;

// "[text](target)" at the beginning of `rest`: the text, and how many bytes it takes; 0 if it is
// none.
std::size_t read_link(std::string_view rest, std::string_view& text) {
  const std::size_t close = rest.find(']');
  if (close == std::string_view::npos || close + 1 >= rest.size() || rest[close + 1] != '(')
    return 0;
  const std::size_t end = rest.find(')', close);
  if (end == std::string_view::npos) return 0;
  text = rest.substr(1, close - 1);
  return end + 1;
}

// "<tag ...>" or "</tag>" at the beginning of `rest`; 0 if it is none ("a < b" is not).
std::size_t read_tag(std::string_view rest) {
  const bool begins = rest.size() > 1 && (std::isalpha(static_cast<unsigned char>(rest[1])) ||
                                          rest[1] == '/' || rest[1] == '!');
  const std::size_t end = begins ? rest.find('>') : std::string_view::npos;
  return end == std::string_view::npos ? 0 : end + 1;
}

}  // namespace

std::string neutralise(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    std::string_view shown;
    const bool image = rest.starts_with("![");
    if (const std::size_t length = image            ? read_link(rest.substr(1), shown)
                                   : rest[0] == '[' ? read_link(rest, shown)
                                                    : 0;
        length > 0) {
      if (!image) out += shown;
      at += length + (image ? 1 : 0);
    } else if (const std::size_t tag = rest[0] == '<' ? read_tag(rest) : 0; tag > 0) {
      at += tag;
    } else {
      const auto c = static_cast<unsigned char>(text[at++]);
      out += (c < 32 && c != '\n') || c == 127 ? ' ' : static_cast<char>(c);
    }
  }
  return out;
}

std::size_t open_markup(std::string_view text) {
  constexpr std::size_t kLongest = 2000;
  for (std::size_t at = text.size() > kLongest ? text.size() - kLongest : 0; at < text.size();
       ++at) {
    const std::string_view rest = text.substr(at);
    if (rest == "!" || rest == "![" || rest == "<") return at;
    if (rest[0] == '<' &&
        (std::isalpha(static_cast<unsigned char>(rest[1])) || rest[1] == '/' || rest[1] == '!') &&
        rest.find('>') == std::string_view::npos)
      return at;
    if (rest[0] != '[') continue;
    const std::size_t begin = at > 0 && text[at - 1] == '!' ? at - 1 : at;
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos || close + 1 == rest.size()) return begin;
    if (rest[close + 1] == '(' && rest.find(')', close) == std::string_view::npos) return begin;
  }
  return text.size();
}

std::vector<std::size_t> take_passage_numbers(std::string& sentence) {
  std::vector<std::size_t> out;
  std::string kept;
  for (std::size_t at = 0; at < sentence.size();) {
    const std::size_t close = sentence[at] == '[' ? sentence.find(']', at) : std::string::npos;
    const std::string inside =
        close == std::string::npos ? "" : sentence.substr(at + 1, close - at - 1);
    const bool numbers =
        !inside.empty() && inside.size() < 40 &&
        std::ranges::all_of(
            inside, [](char c) { return (c >= '0' && c <= '9') || c == ',' || c == ' '; });
    if (!numbers) {
      kept += sentence[at++];
      continue;
    }
    std::size_t number = 0;
    for (const char c : inside + ",") {
      if (c >= '0' && c <= '9') {
        number = std::min<std::size_t>(number * 10 + static_cast<std::size_t>(c - '0'), 100'000);
      } else {
        if (number > 0 && std::ranges::find(out, number) == out.end()) out.push_back(number);
        number = 0;
      }
    }
    while (kept.ends_with(' '))
      kept.pop_back();
    at = close + 1;
  }
  sentence = kept;
  return out;
}

Result<std::size_t> AnswerBuilder::citation_at(std::size_t passage, std::uint32_t begin,
                                               std::uint32_t end, const std::string& supported) {
  const auto place = std::tuple(passage, begin, end);
  const auto known = places_.find(place);
  if (known != places_.end()) return known->second;
  Citation citation = TRY(cite(store_, evidence_.records[passage], begin, end));
  if (citation.supported == "supported") citation.supported = supported;
  answer_.citations.push_back(std::move(citation));
  places_[place] = answer_.citations.size();
  return answer_.citations.size();
}

void AnswerBuilder::push(AnswerSentence sentence) {
  answer_.sentences.push_back(std::move(sentence));
  if (events_.sentence) events_.sentence(answer_);
}

Result<void> AnswerBuilder::add_claim(const std::string& text,
                                      const std::vector<std::size_t>& named) {
  AnswerSentence sentence;
  sentence.text = text::squeeze(neutralise(text));
  if (sentence.text.empty()) return {};
  std::vector<std::size_t> tried;
  for (const std::size_t number : named)
    if (number <= evidence_.records.size()) tried.push_back(number - 1);
  const bool unnamed = tried.empty();
  for (std::size_t p = 0; unnamed && p < evidence_.records.size(); ++p)
    tried.push_back(p);
  std::size_t best_passage = 0;
  text::ClaimCheck best;
  for (const std::size_t passage : tried) {
    const store::RecordRow& record = evidence_.records[passage];
    text::ClaimCheck check = text::check_claim(sentence.text, record.text, language_of(record));
    const bool better = check.support < best.support ||
                        (check.support == best.support && check.coverage > best.coverage);
    if (passage == tried.front() || better) {
      best = std::move(check);
      best_passage = passage;
    }
  }
  sentence.supported = text::support_name(best.support);
  sentence.failed = best.failed;
  // A place that has hardly a word of the sentence would be no source of it.
  const bool speaks_of_it =
      best.support != text::Support::kNotSupported || (!unnamed && best.coverage >= kCoverageCited);
  if (!tried.empty() && best.end > best.begin && speaks_of_it &&
      (!unnamed || best.support == text::Support::kSupported))
    sentence.citations.push_back(
        TRY(citation_at(best_passage, static_cast<std::uint32_t>(best.begin),
                        static_cast<std::uint32_t>(best.end), sentence.supported)));
  if (strict_ && best.support == text::Support::kNotSupported) {
    answer_.left_out += 1;
    return {};
  }
  push(std::move(sentence));
  return {};
}

Result<void> AnswerBuilder::add_quote(const Sentence& sentence) {
  AnswerSentence out;
  out.text = text::squeeze(sentence.text);
  out.citations.push_back(
      TRY(citation_at(sentence.passage, sentence.begin, sentence.end, "supported")));
  out.supported = answer_.citations[out.citations.front() - 1].supported;
  out.quoted = true;
  push(std::move(out));
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
