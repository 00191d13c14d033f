#include "front_matter.hpp"

#include <yaml.h>

#include <memory>
#include <optional>

#include "alexandria/text/unicode.hpp"
#include "front_matter_toml.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kBytesMax = 64 << 10;
constexpr std::size_t kDepthMax = 16;
constexpr std::size_t kDepthOfNames = 3;  // root, list of authors, author

using Fields = FrontMatter::Fields;

class YamlReader {
 public:
  explicit YamlReader(std::string_view yaml) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(yaml.data()),
                                 yaml.size());
  }
  YamlReader(const YamlReader&) = delete;
  YamlReader& operator=(const YamlReader&) = delete;
  ~YamlReader() { yaml_parser_delete(&parser_); }

  /// Nothing unless the text is one document, a mapping with fields.
  std::optional<Fields> read() {
    for (;;) {
      yaml_event_t event;
      if (yaml_parser_parse(&parser_, &event) == 0) return std::nullopt;
      const std::unique_ptr<yaml_event_t, decltype(&yaml_event_delete)> owner(&event,
                                                                              &yaml_event_delete);
      if (event.type == YAML_STREAM_END_EVENT) break;
      if (!take(event)) return std::nullopt;
    }
    if (fields_.empty()) return std::nullopt;
    return std::move(fields_);
  }

 private:
  struct Level {
    bool is_mapping = false;
    bool has_key = false;  // of which the value comes next
    std::string key{};
  };

  bool take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT: return ++documents_ == 1;
      case YAML_MAPPING_START_EVENT: return enter(true);
      case YAML_SEQUENCE_START_EVENT: return enter(false);
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT: levels_.pop_back(); return end_node();
      case YAML_SCALAR_EVENT:
        return add(
            {reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length});
      case YAML_ALIAS_EVENT: return add("");
      default: return true;
    }
  }

  bool enter(bool is_mapping) {
    levels_.push_back({.is_mapping = is_mapping});
    return levels_.size() <= kDepthMax && levels_.front().is_mapping;
  }

  bool add(std::string_view value) {
    if (levels_.empty()) return false;  // a document that is a scalar
    Level& level = levels_.back();
    if (level.is_mapping && !level.has_key) {
      level.key = text::fold(value);
      if (levels_.size() == 1) fields_[level.key];
    } else if (levels_.size() == 1 || (levels_.size() == 2 && !level.is_mapping) ||
               (level.is_mapping && level.key == "name" && levels_.size() <= kDepthOfNames)) {
      if (!value.empty()) fields_[levels_.front().key].emplace_back(value);
    } else if (!value.empty() && levels_.size() <= kDepthMax) {
      fields_[path()].emplace_back(value);
    }
    return end_node();
  }

  // "project.code": the keys that lead to a value.
  std::string path() const {
    std::string out;
    for (const Level& level : levels_)
      if (level.is_mapping) out += (out.empty() ? "" : ".") + level.key;
    return out;
  }

  bool end_node() {
    if (!levels_.empty() && levels_.back().is_mapping)
      levels_.back().has_key = !levels_.back().has_key;
    return true;
  }

  yaml_parser_t parser_{};
  std::vector<Level> levels_;
  Fields fields_;
  int documents_ = 0;
};

bool is_fence(std::string_view line, std::string_view fence) {
  return line.starts_with(fence) && text::trim(line.substr(fence.size())).empty();
}

struct Fenced {
  std::string_view inside;
  std::size_t bytes = 0;  // with both fences
};

std::optional<Fenced> find_fenced(std::string_view text, std::string_view begin,
                                  std::string_view other_end) {
  const std::string_view head = text.substr(0, kBytesMax);
  std::size_t at = head.find('\n');
  if (at == std::string_view::npos || !is_fence(head.substr(0, at), begin)) return std::nullopt;
  const std::size_t first = ++at;
  while (at < head.size()) {
    const std::size_t end = std::min(head.find('\n', at), head.size());
    const std::string_view line = head.substr(at, end - at);
    if (is_fence(line, begin) || is_fence(line, other_end))
      return Fenced{head.substr(first, at - first), std::min(end + 1, text.size())};
    at = end + 1;
  }
  return std::nullopt;
}

// A rule has a blank line behind it, front matter begins at once.
bool begins_blank(std::string_view text) {
  return text::trim(text.substr(0, text.find('\n'))).empty();
}

bool is_like_toml(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text::trim(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    if (line.empty() || line.starts_with('#')) continue;
    return line.starts_with('[') || line.find(" = ") < line.find(' ') + 1 ||
           line.find('=') < line.find(' ');
  }
  return false;
}

}  // namespace

std::string FrontMatter::first_of(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    const auto field = fields.find(std::string(name));
    if (field == fields.end() || field->second.empty()) continue;
    std::string out;
    for (const std::string& value : field->second)
      out += (out.empty() ? "" : ", ") + value;
    return text::squeeze(out);
  }
  return {};
}

FrontMatter read_front_matter(std::string_view markdown) {
  const auto yaml = find_fenced(markdown, "---", "...");
  if (yaml && !begins_blank(yaml->inside)) {
    auto fields = YamlReader(yaml->inside).read();
    if (fields) return {yaml->bytes, std::move(*fields)};
  }
  const auto toml = find_fenced(markdown, "+++", "+++");
  if (toml && is_like_toml(toml->inside)) return {toml->bytes, read_toml_fields(toml->inside)};
  return {};
}

}  // namespace alexandria::ingest
