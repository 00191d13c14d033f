#include "alexandria/text/unicode.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>

namespace alexandria::text {
namespace {

int32_t length_of(std::string_view bytes) { return static_cast<int32_t>(bytes.size()); }

// Where the first byte from `at` on stands that is no ASCII; the size if there is none.
std::size_t end_of_ascii(std::string_view bytes, std::size_t at = 0) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  for (std::uint64_t eight = 0; at + sizeof eight <= bytes.size(); at += sizeof eight) {
    std::memcpy(&eight, bytes.data() + at, sizeof eight);
    if ((eight & kHighBits) != 0) break;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80)
    ++at;
  return at;
}

bool is_ascii(std::string_view bytes) { return end_of_ascii(bytes) == bytes.size(); }

// Where the first code point begins that is none; the size if all are good.
std::size_t end_of_valid_utf8(std::string_view bytes) {
  std::size_t at = 0;
  while ((at = end_of_ascii(bytes, at)) < bytes.size()) {
    auto place = static_cast<int32_t>(at);
    UChar32 c = 0;
    U8_NEXT(bytes.data(), place, length_of(bytes), c);
    if (c < 0) break;
    at = static_cast<std::size_t>(place);
  }
  return at;
}

constexpr UChar32 kByteOrderMark = 0xFEFF;  // inside a text: a space without width
constexpr std::size_t kByteOrderMarkBytes = 3;

bool may_be_space(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || byte == 0xC2 || byte == 0xEF;
}

bool space_at(std::string_view s, std::size_t at, std::size_t& length) {
  const auto byte = static_cast<unsigned char>(s[at]);
  length = 1;
  if (byte == ' ' || (byte >= 9 && byte <= 13)) return true;
  if (byte < 0x80) return false;
  if (s.substr(at, 2) == "\xC2\xA0") return length = 2, true;
  if (s.substr(at, 3) == "\xEF\xBB\xBF") return length = 3, true;
  return false;
}

// Accents are dropped only where they are accents: marks of Devanagari, Thai or Arabic carry
// meaning.
std::string without_accents(const icu::UnicodeString& folded) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString parts =
      icu::Normalizer2::getNFDInstance(status)->normalize(folded, status);
  icu::UnicodeString kept;
  bool accentable = false;
  for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
    const UChar32 c = parts.char32At(i);
    if (u_charType(c) == U_NON_SPACING_MARK) {
      if (!accentable) kept.append(c);
      continue;
    }
    const UScriptCode script = uscript_getScript(c, &status);
    accentable = script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
    kept.append(c);
  }
  std::string out;
  icu::Normalizer2::getNFCInstance(status)->normalize(kept, status).toUTF8String(out);
  return out;
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

icu::UnicodeString case_folded(std::string_view utf8) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* folder = icu::Normalizer2::getNFKCCasefoldInstance(status);
  return folder->normalize(
      icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), length_of(utf8))), status);
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) { return end_of_valid_utf8(bytes) == bytes.size(); }

std::string to_valid_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (;;) {
    const std::size_t good = end_of_valid_utf8(bytes);
    out.append(bytes.substr(0, good));
    if (good == bytes.size()) break;
    auto after = static_cast<int32_t>(good);
    UChar32 c = 0;
    U8_NEXT(bytes.data(), after, length_of(bytes), c);
    out += "\xEF\xBF\xBD";
    bytes.remove_prefix(static_cast<std::size_t>(after));
  }
  std::ranges::replace(out, '\0', ' ');
  return out;
}

std::string shown_name(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
  };
  std::string out;
  int32_t at = 0;
  while (at < length_of(bytes)) {
    const auto before = static_cast<std::size_t>(at);
    UChar32 c;
    U8_NEXT(bytes.data(), at, length_of(bytes), c);
    const std::string_view own = bytes.substr(before, static_cast<std::size_t>(at) - before);
    const std::string_view rest = bytes.substr(before);
    const bool reads_as_escape =
        c == '\\' && rest.size() > 3 && rest[1] == 'x' && is_hex(rest[2]) && is_hex(rest[3]);
    if (c >= 0 && !u_iscntrl(c) && !reads_as_escape) {
      out += own;
      continue;
    }
    for (const char byte : own) {
      const auto value = static_cast<unsigned char>(byte);
      out += {'\\', 'x', kDigits[value >> 4], kDigits[value & 15]};
    }
  }
  return out;
}

std::uint64_t count_code_points(std::string_view utf8) {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::uint64_t count_visible(std::string_view utf8) {
  std::uint64_t visible = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t end = end_of_ascii(utf8, at);
    visible += static_cast<std::uint64_t>(std::ranges::count_if(
        utf8.substr(at, end - at), [](char c) { return c > ' ' && c != 0x7F; }));
    at = end;
    if (at == utf8.size()) break;
    const auto c = static_cast<UChar32>(next_code_point(utf8, at));
    if (c != kByteOrderMark && u_isUWhiteSpace(c) == 0) ++visible;
  }
  return visible;
}

char32_t next_code_point(std::string_view utf8, std::size_t& at) {
  UChar32 out = 0;
  U8_NEXT_OR_FFFD(utf8.data(), at, utf8.size(), out);
  return static_cast<char32_t>(out);
}

void append_code_point(std::string& utf8, char32_t c) {
  char bytes[U8_MAX_LENGTH];
  int32_t length = 0;
  UBool is_wrong = false;
  U8_APPEND(bytes, length, U8_MAX_LENGTH, static_cast<UChar32>(c), is_wrong);
  utf8 += is_wrong ? std::string_view("\xEF\xBF\xBD")
                   : std::string_view(bytes, static_cast<std::size_t>(length));
}

std::size_t byte_of_code_point(std::string_view utf8, std::uint64_t index) {
  std::uint64_t seen = 0;
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    if ((static_cast<unsigned char>(utf8[at]) & 0xC0) == 0x80) continue;
    if (seen++ == index) return at;
  }
  return utf8.size();
}

std::string fold_case(std::string_view utf8) {
  if (is_ascii(utf8)) return ascii_lower(utf8);
  std::string out;
  case_folded(utf8).toUTF8String(out);
  return out;
}

std::string fold(std::string_view utf8) {
  return is_ascii(utf8) ? ascii_lower(utf8) : without_accents(case_folded(utf8));
}

std::string_view trim(std::string_view s) {
  std::size_t length = 0;
  while (!s.empty() && space_at(s, 0, length))
    s.remove_prefix(length);
  while (!s.empty()) {
    if (space_at(s, s.size() - 1, length))
      s.remove_suffix(1);
    else if (s.ends_with("\xC2\xA0"))
      s.remove_suffix(2);
    else if (s.ends_with("\xEF\xBB\xBF"))
      s.remove_suffix(3);
    else
      break;
  }
  return s;
}

std::string squeeze(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  std::size_t length = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t begin = at;
    while (at < utf8.size() && !(may_be_space(utf8[at]) && space_at(utf8, at, length)))
      ++at;
    out.append(utf8.substr(begin, at - begin));
    if (at == utf8.size()) break;
    const bool has_width = length != kByteOrderMarkBytes;
    if (has_width && !out.empty() && out.back() != ' ') out += ' ';
    at += length;
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace alexandria::text
