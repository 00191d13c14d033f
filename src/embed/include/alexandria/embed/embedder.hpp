#pragma once
// Texts to vectors: one model, bulk work on all cores, queries that overtake it.
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/embed/encoder.hpp"

namespace alexandria::embed {

using Vector = std::vector<float>;

/// Threads: all functions may be called at any time. The weights are loaded at the first text.
class Embedder {
 public:
  /// Reads the model's description and vocabulary only. kNotFound `model_not_found` if it is not
  /// prepared.
  static Result<std::unique_ptr<Embedder>> open(const std::filesystem::path& models_folder,
                                                const std::string& name, Precision precision);
  ~Embedder();

  const ModelDescription& model() const;
  /// Tokens of a text without the model's own begin and end.
  std::size_t count_tokens(std::string_view text) const;
  /// Whether a word is one token of the model's vocabulary.
  bool knows_word(std::string_view word) const;
  /// How many of a text's letters are of scripts that the model was made for, 0 to 1; 1 for a text
  /// without letters. The first call looks through the vocabulary: some ten milliseconds.
  double read_share(std::string_view text) const;

  /// One vector of length 1. The last 2,000 queries are remembered. Runs at once, on all cores.
  Result<Vector> embed_query(const std::string& text);
  /// Vectors of a few passages someone waits for: like `embed_passages`, but it overtakes bulk work
  /// as a query does.
  Result<std::vector<Vector>> embed_at_once(const std::vector<std::string>& texts);
  /// A vector for every text, in the same order; texts over the model's length are cut. A text's
  /// vector does not depend on its neighbours: texts of nearly one length share a call, and what
  /// pads the shorter ones is masked. Between calls it lets queries pass. kCancelled once `stop`
  /// is true.
  Result<std::vector<Vector>> embed_passages(const std::vector<std::string>& texts,
                                             const std::atomic<bool>& stop);
  /// Begins to load what queries need, on a thread of its own, and comes back at once; a query
  /// that arrives before it has ended waits for it. Calls after the first do nothing.
  void warm();
  /// Gives the memory of bulk work back if none ran for `idle`; the next bulk work loads the
  /// weights again. Whether there was any.
  bool rest(std::chrono::seconds idle);
  /// Passages and their tokens embedded since the start.
  std::uint64_t tokens_embedded() const;

 private:
  struct State;
  explicit Embedder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace alexandria::embed
