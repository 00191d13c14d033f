// The encoding of a page, as browsers find it: https://encoding.spec.whatwg.org (labels) and
// https://html.spec.whatwg.org, "prescan a byte stream to determine its encoding".
#include "html_charset.hpp"

#include <algorithm>

#include "alexandria/text/unicode.hpp"
#include "encoding_labels.hpp"
#include "guess_encoding.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kPrescanBytes = 16 << 10;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

struct Attribute {
  std::string name, value;
};

// Reads on in the first bytes of a page.
class Prescan {
 public:
  explicit Prescan(std::string_view bytes) : left_(bytes.substr(0, kPrescanBytes)) {}

  // The label of the first meta element that declares one.
  std::string label() {
    while (!left_.empty()) {
      if (left_.starts_with("<!--")) {
        skip_past("-->");
      } else if (is_meta()) {
        left_.remove_prefix(5);
        const std::string found = meta_label();
        if (!found.empty()) return found;
      } else if (begins_tag()) {
        skip_tag();
      } else if (left_.starts_with("<!") || left_.starts_with("<?") || left_.starts_with("</")) {
        skip_past(">");
      } else {
        left_.remove_prefix(1);
      }
    }
    return {};
  }

 private:
  static bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
  // "<a" or "</a".
  bool begins_tag() const {
    if (!left_.starts_with('<')) return false;
    const std::size_t name = left_.starts_with("</") ? 2 : 1;
    return name < left_.size() && is_letter(left_[name]);
  }
  bool is_meta() const {
    constexpr std::string_view kMeta = "<meta";
    if (left_.size() < 6 || !(is_space(left_[5]) || left_[5] == '/')) return false;
    return std::equal(kMeta.begin(), kMeta.end(), left_.begin(),
                      [](char a, char b) { return a == lower(b); });
  }
  void skip_past(std::string_view mark) {
    left_.remove_prefix(std::min(left_.find(mark, 1), left_.size() - mark.size()) + mark.size());
  }
  void skip_tag() {
    const std::size_t end = std::min(left_.find_first_of(" \t\n\f\r>"), left_.size());
    left_.remove_prefix(end);
    while (!next_attribute().name.empty()) {}
  }
  // An empty name: the tag ends.
  Attribute next_attribute() {
    Attribute out;
    while (!left_.empty() && (is_space(left_[0]) || left_[0] == '/'))
      left_.remove_prefix(1);
    if (left_.empty()) return out;
    if (left_[0] == '>') {
      left_.remove_prefix(1);
      return out;
    }
    do {
      out.name += lower(left_[0]);
      left_.remove_prefix(1);
    } while (!left_.empty() && left_[0] != '=' && left_[0] != '>' && left_[0] != '/' &&
             !is_space(left_[0]));
    skip_spaces();
    if (!left_.starts_with('=')) return out;
    left_.remove_prefix(1);
    skip_spaces();
    if (left_.empty()) return out;
    const char quote = left_[0];
    const bool quoted = quote == '"' || quote == '\'';
    if (quoted) left_.remove_prefix(1);
    const std::size_t end =
        std::min(quoted ? left_.find(quote) : left_.find_first_of(" \t\n\f\r>"), left_.size());
    for (const char c : left_.substr(0, end))
      out.value += lower(c);
    left_.remove_prefix(std::min(end + (quoted ? 1 : 0), left_.size()));
    return out;
  }
  void skip_spaces() {
    while (!left_.empty() && is_space(left_[0]))
      left_.remove_prefix(1);
  }
  std::string meta_label() {
    std::string charset;
    std::string content;
    bool is_type = false;
    for (Attribute a = next_attribute(); !a.name.empty(); a = next_attribute()) {
      if (a.name == "charset" && charset.empty()) charset = a.value;
      if (a.name == "http-equiv" && a.value == "content-type") is_type = true;
      if (a.name == "content" && content.empty()) content = a.value;
    }
    return charset.empty() && is_type ? label_in(content) : charset;
  }
  // "text/html; charset=x".
  static std::string label_in(std::string_view content) {
    const std::size_t at = content.find("charset");
    if (at == std::string_view::npos) return {};
    std::size_t begin = content.find_first_not_of(" \t\n\f\r", at + 7);
    if (begin == std::string_view::npos || content[begin] != '=') return {};
    begin = content.find_first_not_of(" \t\n\f\r\"'", begin + 1);
    if (begin == std::string_view::npos) return {};
    const std::size_t end = content.find_first_of(" \t\n\f\r\"';", begin);
    return std::string(content.substr(begin, end - begin));
  }

  std::string_view left_;
};

// Of an XML declaration at the very beginning.
std::string xml_label(std::string_view bytes) {
  if (!bytes.starts_with("<?xml")) return {};
  const std::string_view declaration = bytes.substr(0, bytes.find('>'));
  const std::size_t at = declaration.find("encoding");
  const std::size_t open = declaration.find_first_of("\"'", at);
  if (at == std::string_view::npos || open == std::string_view::npos) return {};
  const std::size_t close = declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return {};
  return std::string(declaration.substr(open + 1, close - open - 1));
}

}  // namespace

std::string html_encoding(std::string_view bytes) {
  const std::string marked = encoding_of_mark(bytes);
  if (!marked.empty()) return marked;
  std::string label = Prescan(bytes).label();
  if (label.empty()) label = xml_label(bytes);
  if (label.empty()) return {};
  // Bytes that are UTF-8 beyond ASCII are not what another label says by chance.
  const bool is_ascii = std::ranges::all_of(bytes, [](char c) { return (c & 0x80) == 0; });
  if (!is_ascii && text::is_valid_utf8(bytes)) return "UTF-8";
  return encoding_of_label(label);
}

}  // namespace alexandria::ingest
