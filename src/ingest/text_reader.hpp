#pragma once
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "alexandria/base/result.hpp"
#include "alexandria/model/document.hpp"
#include "text_decoder.hpp"

namespace alexandria::ingest {

/// A file of text in any encoding, read piece by piece.
class TextReader {
 public:
  /// Looks the file through for its encoding: a byte order mark, well-formed UTF-8, what its first
  /// lines declare, or a guess from what stands at its beginning and where it first is no UTF-8.
  /// kNotFound `file_not_found`; kInvalidArgument `not_text`.
  static Result<TextReader> open(const std::filesystem::path& path);

  /// The next piece, some MiB at most; empty at the end.
  std::string next();
  /// As TextDecoder counts it, of the pieces so far.
  std::uint64_t undecodable() const { return decoder_.undecodable(); }

 private:
  TextReader(std::ifstream file, TextDecoder decoder)
      : file_(std::move(file)), decoder_(std::move(decoder)) {}
  std::ifstream file_;
  TextDecoder decoder_;
  bool is_over_ = false;
};

struct WholeText {
  std::string text;
  std::uint64_t undecodable = 0;
};
/// The whole file as UTF-8, whatever its encoding; line ends become \n. kInvalidArgument `not_text`
/// for bytes that are no text; kResourceExhausted `file_too_large`.
Result<WholeText> read_text(const std::filesystem::path& path);
/// Names what could not be decoded, if there is any.
void account_undecodable(std::uint64_t undecodable, model::Accounting& accounting);

/// Bytes in an encoding (empty: guessed) as UTF-8. kInvalidArgument `not_text`.
Result<std::string> decode_text(std::string_view bytes, std::string_view encoding);

}  // namespace alexandria::ingest
