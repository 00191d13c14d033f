#include "json_out.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace alexandria::chroma {
namespace {

constexpr std::size_t kPiece = 1 << 20;

}  // namespace

void JsonOut::pass_on() {
  if (sink_ && out_.size() >= kPiece) flush();
}

void JsonOut::flush() {
  if (sink_ && goes_on_ && !out_.empty()) goes_on_ = sink_(out_);
  if (sink_) out_.clear();
}

void JsonOut::text(std::string_view text) {
  out_ += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out_ += "\\\""; break;
      case '\\': out_ += "\\\\"; break;
      case '\n': out_ += "\\n"; break;
      case '\r': out_ += "\\r"; break;
      case '\t': out_ += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < ' ')
          out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
          out_ += c;
    }
  }
  out_ += '"';
  pass_on();
}

// The shortest digits that are read back as the same number.
template <class T>
void JsonOut::real(T value) {
  if (!std::isfinite(value)) return raw("null");
  std::array<char, 64> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  const std::string_view said(digits.data(), static_cast<std::size_t>(end - digits.data()));
  out_ += said;
  if (said.find_first_of(".e") == std::string_view::npos) out_ += ".0";
  pass_on();
}

void JsonOut::number(float value) { real(value); }
void JsonOut::number(double value) { real(value); }

void JsonOut::value(const model::Scalar& scalar) {
  if (const auto* truth_value = std::get_if<bool>(&scalar)) truth(*truth_value);
  if (const auto* whole = std::get_if<std::int64_t>(&scalar)) number(*whole);
  if (const auto* real_value = std::get_if<double>(&scalar)) number(*real_value);
  if (const auto* words = std::get_if<std::string>(&scalar)) text(*words);
}

void JsonOut::metadata(const model::Metadata& metadata) {
  if (metadata.empty()) return raw("null");
  const char* before = "{";
  for (const auto& [key, item] : metadata) {
    raw(std::exchange(before, ","));
    text(key);
    raw(":");
    if (const auto* list = std::get_if<std::vector<model::Scalar>>(&item)) {
      raw("[");
      for (std::size_t i = 0; i < list->size(); ++i) {
        if (i > 0) raw(",");
        value((*list)[i]);
      }
      raw("]");
    } else {
      std::visit(
          [&](const auto& one) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(one)>, std::vector<model::Scalar>>)
              value(model::Scalar(one));
          },
          item);
    }
  }
  raw("}");
}

}  // namespace alexandria::chroma
