#pragma once
// An answer that is still being written, as sentences with the passages that each names.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::text {

struct CitedSentence {
  std::string text;                   ///< without markup and passage numbers, on one line
  std::vector<std::size_t> passages;  ///< numbers from 1 as the sentence names them, each once
};

/// The passage numbers (from 1) that a sentence names as [1] or [1, 3], each once; they are cut out
/// of `sentence`. Numbers over 100,000 count as 100,000.
std::vector<std::size_t> take_passage_numbers(std::string& sentence);

/// Sentences of a text that grows. However it is cut into pieces, the sentences are the same. A
/// line end ends a sentence. One stream is used by one thread at a time.
class CitedSentenceStream {
 public:
  /// `language` is BCP 47, for abbreviations; empty: English.
  explicit CitedSentenceStream(std::string language) : language_(std::move(language)) {}
  /// Takes the next piece (UTF-8, may end inside a character) and gives the sentences that are
  /// whole now: those behind which another one has begun, for passage numbers may stand behind the
  /// full stop.
  std::vector<CitedSentence> add(std::string_view piece);
  /// What is left.
  std::vector<CitedSentence> end();

 private:
  void clean(std::size_t bytes);
  void flush(bool last, std::vector<CitedSentence>& out);
  std::string language_;
  std::string raw_;   // may end inside a link or a character
  std::string open_;  // without markup; from the first sentence that may still grow
};

}  // namespace alexandria::text
