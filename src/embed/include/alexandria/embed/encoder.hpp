#pragma once
// A model that turns token ids into vectors. Two implementations: OpenVINO, and the ones tests
// script.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"

namespace alexandria::embed {

enum class Pooling { kCls, kMean };
/// kAuto takes the fastest whose loss is known to be small: int8 where the model's description says
/// so and the processor multiplies 8-bit integers fast, else bf16 where it has that, else f32. A
/// precision that the model was not prepared for, or the processor has not, falls to the next in
/// this order. kExact is f32.
enum class Precision { kAuto, kInt8, kBf16, kExact };

struct ModelDescription {
  std::string name;
  std::string version;  // of the weights
  std::size_t dimension = 0;
  Pooling pooling = Pooling::kCls;
  std::size_t tokens_max = 0;
  std::string query_prefix;
  std::string passage_prefix;
  std::string tokenizer = "wordpiece";  // or sentencepiece
  bool int8_is_good = false;            // whether kAuto may be int8
  std::filesystem::path folder;
};

/// Reads `folder`/model.toml.
Result<ModelDescription> describe_model(const std::filesystem::path& folder);

class Encoder {
 public:
  virtual ~Encoder() = default;
  /// One vector of length 1 for every text of ids. The texts are padded to the longest, rounded up;
  /// the padding is masked. Threads: may be called at any time; at most `lanes()` calls run at
  /// once, the others wait.
  virtual Result<std::vector<std::vector<float>>> encode(
      const std::vector<const std::vector<std::int64_t>*>& texts) = 0;
  virtual std::size_t lanes() const = 0;
};

/// `lanes` texts at once, `threads` cores in all. Loads the weights: some hundred milliseconds.
Result<std::unique_ptr<Encoder>> open_encoder(const ModelDescription& model, Precision precision,
                                              std::size_t lanes, std::size_t threads);

}  // namespace alexandria::embed
