#pragma once
// Bytes in an encoding as UTF-8, piece by piece.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "alexandria/base/result.hpp"

struct UConverter;

namespace alexandria::ingest {

/// Gives well-formed UTF-8 without a byte order mark, whose lines end with \n (those of old Macs
/// and of Windows too). What cannot be read becomes U+FFFD; letters whose tones stand apart in
/// windows-1258 become whole.
class TextDecoder {
 public:
  /// `encoding`: a name that ICU knows. kInvalidArgument `not_text` for one that it does not.
  static Result<TextDecoder> make(const std::string& encoding);
  TextDecoder(TextDecoder&&) noexcept;
  TextDecoder& operator=(TextDecoder&&) noexcept;
  ~TextDecoder();

  /// The text of the next bytes; a character that they end inside of comes with the next call,
  /// unless they are the last.
  std::string decode(std::string_view bytes, bool is_last);
  /// How often so far U+FFFD stands for bytes that could not be read.
  std::uint64_t undecodable() const { return undecodable_; }

 private:
  TextDecoder();
  std::string from_utf8(std::string_view bytes, bool is_last);
  std::string from_other(std::string_view bytes, bool is_last);
  std::string compose(const std::string& text, bool is_last);
  std::string with_plain_line_ends(std::string text, bool is_last);

  struct CloseConverter {
    void operator()(UConverter* converter) const;
  };
  std::unique_ptr<UConverter, CloseConverter> converter_;  // none: UTF-8
  std::uint64_t undecodable_ = 0;
  bool has_tones_apart_ = false;
  bool is_first_ = true;
  bool ended_with_return_ = false;
  std::string left_;  // bytes or text that wait for what follows
};

}  // namespace alexandria::ingest
