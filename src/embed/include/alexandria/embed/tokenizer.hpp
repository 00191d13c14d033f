#pragma once
// From text to the ids that a model reads. Two kinds: WordPiece (BERT's vocabularies) and
// SentencePiece (XLM-R's).
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/embed/encoder.hpp"

namespace alexandria::embed {

/// Threads: const functions at any time.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;
  /// Ids with the model's begin and end, the text cut so that all are at most `tokens_max`.
  virtual std::vector<std::int64_t> encode(std::string_view utf8, std::size_t tokens_max) const = 0;
  /// Whether a word is one token of the vocabulary.
  virtual bool knows_word(std::string_view word) const = 0;
  /// Calls `take` with every token of the vocabulary as it stands in a text, in no order.
  virtual void each_piece(const std::function<void(std::string_view)>& take) const = 0;
  /// Tokens of the text alone.
  virtual std::size_t count(std::string_view utf8) const = 0;
};

/// Reads the vocabulary of the model's folder. kNotFound or kDataLoss, naming the file.
Result<std::unique_ptr<Tokenizer>> open_tokenizer(const ModelDescription& model);

}  // namespace alexandria::embed
