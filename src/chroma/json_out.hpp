#pragma once
// JSON as it goes out: floats stay floats (1.0, never 1) and come back exactly as they were.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "alexandria/model/metadata.hpp"

namespace alexandria::chroma {

class JsonOut {
 public:
  /// `sink` takes what is written, a megabyte or so at a time; without one `take` has all of it.
  explicit JsonOut(std::function<bool(std::string_view)> sink = {}) : sink_(std::move(sink)) {}
  void raw(std::string_view text) {
    out_ += text;
    pass_on();
  }
  void text(std::string_view text);
  void number(float value);
  void number(double value);
  void number(std::int64_t value) { raw(std::to_string(value)); }
  void number(std::uint64_t value) { raw(std::to_string(value)); }
  void truth(bool value) { raw(value ? "true" : "false"); }
  void value(const model::Scalar& scalar);
  /// An object, or null where it is empty.
  void metadata(const model::Metadata& metadata);
  /// False once the sink takes no more.
  bool goes_on() const { return goes_on_; }
  void flush();
  std::string take() { return std::move(out_); }

 private:
  template <class T>
  void real(T value);
  void pass_on();
  std::string out_;
  std::function<bool(std::string_view)> sink_;
  bool goes_on_ = true;
};

}  // namespace alexandria::chroma
