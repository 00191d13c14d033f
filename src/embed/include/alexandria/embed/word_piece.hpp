#pragma once
// The WordPiece tokeniser of BERT models: equal to the `tokenizers` package (BertNormalizer,
// BertPreTokenizer, WordPiece) on every text.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "alexandria/base/result.hpp"

namespace alexandria::embed {

/// Threads: all const functions may be called at any time.
class WordPiece {
 public:
  /// `vocabulary` has one token a line; line n (from 0) is the token of id n. Needs [CLS], [SEP]
  /// and [UNK].
  static Result<WordPiece> make(std::string_view vocabulary);
  WordPiece(WordPiece&&) noexcept;
  ~WordPiece();
  /// Ids of `utf8` without [CLS] and [SEP].
  std::vector<std::int32_t> tokens(std::string_view utf8) const;
  /// Ids with [CLS] before and [SEP] behind, the text cut so that all are at most `tokens_max`.
  std::vector<std::int64_t> encode(std::string_view utf8, std::size_t tokens_max) const;
  /// Whether a word is one token, and no [UNK].
  bool knows_word(std::string_view word) const;
  /// Calls `take` with every token of the vocabulary, without "##", in no order.
  void each_piece(const std::function<void(std::string_view)>& take) const;
  /// tokens(utf8).size(), without the ids.
  std::size_t count(std::string_view utf8) const;

 private:
  struct State;
  explicit WordPiece(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::embed
