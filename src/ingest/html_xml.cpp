#include "html_xml.hpp"

#include <algorithm>
#include <array>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kHeadBytes = 4096;

// They have no end in HTML; sorted.
constexpr std::array kVoid = {"area"sv,  "base"sv,   "br"sv,    "col"sv,  "embed"sv,
                              "hr"sv,    "img"sv,    "input"sv, "link"sv, "meta"sv,
                              "param"sv, "source"sv, "track"sv, "wbr"sv};
static_assert(std::ranges::is_sorted(kVoid));

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class Rewriter {
 public:
  explicit Rewriter(std::string_view page) : page_(page) { out_.reserve(page.size()); }

  std::string run() {
    for (std::size_t at = page_.find('<'); at < page_.size(); at = page_.find('<', at)) {
      const std::string_view rest = page_.substr(at);
      if (rest.starts_with("<!--"))
        at = behind("-->", at + 4);
      else if (rest.starts_with("<![CDATA["))
        at = add_section(at);
      else if (rest.size() > 1 && is_letter(rest[1]))
        at = read_tag(at);
      else
        ++at;
    }
    out_ += page_.substr(done_);
    return std::move(out_);
  }

 private:
  std::size_t behind(std::string_view mark, std::size_t at) const {
    const std::size_t found = page_.find(mark, at);
    return found == std::string_view::npos ? page_.size() : found + mark.size();
  }

  void copy_until(std::size_t at) {
    out_ += page_.substr(done_, at - done_);
    done_ = at;
  }

  std::size_t add_section(std::size_t at) {
    const std::size_t begin = at + "<![CDATA["sv.size();
    const std::size_t end = std::min(page_.find("]]>", begin), page_.size());
    copy_until(at);
    for (const char c : page_.substr(begin, end - begin)) {
      if (c == '<')
        out_ += "&lt;";
      else if (c == '&')
        out_ += "&amp;";
      else
        out_ += c;
    }
    done_ = std::min(end + 3, page_.size());
    return done_;
  }

  // The `>` of the tag that begins at `at`; that in a quoted value is none.
  std::size_t end_of_tag(std::size_t at) const {
    char before = 0;  // the last one that is no white space
    for (; at < page_.size() && page_[at] != '>'; ++at) {
      const char c = page_[at];
      if (before == '=' && (c == '"' || c == '\'')) at = page_.find(c, at + 1);
      if (at == std::string_view::npos) break;
      if (!is_space(c)) before = c;
    }
    return std::min(at, page_.size());
  }

  std::size_t read_tag(std::size_t at) {
    const std::size_t end = end_of_tag(at);
    if (end == page_.size()) return end;
    std::size_t name_end = at + 1;
    while (!is_space(page_[name_end]) && page_[name_end] != '/' && page_[name_end] != '>')
      ++name_end;
    const std::string_view name = page_.substr(at + 1, name_end - at - 1);
    const bool is_empty = page_[end - 1] == '/';
    if (!is_empty) return name == "script" || name == "style" ? raw_end(name, end) : end + 1;
    if (std::ranges::binary_search(kVoid, name)) return end + 1;
    copy_until(end - 1);
    out_.append("></").append(name).append(">");
    done_ = end + 1;
    return done_;
  }

  std::size_t raw_end(std::string_view name, std::size_t from) const {
    return std::min(page_.find("</" + std::string(name), from), page_.size());
  }

  std::string_view page_;
  std::string out_;
  std::size_t done_ = 0;
};

}  // namespace

bool is_written_as_xml(std::string_view page) {
  const std::string_view head = page.substr(0, kHeadBytes);
  const std::string_view first =
      text::trim(head.starts_with("\xEF\xBB\xBF") ? head.substr(3) : head);
  return first.starts_with("<?xml") || head.contains("//DTD XHTML ") ||
         head.contains("http://www.w3.org/1999/xhtml");
}

std::string xml_as_html(std::string_view page) { return Rewriter(page).run(); }

}  // namespace alexandria::ingest
