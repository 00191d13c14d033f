#include "raw_html.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "html_names.hpp"

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

constexpr int kSiblingsMax = 64;  // so far behind its start the end of an element is looked for

// Without their ends they take in all that follows; sorted.
constexpr std::array kSwallowing = {
    "audio"sv,    "canvas"sv,   "datalist"sv, "iframe"sv, "math"sv,   "noembed"sv,
    "noframes"sv, "noscript"sv, "object"sv,   "script"sv, "select"sv, "style"sv,
    "svg"sv,      "template"sv, "textarea"sv, "title"sv,  "video"sv,  "xmp"sv};
static_assert(std::ranges::is_sorted(kSwallowing));
// Of the whole page; sorted.
constexpr std::array kOfPage = {"body"sv, "frame"sv, "frameset"sv,
                                "head"sv, "html"sv,  "plaintext"sv};
static_assert(std::ranges::is_sorted(kOfPage));

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string name_at(std::string_view html, std::size_t at) {
  std::string name;
  while (at < html.size() && !is_space(html[at]) && html[at] != '/' && html[at] != '>')
    name += lower(html[at++]);
  return name;
}

// What looking for ends that are not there may cost, in bytes for each byte of a piece.
constexpr std::size_t kVainLooks = 16;

// Behind the `>` of the tag whose name begins at `at`; a `>` in a quoted value is none.
std::optional<std::size_t> end_of_tag(std::string_view html, std::size_t at) {
  char before = 0;  // the last one that is no white space
  while (at < html.size()) {
    const char c = html[at];
    if (c == '>') return at + 1;
    if (before == '=' && (c == '"' || c == '\'')) {
      at = html.find(c, at + 1);
      if (at == std::string_view::npos) return std::nullopt;
    }
    if (!is_space(c)) before = c;
    ++at;
  }
  return std::nullopt;
}

std::size_t find_end_tag(std::string_view html, std::string_view name, std::size_t from) {
  const std::size_t last = html.rfind('>');
  for (std::size_t at = html.find("</", from); at < last && last != std::string_view::npos;
       at = html.find("</", at + 2))
    if (name_at(html, at + 2) == name) return at;
  return std::string_view::npos;
}

bool is_raw(cmark_node* node) {
  return cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK ||
         cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE;
}

bool closes_beside(cmark_node* node, std::string_view name) {
  int steps = 0;
  for (cmark_node* next = cmark_node_next(node); next != nullptr && steps < kSiblingsMax;
       next = cmark_node_next(next), ++steps)
    if (is_raw(next) && find_end_tag(cmark_node_get_literal(next), name, 0) != std::string::npos)
      return true;
  return false;
}

// Elements that are open behind the nodes before, of those that matter here.
struct Open {
  std::map<std::string, int> custom;
  int foreign = 0;  // svg, math: what is inside has names of its own
};

class Closer {
 public:
  Closer(cmark_node* node, Open& open)
      : node_(node), html_(cmark_node_get_literal(node)), open_(open) {}

  void run() {
    for (std::size_t at = html_.find('<'); at < html_.size(); at = html_.find('<', at)) {
      out_ += html_.substr(done_, at - done_);
      done_ = at;
      at = read_markup(at);
    }
    if (!is_changed_) return;
    out_ += html_.substr(done_);
    cmark_node_set_literal(node_, out_.c_str());
  }

 private:
  // Takes what begins with the `<` at `at`, and gives where to go on.
  std::size_t read_markup(std::size_t at) {
    const char next = at + 1 < html_.size() ? html_[at + 1] : ' ';
    if (next == '!' || next == '?') return read_declaration(at);
    const bool is_end = next == '/';
    const std::size_t name_begin = at + (is_end ? 2 : 1);
    if (name_begin >= html_.size() || !is_letter(html_[name_begin])) return as_text(at);
    const auto end = budget_ > 0 ? end_of_tag(html_, name_begin) : std::nullopt;
    if (!end) {
      budget_ -= std::min(budget_, html_.size() - at);
      return as_text(at);
    }
    const std::string name = name_at(html_, name_begin);
    if (std::ranges::binary_search(kOfPage, name)) return leave_out(*end);
    if (open_.foreign == 0 && !is_element(name, is_end, *end)) return as_text(at);
    if (is_end && is_foreign(name)) open_.foreign = std::max(0, open_.foreign - 1);
    if (is_end || !std::ranges::binary_search(kSwallowing, name)) return *end;
    const std::size_t end_tag = end_tag_from(*end, name);
    if (end_tag == std::string_view::npos && !closes_beside(node_, name)) return as_text(at);
    if (is_foreign(name) && html_[*end - 2] != '/') ++open_.foreign;
    if (end_tag == std::string_view::npos) return *end;
    if (name == "script" || name == "style")  // whatever stands in it, it ends here
      return leave_out(html_.find('>', end_tag) + 1);
    return *end;
  }

  static bool is_foreign(std::string_view name) { return name == "svg" || name == "math"; }

  // Whether a tag whose `>` stands before `end` is of an element, rather than a word in brackets.
  bool is_element(const std::string& name, bool is_end, std::size_t end) {
    if (!name.contains('-')) {
      const bool is_bare = !is_end && html_[end - 2 - name.size()] == '<';
      return is_html_element(name) && !(is_bare && needs_attributes(name));
    }
    // A custom element always has an end.
    int& open = open_.custom[name];
    if (is_end) return open > 0 && open-- > 0;
    if (html_[end - 2] == '/') return true;
    const bool is_closed =
        end_tag_from(end, name) != std::string_view::npos || closes_beside(node_, name);
    open += is_closed ? 1 : 0;
    return is_closed;
  }

  // The first one of its name behind `from`, which does not fall.
  std::size_t end_tag_from(std::size_t from, const std::string& name) {
    const auto known = end_tags_.find(name);
    if (known != end_tags_.end() && known->second >= from) return known->second;
    return end_tags_[name] = find_end_tag(html_, name, from);
  }

  std::size_t read_declaration(std::size_t at) {
    const bool is_comment = html_.substr(at).starts_with("<!--");
    const std::string_view mark = is_comment ? "-->" : ">";
    std::size_t& last = is_comment ? last_comment_end_ : last_tag_end_;
    if (last == kUnknown) last = html_.rfind(mark);
    if (last == std::string_view::npos || last < at + 2) return as_text(at);
    return html_.find(mark, at + 2) + mark.size();
  }

  std::size_t as_text(std::size_t at) {
    is_changed_ = true;
    out_ += "&lt;";
    done_ = at + 1;
    return done_;
  }
  std::size_t leave_out(std::size_t end) {
    is_changed_ = true;
    out_ += ' ';
    done_ = end;
    return done_;
  }

  cmark_node* node_;
  const std::string_view html_;
  Open& open_;
  std::string out_;
  std::map<std::string, std::size_t> end_tags_;
  std::size_t done_ = 0;
  std::size_t budget_ = kVainLooks * html_.size();
  static constexpr std::size_t kUnknown = std::string_view::npos - 1;
  std::size_t last_comment_end_ = kUnknown;
  std::size_t last_tag_end_ = kUnknown;
  bool is_changed_ = false;
};

}  // namespace

void close_raw_html(const std::vector<cmark_node*>& nodes) {
  Open open;
  for (cmark_node* node : nodes)
    Closer(node, open).run();
}

}  // namespace alexandria::ingest
