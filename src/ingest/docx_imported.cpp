#include "docx_imported.hpp"

#include <string_view>

#include "alexandria/text/unicode.hpp"
#include "html_charset.hpp"
#include "html_content.hpp"

namespace alexandria::ingest {
namespace {

std::string value_of(std::string_view headers, std::string_view name) {
  const std::string lower = text::fold_case(headers);
  const std::size_t at = lower.find(name);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + name.size();
  const std::size_t end = lower.find_first_of("\r\n;", begin);
  std::string_view value = std::string_view(lower).substr(begin, end - begin);
  value = text::trim(value);
  if (value.size() > 1 && value.starts_with('"') && value.ends_with('"'))
    value = value.substr(1, value.size() - 2);
  return std::string(value);
}

int digit_of(char c, int base) {
  if (base == 16) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }
  constexpr std::string_view kBase64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t at = kBase64.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// RFC 2045, 6.7.
std::string from_quoted_printable(std::string_view body) {
  std::string out;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] != '=') {
      out += body[i];
      continue;
    }
    const std::string_view next = body.substr(i + 1, 2);
    if (next.starts_with('\n')) {
      i += 1;
    } else if (next.starts_with('\r')) {
      i += 2;
    } else if (next.size() == 2 && digit_of(next[0], 16) >= 0 && digit_of(next[1], 16) >= 0) {
      out += static_cast<char>(digit_of(next[0], 16) * 16 + digit_of(next[1], 16));
      i += 2;
    } else {
      out += '=';
    }
  }
  return out;
}

// RFC 2045, 6.8.
std::string from_base64(std::string_view body) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : body) {
    const int digit = digit_of(c, 64);
    if (digit < 0) continue;
    bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU);
  }
  return out;
}

void add_html(const std::string& bytes, const std::string& encoding, PartBuilder& parts) {
  const auto content = decode_text(bytes, encoding.empty() ? html_encoding(bytes) : encoding);
  if (!content) return parts.accounting().add_not_understood("imported text", 1);
  const HtmlTree tree(*content);
  add_content(tree, read_page(tree), parts);
}

void add_text(const std::string& bytes, PartBuilder& parts) {
  const auto content = decode_text(bytes, {});
  if (!content) return parts.accounting().add_not_understood("imported text", 1);
  parts.accounting().seen += text::count_visible(*content);
  for (std::size_t begin = 0; begin < content->size();) {
    const std::size_t end = std::min(content->find("\n\n", begin), content->size());
    parts.add(model::BlockKind::kParagraph, std::string_view(*content).substr(begin, end - begin));
    begin = end + 2;
  }
}

// The first page of HTML in a message of several parts.
bool add_archived_page(const std::string& bytes, PartBuilder& parts) {
  const std::size_t head_end = std::min(bytes.find("\n\n"), bytes.find("\r\n\r\n"));
  if (head_end == std::string::npos) return false;
  const std::string boundary = value_of(std::string_view(bytes).substr(0, head_end), "boundary=");
  for (std::size_t begin = 0; begin < bytes.size();) {
    // Boundaries are compared in lower case, as value_of gives them.
    std::size_t end = begin;
    do
      end = bytes.find("\n--", end + 1);
    while (end != std::string::npos && !boundary.empty() &&
           text::fold_case(std::string_view(bytes).substr(end + 3, boundary.size())) != boundary);
    const std::string_view part = std::string_view(bytes).substr(begin, end - begin);
    const std::size_t body = std::min(part.find("\n\n"), part.find("\r\n\r\n"));
    const std::string_view headers = part.substr(0, body);
    if (body != std::string_view::npos &&
        value_of(headers, "content-type:").find("html") != std::string::npos) {
      const std::string transfer = value_of(headers, "content-transfer-encoding:");
      const std::string_view content = part.substr(body);
      add_html(transfer == "quoted-printable" ? from_quoted_printable(content)
               : transfer == "base64"         ? from_base64(content)
                                              : std::string(content),
               value_of(headers, "charset="), parts);
      return true;
    }
    begin = end == std::string::npos ? bytes.size() : end + 1;
  }
  return false;
}

}  // namespace

bool docx_add_imported(const std::string& bytes, const std::string& content_type,
                       PartBuilder& parts) {
  const auto is = [&](std::string_view kind) {
    return content_type.find(kind) != std::string::npos;
  };
  if (is("rfc822") || is("multipart/related") || is("mhtml"))
    return add_archived_page(bytes, parts);
  if (is("html"))
    add_html(bytes, {}, parts);
  else if (is("text/plain"))
    add_text(bytes, parts);
  else
    return false;
  return true;
}

}  // namespace alexandria::ingest
