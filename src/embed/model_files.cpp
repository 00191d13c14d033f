#include <charconv>
#include <map>

#include "alexandria/embed/encoder.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::embed {
namespace {

// model.toml is written by our own set-up: `key = value` lines, strings in double quotes.
std::map<std::string, std::string> key_values(std::string_view text) {
  std::map<std::string, std::string> out;
  while (!text.empty()) {
    const std::size_t newline = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, newline);
    text.remove_prefix(std::min(newline + 1, text.size()));
    const std::size_t equals = line.find(" = ");
    if (equals == std::string_view::npos) continue;
    std::string_view value = line.substr(equals + 3);
    if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
    out.emplace(line.substr(0, equals), value);
  }
  return out;
}

std::size_t number(const std::string& text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Result<ModelDescription> describe_model(const std::filesystem::path& folder) {
  auto text = platform::read_file(folder / "model.toml", 1 << 16);
  if (!text && text.error().code == Code::kNotFound)
    return fail(Code::kNotFound, "model_not_found",
                "there is no model in {}; ./run --build prepares the models", folder.string());
  if (!text) return std::unexpected(text.error());
  auto values = key_values(*text);
  ModelDescription model;
  model.name = values["name"];
  model.version = values["version"];
  model.dimension = number(values["dimension"]);
  model.pooling = values["pooling"] == "mean" ? Pooling::kMean : Pooling::kCls;
  model.tokens_max = number(values["max_tokens"]);
  if (!values["tokenizer"].empty()) model.tokenizer = values["tokenizer"];
  model.query_prefix = values["query_prefix"];
  model.passage_prefix = values["passage_prefix"];
  model.int8_is_good = values["int8_is_good"] == "yes";
  model.folder = folder;
  if (model.name.empty() || model.dimension == 0 || model.tokens_max < 8)
    return fail(Code::kDataLoss, "invalid_model", "{} describes no model",
                (folder / "model.toml").string());
  return model;
}

}  // namespace alexandria::embed
