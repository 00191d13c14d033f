#include <memory>

#include <uchardet.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "alexandria/platform/file.hpp"
#include "alexandria/text/unicode.hpp"
#include "parsers.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::uint64_t kTextBytesMax = 256ULL << 20;

std::string guess_encoding(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
  if (text::is_valid_utf8(bytes)) return "UTF-8";
  const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(),
                                                                       &uchardet_delete);
  uchardet_handle_data(detector.get(), bytes.data(), std::min<std::size_t>(bytes.size(), 1 << 20));
  uchardet_data_end(detector.get());
  const std::string found = uchardet_get_charset(detector.get());
  return found.empty() || found == "ASCII" ? "windows-1252" : found;
}

std::string with_plain_line_ends(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r')
      out += text[i];
    else if (i + 1 == text.size() || text[i + 1] != '\n')
      out += '\n';
  }
  return out;
}

}  // namespace

Result<std::string> decode_text(std::string_view bytes, std::string_view declared) {
  std::string encoding = declared.empty() ? guess_encoding(bytes) : std::string(declared);
  if (encoding == "UTF-8" || encoding == "utf-8") {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    return with_plain_line_ends(text::to_valid_utf8(bytes));
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString decoded(bytes.data(), static_cast<std::int32_t>(bytes.size()),
                             encoding.c_str());
  if (decoded.isBogus())
    decoded =
        icu::UnicodeString(bytes.data(), static_cast<std::int32_t>(bytes.size()), "windows-1252");
  if (U_FAILURE(status))
    return fail(Code::kInvalidArgument, "not_text", "text in the encoding {} cannot be read",
                encoding);
  if (decoded.startsWith(static_cast<UChar>(0xFEFF))) decoded.remove(0, 1);
  std::string out;
  decoded.toUTF8String(out);
  return with_plain_line_ends(text::to_valid_utf8(out));
}

Result<std::string> read_text(const std::filesystem::path& path, std::string_view declared) {
  const std::string bytes = TRY(platform::read_file(path, kTextBytesMax));
  return decode_text(bytes, declared);
}

}  // namespace alexandria::ingest
