#include "alexandria/text/markup.hpp"

#include <algorithm>
#include <cctype>

#include "letters.hpp"

namespace alexandria::text {
namespace {

bool begins_tag(std::string_view rest) {
  return rest.size() > 1 && rest[0] == '<' &&
         (std::isalpha(static_cast<unsigned char>(rest[1])) != 0 || rest[1] == '/' ||
          rest[1] == '!' || rest[1] == '?');
}

// Markup at the beginning of `rest`: its bytes, and what of it is shown. No bytes: there is none.
struct Markup {
  std::size_t bytes = 0;
  std::string_view shown;
};

// "[text](target)".
Markup read_link(std::string_view rest) {
  const std::size_t close = rest.find(']');
  if (close == std::string_view::npos || close + 1 >= rest.size() || rest[close + 1] != '(')
    return {};
  const std::size_t end = rest.find(')', close);
  if (end == std::string_view::npos) return {};
  return {end + 1, rest.substr(1, close - 1)};
}

// A link, an image, or a tag ("a < b" is none).
Markup read_markup(std::string_view rest) {
  if (rest[0] == '[') return read_link(rest);
  if (rest.starts_with("![")) {
    const Markup link = read_link(rest.substr(1));
    return {link.bytes > 0 ? link.bytes + 1 : 0, {}};
  }
  if (!begins_tag(rest)) return {};
  const std::size_t end = rest.find('>');
  return {end == std::string_view::npos ? 0 : end + 1, {}};
}

bool is_control(UChar32 c) {
  const bool turns_writing = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return (c < 0x20 && c != '\n') || (c >= 0x7F && c <= 0x9F) || turns_writing;
}

// A space without width, which whoever squeezes white space takes away: "<\uFEFFb>".
std::string without_byte_order_marks(std::string_view utf8) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t mark = std::min(utf8.find(kMark, at), utf8.size());
    out += utf8.substr(at, mark - at);
    at = mark + kMark.size();
  }
  return out;
}

std::string without_controls(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t begin = at;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(utf8.data(), at, utf8.size(), c);
    if (is_control(c))
      out += ' ';
    else
      out += utf8.substr(begin, at - begin);
  }
  return out;
}

}  // namespace

std::string neutralise(std::string_view text) {
  const std::string utf8 = without_byte_order_marks(text);
  std::string once;
  for (std::size_t at = 0; at < utf8.size();) {
    const Markup markup = read_markup(std::string_view(utf8).substr(at));
    if (markup.bytes == 0) {
      once += utf8[at++];
      continue;
    }
    once += markup.shown;
    at += markup.bytes;
  }
  // What was put together by taking something away, "<<b>script>", loses its first character.
  std::string out = once;
  for (std::size_t at = 0; at < once.size(); ++at)
    if (read_markup(std::string_view(once).substr(at)).bytes > 0) out[at] = ' ';
  return without_controls(out);
}

std::size_t open_markup(std::string_view utf8) {
  constexpr std::size_t kLongest = 2000;
  for (std::size_t at = utf8.size() > kLongest ? utf8.size() - kLongest : 0; at < utf8.size();
       ++at) {
    const std::string_view rest = utf8.substr(at);
    if (rest == "!" || rest == "![" || rest == "<") return at;
    if (begins_tag(rest) && rest.find('>') == std::string_view::npos) return at;
    if (rest[0] != '[') continue;
    const std::size_t begin = at > 0 && utf8[at - 1] == '!' ? at - 1 : at;
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos || close + 1 == rest.size()) return begin;
    if (rest[close + 1] == '(' && rest.find(')', close) == std::string_view::npos) return begin;
  }
  return utf8.size();
}

}  // namespace alexandria::text
