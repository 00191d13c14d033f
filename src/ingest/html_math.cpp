#include "html_math.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "alexandria/text/ascii.hpp"
#include "alexandria/text/unicode.hpp"
#include "one_of.hpp"

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

constexpr std::array kScripts = {"mover"sv, "msub"sv,   "msubsup"sv,
                                 "msup"sv,  "munder"sv, "munderover"sv};
// Above a letter they are part of it.
constexpr std::array kAccents = {"^"sv,      "~"sv,      "¯"sv,      "ˆ"sv,      "ˉ"sv,
                                 "˙"sv,      "˜"sv,      "¨"sv,      "‾"sv,      "→"sv,
                                 "\u0302"sv, "\u0303"sv, "\u0304"sv, "\u0305"sv, "\u0307"sv};

using text::is_digit;
bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool is_word(char c) { return is_digit(c) || is_letter(c); }
// "sin", not "x".
bool is_name(std::string_view text) {
  return text.size() > 1 && std::ranges::all_of(text, is_letter);
}

// One letter, number or word needs no brackets; neither does what has some.
bool is_single(std::string_view text) {
  if (text::count_code_points(text) <= 1) return true;
  if (std::ranges::all_of(text, [](char c) { return is_word(c) || c == '.'; })) return true;
  int open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    open += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (open <= 0 && i + 1 < text.size()) return false;
  }
  return text.starts_with('(') && text.ends_with(')');
}

class EquationWriter {
 public:
  explicit EquationWriter(const std::vector<HtmlNode>& nodes) : nodes_(nodes) {}

  void write_children(std::uint32_t node) {
    std::string_view before;  // the element before, and its text
    std::string last;
    for (const std::uint32_t child : children_of(node)) {
      const HtmlNode& at = nodes_[child];
      Written part = read(child);
      if (needs_space(before, last, at.tag, part.text)) out_.text += ' ';
      add(part);
      if (part.text.empty()) continue;
      before = at.tag;
      last = std::move(part.text);
    }
  }
  Written take() { return std::move(out_); }

 private:
  // A factor behind a fraction or a power is no part of it; numbers and names stay apart.
  static bool needs_space(std::string_view before, std::string_view last, std::string_view tag,
                          std::string_view next) {
    if (last.empty() || next.empty()) return false;
    const bool ends_word = is_word(last.back());
    const bool begins_word = is_word(next[0]);
    if (is_one_of(before, kScripts) || before == "mfrac")
      return (ends_word || last.back() == ')') &&
             (begins_word || next[0] == '(' || next.starts_with("√"));
    if (!ends_word) return false;
    if (tag == "mfrac") return true;
    if (tag == "ci" || tag == "cn") return true;
    if (is_digit(last.back()) && is_digit(next[0])) return true;
    return begins_word && (is_name(last) || is_name(next));
  }

  std::vector<std::uint32_t> children_of(std::uint32_t node) const {
    std::vector<std::uint32_t> out;
    for (std::uint32_t at = node + 1; at < nodes_[node].end; at = nodes_[at].end) {
      const bool is_blank = nodes_[at].tag.empty() && text::trim(nodes_[at].text).empty();
      if (nodes_[at].is_visible && !is_blank) out.push_back(at);
    }
    return out;
  }

  Written read(std::uint32_t node) const {
    EquationWriter writer(nodes_);
    writer.write(node);
    return writer.take();
  }

  void write(std::uint32_t node) {
    const std::string_view tag = nodes_[node].tag;
    const std::vector<std::uint32_t> parts = children_of(node);
    const bool has_pair = parts.size() >= 2;
    if (tag.empty())
      out_.text += text::squeeze(nodes_[node].text);
    else if (tag == "mfrac" && has_pair)
      write_fraction(parts);
    else if (is_one_of(tag, kScripts) && has_pair)
      write_scripts(tag, parts);
    else if (tag == "mmultiscripts" && has_pair)
      write_all_scripts(parts);
    else if (tag == "msqrt" || (tag == "mroot" && has_pair))
      write_root(node, parts);
    else if (tag == "mtable")
      write_rows(parts);
    else if (tag == "mfenced")
      write_list("(", parts, ", ", ")");
    else if (tag == "mspace")
      out_.text += ' ';
    else
      write_children(node);
  }

  void sign(std::string_view sign) {
    out_.text += sign;
    out_.characters += text::count_visible(sign);
  }
  void add(const Written& part) {
    out_.text += part.text;
    out_.characters += part.characters;
  }
  void bracketed(std::uint32_t node) { bracketed(read(node)); }
  void bracketed(const Written& part) {
    const bool is_bare = is_single(text::trim(part.text));
    if (!is_bare) sign("(");
    add(part);
    if (!is_bare) sign(")");
  }
  void script(std::string_view mark, std::uint32_t node) { script(mark, read(node)); }
  void script(std::string_view mark, const Written& part) {
    if (text::trim(part.text).empty()) return;
    sign(mark);
    bracketed(part);
  }

  void write_fraction(const std::vector<std::uint32_t>& parts) {
    bracketed(parts[0]);
    sign("/");
    bracketed(parts[1]);
    write_rest(parts, 2);
  }

  void write_scripts(std::string_view tag, const std::vector<std::uint32_t>& parts) {
    bracketed(parts[0]);
    const bool is_above = tag == "msup" || tag == "mover";
    const Written first = read(parts[1]);
    if (is_above && is_one_of(text::trim(first.text), kAccents))
      add(first);
    else
      script(is_above ? "^" : "_", first);
    if (parts.size() > 2) script("^", parts[2]);
    write_rest(parts, 3);
  }

  // Pairs of a lower and an upper one behind the base; where one is missing stands an empty one.
  void write_all_scripts(const std::vector<std::uint32_t>& parts) {
    bracketed(parts[0]);
    bool is_lower = true;
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (nodes_[parts[i]].tag == "mprescripts") {
        is_lower = true;
        add(read(parts[i]));
        continue;
      }
      script(is_lower ? "_" : "^", parts[i]);
      is_lower = !is_lower;
    }
  }

  void write_root(std::uint32_t node, const std::vector<std::uint32_t>& parts) {
    const bool has_degree = nodes_[node].tag == "mroot";
    sign("√");
    if (has_degree) write_list("[", {parts[1]}, "", "]");
    sign("(");
    if (has_degree)
      add(read(parts[0]));
    else
      write_children(node);
    sign(")");
    if (has_degree) write_rest(parts, 2);
  }

  void write_list(std::string_view open, const std::vector<std::uint32_t>& parts,
                  std::string_view between, std::string_view close) {
    sign(open);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) sign(between);
      add(read(parts[i]));
    }
    sign(close);
  }

  void write_rows(const std::vector<std::uint32_t>& rows) {
    sign("[");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i > 0) sign("; ");
      const bool is_row = nodes_[rows[i]].tag == "mtr" || nodes_[rows[i]].tag == "mlabeledtr";
      write_list("", is_row ? children_of(rows[i]) : std::vector{rows[i]}, ", ", "");
    }
    sign("]");
  }

  // More parts than the element knows.
  void write_rest(const std::vector<std::uint32_t>& parts, std::size_t from) {
    for (; from < parts.size(); ++from) {
      out_.text += ' ';
      add(read(parts[from]));
    }
  }

  const std::vector<HtmlNode>& nodes_;
  Written out_;
};

}  // namespace

Written html_equation(const std::vector<HtmlNode>& nodes, std::uint32_t math) {
  EquationWriter writer(nodes);
  writer.write_children(math);
  return writer.take();
}

}  // namespace alexandria::ingest
