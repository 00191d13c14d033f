#pragma once
// Little-endian bytes: the writer and the reader under every binary format of the project
// (docs/formats/). The reader trusts nothing: a read past the end makes it `failed`, and every
// later read gives zero or empty.
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "alexandria/base/varint.hpp"

namespace alexandria::base {

class ByteWriter {
 public:
  template <class T>
    requires std::is_arithmetic_v<T>
  void number(T value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  /// LEB128: 7 bits a byte, low bits first.
  void varint(std::uint64_t value) { append_varint(out_, value); }
  /// A varint length, then the bytes.
  void text(std::string_view bytes);
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void array(const std::vector<T>& values) {
    varint(values.size());
    out_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  }
  std::string take() { return std::move(out_); }
  std::size_t size() const { return out_.size(); }

 private:
  std::string out_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}
  template <class T>
    requires std::is_arithmetic_v<T>
  T number() {
    T value{};
    const std::string_view bytes = take(sizeof value);
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  std::uint64_t varint();
  std::string_view text() { return take(varint()); }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  std::vector<T> array() {
    const std::uint64_t count = varint();
    if (count > left_.size() / sizeof(T)) return fail_array<T>();
    const std::string_view bytes = take(count * sizeof(T));
    std::vector<T> values(count);
    if (count > 0) std::memcpy(static_cast<void*>(values.data()), bytes.data(), bytes.size());
    return values;
  }
  /// The next `count` bytes, or failure.
  std::string_view take(std::uint64_t count);
  bool failed() const { return failed_; }
  bool finished() const { return left_.empty() && !failed_; }

 private:
  template <class T>
  std::vector<T> fail_array() {
    failed_ = true;
    left_ = {};
    return {};
  }
  std::string_view left_;
  bool failed_ = false;
};

}  // namespace alexandria::base
