#include "markdown_html.hpp"

#include <cstdlib>
#include <map>
#include <memory>
#include <vector>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include "alexandria/text/unicode.hpp"
#include "definition_lists.hpp"
#include "markdown_numbers.hpp"
#include "markdown_tree.hpp"
#include "raw_html.hpp"

namespace alexandria::ingest {
namespace {

// Looking for notes is another walk over the tree.
int options_for(std::string_view markdown) {
  return CMARK_OPT_UNSAFE | (markdown.contains("[^") ? CMARK_OPT_FOOTNOTES : 0);
}

using Parser = std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)>;

// What of a document needs more than CommonMark.
struct Special {
  std::vector<cmark_node*> paragraphs;  // all
  std::vector<cmark_node*> raw;         // HTML
  std::vector<cmark_node*> tasks;       // items of lists
  std::vector<cmark_node*> numbered;    // lists
  std::size_t nodes = 0;
  int depth = 0;
};

Special find_special(cmark_node* document) {
  Special out;
  int depth = 0;
  for (cmark_node* at = document; at != nullptr;) {
    const cmark_node_type type = cmark_node_get_type(at);
    ++out.nodes;
    if (type == CMARK_NODE_PARAGRAPH) out.paragraphs.push_back(at);
    if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) out.raw.push_back(at);
    if (type == CMARK_NODE_ITEM && cmark_node_get_type_string(at) == std::string_view("tasklist"))
      out.tasks.push_back(at);
    if (type == CMARK_NODE_LIST && cmark_node_get_list_type(at) == CMARK_ORDERED_LIST)
      out.numbered.push_back(at);
    if (cmark_node* child = cmark_node_first_child(at)) {
      out.depth = std::max(out.depth, ++depth);
      at = child;
      continue;
    }
    while (at != document && cmark_node_next(at) == nullptr) {
      at = cmark_node_parent(at);
      --depth;
    }
    at = at == document ? nullptr : cmark_node_next(at);
  }
  return out;
}

// The mark of a task is text, as its author typed it.
void write_mark(cmark_node* task) {
  const bool is_done = cmark_gfm_extensions_get_tasklist_item_checked(task);
  prepend_to_item(task, is_done ? "[x] " : "[ ] ");
}

// Lines, and which of them stand in fenced code.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}
  bool next() {
    if (at_ >= text_.size()) return false;
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    begin_ = std::min(text_.find_first_not_of(' ', at_), end);
    indent_ = begin_ - at_;
    line_ = text_.substr(begin_, end - begin_);
    at_ = end + 1;
    follow_fence();
    return true;
  }
  bool is_code() const { return is_code_ || indent_ > 3; }
  std::size_t begin() const { return begin_; }     // without its indent
  std::string_view line() const { return line_; }  // so too

 private:
  void follow_fence() {
    is_code_ = fence_ > 0;
    if (line_.empty() || (line_[0] != '`' && line_[0] != '~') || indent_ > 3) return;
    const std::size_t length = std::min(line_.find_first_not_of(line_[0]), line_.size());
    if (fence_ == 0 && length >= 3) {
      fence_ = length;
      mark_ = line_[0];
      is_code_ = true;
    } else if (line_[0] == mark_ && length >= fence_ && text::trim(line_.substr(length)).empty()) {
      fence_ = 0;
    }
  }

  std::string_view text_, line_;
  std::size_t at_ = 0, begin_ = 0, indent_ = 0;
  std::size_t fence_ = 0;  // length of the fence of the code that is open
  char mark_ = 0;
  bool is_code_ = false;
};

struct Note {
  std::size_t begin = 0;
  std::string label;
};

// Of "[^label]", which `text` begins with; empty if it does not.
std::string label_of(std::string_view text) {
  if (!text.starts_with("[^")) return {};
  const std::size_t end = text.find_first_of("] \t\n[", 2);
  if (end == std::string_view::npos || text[end] != ']') return {};
  return text::fold_case(text.substr(2, end - 2));
}

std::vector<Note> find_notes(std::string_view markdown) {
  std::vector<Note> notes;
  for (LineReader lines(markdown); lines.next();) {
    if (lines.is_code() || !lines.line().starts_with("[^")) continue;
    std::string label = label_of(lines.line());
    const std::size_t end = lines.line().find(']') + 1;
    if (!label.empty() && lines.line().substr(end).starts_with(':'))
      notes.push_back({lines.begin(), std::move(label)});
  }
  return notes;
}

}  // namespace

std::optional<std::string> with_lone_notes_as_text(std::string_view markdown) {
  if (markdown.find("[^") == std::string_view::npos) return std::nullopt;
  const std::vector<Note> notes = find_notes(markdown);
  std::map<std::string, int> named;
  for (std::size_t at = markdown.find("[^"); at != std::string_view::npos;
       at = markdown.find("[^", at + 2))
    ++named[label_of(markdown.substr(at, 1000))];
  for (const Note& note : notes)
    --named[note.label];
  std::string out;
  std::size_t done = 0;
  for (const Note& note : notes) {
    int& uses = named[note.label];
    const bool is_used = uses > 0;
    if (is_used) uses = 0;  // of several of one label the first is taken
    if (is_used) continue;
    out.append(markdown.substr(done, note.begin - done)).append("\n\\");
    done = note.begin;
  }
  if (done == 0) return std::nullopt;
  return out.append(markdown.substr(done));
}

std::unique_ptr<HtmlTree> read_markdown(std::string_view markdown) {
  cmark_gfm_core_extensions_ensure_registered();
  const int options = options_for(markdown);
  const Parser parser(cmark_parser_new(options), &cmark_parser_free);
  for (const char* name : {"table", "strikethrough", "tasklist"})
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name))
      cmark_parser_attach_syntax_extension(parser.get(), extension);
  const std::optional<std::string> changed = with_lone_notes_as_text(markdown);
  if (changed) markdown = *changed;
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  MarkdownDocument document(cmark_parser_finish(parser.get()));
  const Special special = find_special(document.get());
  if (special.depth > kMarkdownDepthMax) return nullptr;
  for (cmark_node* paragraph : special.paragraphs)
    make_definition_list(paragraph);
  for (cmark_node* task : special.tasks)
    write_mark(task);
  write_numbers(special.numbered, markdown);
  if (special.raw.empty()) return markdown_tree(std::move(document), special.nodes);
  close_raw_html(special.raw);
  const std::unique_ptr<char, decltype(&std::free)> html(
      cmark_render_html(document.get(), options, cmark_parser_get_syntax_extensions(parser.get())),
      &std::free);
  document.reset();
  return std::make_unique<HtmlTree>(html.get(), HtmlOrigin::kMarkdown);
}

}  // namespace alexandria::ingest
