#include "alexandria/text/sentence_subjects.hpp"

#include <algorithm>
#include <string>

#include "claim_words.hpp"

namespace alexandria::text {
namespace {

// Whether it stands behind a word, and not behind the end of a sentence.
bool stands_inside(std::string_view passage, std::string_view word) {
  constexpr std::string_view kEnds = ".!?:\n";
  for (std::size_t at = passage.find(word); at != std::string_view::npos;
       at = passage.find(word, at + word.size()))
    if (at > 1 && passage[at - 1] == ' ' && kEnds.find(passage[at - 2]) == std::string_view::npos)
      return true;
  return false;
}

bool is_subject(const ClaimText& read, std::string_view passage, const LanguageWords& words) {
  const ClaimWord& first = read.words.front();
  if (words.without_case || !first.capital || !says_something(first) ||
      first.kind == ClaimWordKind::kQuantity)
    return false;
  if (words.determiners.empty() && !words.leaves_subjects_out) return true;
  const bool is_before_name =
      read.words.size() > 1 && read.words[1].capital && read.words[1].begin == first.end + 1;
  return is_before_name || (words.determiners.empty() && stands_inside(passage, first.written));
}

}  // namespace

SentenceSubject read_subject(std::string_view sentence, std::string_view passage,
                             std::string_view language) {
  const ClaimText read = read_claim_text(sentence, language);
  SentenceSubject out;
  if (read.words.empty()) return out;
  out.has_relation = std::ranges::any_of(read.words, &ClaimWord::relation);
  if (read.words.front().pronoun)
    out.begins = Begins::kPronoun;
  else if (is_subject(read, passage, words_of(language)))
    out.begins = Begins::kAnotherSubject;
  return out;
}

}  // namespace alexandria::text
