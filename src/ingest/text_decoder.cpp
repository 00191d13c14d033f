#include "text_decoder.hpp"

#include <algorithm>
#include <vector>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::uint64_t count_replacements(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::uint64_t count = 0;
  for (std::size_t at = text.find(kReplacement); at != std::string_view::npos;
       at = text.find(kReplacement, at + kReplacement.size()))
    ++count;
  return count;
}

// Bytes at the end that may be the beginning of a character.
std::size_t unfinished(std::string_view utf8) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, utf8.size()); ++back) {
    const auto byte = static_cast<unsigned char>(utf8[utf8.size() - back]);
    if ((byte & 0xC0) == 0x80) continue;
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

std::string composed(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(status);
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  nfc->normalizeUTF8(0, text, sink, nullptr, status);
  return out;
}

}  // namespace

void TextDecoder::CloseConverter::operator()(UConverter* converter) const { ucnv_close(converter); }

TextDecoder::TextDecoder() = default;
TextDecoder::TextDecoder(TextDecoder&&) noexcept = default;
TextDecoder& TextDecoder::operator=(TextDecoder&&) noexcept = default;
TextDecoder::~TextDecoder() = default;

Result<TextDecoder> TextDecoder::make(const std::string& encoding) {
  TextDecoder out;
  if (encoding == "UTF-8" || encoding == "utf-8") return out;
  UErrorCode status = U_ZERO_ERROR;
  out.converter_.reset(ucnv_open(encoding.c_str(), &status));
  if (U_FAILURE(status))
    return fail(Code::kInvalidArgument, "not_text", "text in the encoding {} cannot be read",
                encoding);
  out.has_tones_apart_ = encoding == "windows-1258";
  return out;
}

std::string TextDecoder::decode(std::string_view bytes, bool is_last) {
  std::string text = converter_ ? from_other(bytes, is_last) : from_utf8(bytes, is_last);
  if (has_tones_apart_) text = compose(text, is_last);
  const bool has_mark = is_first_ && text.starts_with(kMark);
  if (!text.empty()) is_first_ = false;
  if (has_mark) text.erase(0, kMark.size());
  return with_plain_line_ends(std::move(text), is_last);
}

std::string TextDecoder::from_utf8(std::string_view bytes, bool is_last) {
  if (!left_.empty()) bytes = left_ += bytes;
  const std::size_t end = bytes.size() - (is_last ? 0 : unfinished(bytes));
  const std::string_view whole = bytes.substr(0, end);
  std::string out = text::to_valid_utf8(whole);
  if (out != whole) undecodable_ += count_replacements(out) - count_replacements(whole);
  left_ = std::string(bytes.substr(end));
  return out;
}

std::string TextDecoder::from_other(std::string_view bytes, bool is_last) {
  std::vector<UChar> units(bytes.size() * 2 + 64);
  const char* from = bytes.data();
  const char* const end = bytes.data() + bytes.size();
  std::string out;
  UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
  while (status == U_BUFFER_OVERFLOW_ERROR) {
    UChar* to = units.data();
    status = U_ZERO_ERROR;
    ucnv_toUnicode(converter_.get(), &to, units.data() + units.size(), &from, end, nullptr,
                   static_cast<UBool>(is_last), &status);
    icu::UnicodeString(false, units.data(), static_cast<std::int32_t>(to - units.data()))
        .toUTF8String(out);
  }
  out = text::to_valid_utf8(out);
  undecodable_ += count_replacements(out);
  return out;
}

std::string TextDecoder::compose(const std::string& text, bool is_last) {
  left_ += text;
  const std::size_t end = is_last ? left_.size() : left_.find_last_of(" \n") + 1;
  std::string out = composed(left_.substr(0, end));
  left_.erase(0, end);
  return out;
}

std::string TextDecoder::with_plain_line_ends(std::string text, bool is_last) {
  if (!ended_with_return_ && !text.contains('\r')) return text;
  std::string out;
  out.reserve(text.size() + 1);
  for (const char c : text) {
    if (ended_with_return_ && c != '\n') out += '\n';
    ended_with_return_ = c == '\r';
    if (!ended_with_return_) out += c;
  }
  if (is_last && ended_with_return_) out += '\n';
  return out;
}

}  // namespace alexandria::ingest
