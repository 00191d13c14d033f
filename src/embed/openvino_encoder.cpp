#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <mutex>

#include <openvino/openvino.hpp>

#include "alexandria/embed/encoder.hpp"
#include "alexandria/platform/system.hpp"
#include "batches.hpp"

namespace alexandria::embed {
namespace {

ov::Core& core() {
  static ov::Core instance;
  return instance;
}

// One vector of length 1 from the states of one text: [tokens][dimension].
std::vector<float> pool(const float* states, std::size_t tokens, std::size_t dimension,
                        Pooling pooling) {
  std::vector<float> vector(states, states + dimension);
  if (pooling == Pooling::kMean) {
    for (std::size_t t = 1; t < tokens; ++t)
      for (std::size_t i = 0; i < dimension; ++i)
        vector[i] += states[t * dimension + i];
  }
  double squares = 0;
  for (const float value : vector)
    squares += static_cast<double>(value) * static_cast<double>(value);
  const auto scale = static_cast<float>(squares > 0 ? 1 / std::sqrt(squares) : 0);
  for (float& value : vector)
    value *= scale;
  return vector;
}

using Texts = std::vector<const std::vector<std::int64_t>*>;

std::size_t common_length(const Texts& texts) {
  std::size_t longest = 0;
  for (const auto* ids : texts)
    longest = std::max(longest, ids->size());
  return rounded_length(longest);
}

// [texts][length]: what the input `name` is for these texts. Token types are all 0.
ov::Tensor input(const std::string& name, const Texts& texts, std::size_t length) {
  ov::Tensor tensor(ov::element::i64, {texts.size(), length});
  auto* row = tensor.data<std::int64_t>();
  std::fill_n(row, tensor.get_size(), 0);
  for (const auto* ids : texts) {
    if (name == "input_ids")
      std::ranges::copy(*ids, row);
    else if (name == "attention_mask")
      std::fill_n(row, ids->size(), 1);
    row += length;
  }
  return tensor;
}

// Kernels kept for the shapes seen last. The runtime's own limit of 5,000 holds half a megabyte for
// each of the many lengths texts have, and is no faster.
constexpr int kKernelsKept = 64;

bool has_bf16() {
  const auto abilities = core().get_property("CPU", ov::device::capabilities);
  return std::ranges::find(abilities, ov::device::capability::BF16) != abilities.end();
}

// Never kAuto.
Precision choose(const ModelDescription& model, Precision wanted) {
  const bool wants_int8 =
      wanted == Precision::kInt8 ||
      (wanted == Precision::kAuto && model.int8_is_good && platform::has_int8_dot_product());
  if (wants_int8 && std::filesystem::exists(model.folder / "model.xml")) return Precision::kInt8;
  return wanted != Precision::kExact && has_bf16() ? Precision::kBf16 : Precision::kExact;
}

class OpenVinoEncoder final : public Encoder {
 public:
  OpenVinoEncoder(const ModelDescription& model, Precision precision, std::size_t lanes,
                  std::size_t threads)
      : model_(model) {
    const Precision chosen = choose(model, precision);
    const auto path = model.folder / (chosen == Precision::kInt8 ? "model.xml" : "exact.xml");
    ov::AnyMap settings{{"NUM_STREAMS", static_cast<int>(lanes)},
                        {"INFERENCE_NUM_THREADS", static_cast<int>(threads)},
                        {"CPU_RUNTIME_CACHE_CAPACITY", kKernelsKept}};
    // Left to itself, the runtime takes bf16 for f32 wherever the processor has it.
    if (chosen == Precision::kExact)
      settings.insert(ov::hint::inference_precision(ov::element::f32));
    compiled_ = core().compile_model(path.string(), "CPU", settings);
    for (const auto& input : compiled_.inputs())
      inputs_.push_back(input.get_any_name());
    if (std::ranges::find(inputs_, "attention_mask") == inputs_.end())
      throw std::runtime_error(path.string() + " has no attention mask; ./run --build prepares it");
    for (std::size_t i = 0; i < lanes; ++i)
      free_.push_back(compiled_.create_infer_request());
    lanes_ = lanes;
  }

  std::size_t lanes() const override { return lanes_; }

  Result<std::vector<std::vector<float>>> encode(const Texts& texts) override {
    ov::InferRequest request = take();
    auto result = run(request, texts);
    give(std::move(request));
    return result;
  }

 private:
  Result<std::vector<std::vector<float>>> run(ov::InferRequest& request, const Texts& texts) {
    try {
      const std::size_t length = common_length(texts);
      for (const std::string& name : inputs_)
        request.set_tensor(name, input(name, texts, length));
      request.infer();
      const ov::Tensor states = request.get_output_tensor(0);
      std::vector<std::vector<float>> vectors;
      for (std::size_t i = 0; i < texts.size(); ++i)
        vectors.push_back(pool(states.data<float>() + i * length * model_.dimension,
                               texts[i]->size(), model_.dimension, model_.pooling));
      return vectors;
    } catch (const std::exception& error) {
      return fail(Code::kInternal, "model_failed", "the model {} failed: {}", model_.name,
                  error.what());
    }
  }

  ov::InferRequest take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return !free_.empty(); });
    ov::InferRequest request = std::move(free_.back());
    free_.pop_back();
    return request;
  }
  void give(ov::InferRequest request) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(std::move(request));
    }
    returned_.notify_one();
  }

  ModelDescription model_;
  ov::CompiledModel compiled_;
  std::vector<std::string> inputs_;
  std::size_t lanes_ = 0;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<ov::InferRequest> free_;
};

}  // namespace

Result<std::unique_ptr<Encoder>> open_encoder(const ModelDescription& model, Precision precision,
                                              std::size_t lanes, std::size_t threads) {
  try {
    return std::unique_ptr<Encoder>(
        std::make_unique<OpenVinoEncoder>(model, precision, lanes, threads));
  } catch (const std::exception& error) {
    return fail(Code::kInternal, "model_not_loaded", "the model {} could not be loaded: {}",
                model.name, error.what());
  }
}

}  // namespace alexandria::embed
