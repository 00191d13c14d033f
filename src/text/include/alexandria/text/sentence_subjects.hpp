#pragma once
// What a sentence is about, so far as its beginning tells: "it" goes on with what was spoken of, a
// name or a noun without a determiner begins with something else.
#include <cstdint>
#include <string_view>

namespace alexandria::text {

enum class Begins : std::uint8_t { kPronoun, kAnotherSubject, kOtherwise };

struct SentenceSubject {
  Begins begins = Begins::kOtherwise;
  bool has_relation = false;  // "her husband is": who comes next may be he
};

/// `passage` is where the sentence stands: a word that has a capital elsewhere inside of a sentence
/// is a name. Where all nouns have capitals, or sentences may begin with their verb, only such and
/// words before another capital are subjects; in scripts without capitals none is.
SentenceSubject read_subject(std::string_view sentence, std::string_view passage,
                             std::string_view language);

}  // namespace alexandria::text
