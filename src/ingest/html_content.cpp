#include "html_content.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "alexandria/text/unicode.hpp"
#include "html_code.hpp"
#include "html_line.hpp"
#include "html_table.hpp"
#include "list_numbers.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kListDepthMax = 8;

bool is_heading(std::string_view tag) {
  return tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6';
}
bool is_list(std::string_view tag) {
  return tag == "ul" || tag == "ol" || tag == "dl" || tag == "menu" || tag == "dir";
}

// Where a line stands: what kind of block it belongs to.
struct Standing {
  model::BlockKind kind = model::BlockKind::kParagraph;
  std::uint8_t level = 0;
  std::uint32_t list = 0;  // the outermost list around it
  std::size_t depth = 0;   // of lists
};

class Content {
 public:
  Content(const HtmlTree& tree, const std::vector<HtmlUnit>& units, PartBuilder& parts)
      : nodes_(tree.nodes()),
        units_(units),
        parts_(parts),
        tables_(find_data_tables(tree)),
        numbers_(number_items(nodes_)),
        keeps_breaks_(tree.origin() == HtmlOrigin::kMarkdown),
        line_(nodes_) {}

  void run() {
    std::vector<std::uint32_t> open = {0};
    for (std::uint32_t i = 1; i < nodes_.size() && !parts_.stopped();) {
      while (nodes_[open.back()].end <= i) {
        if (nodes_[open.back()].is_block) end_line(open.back());
        if (nodes_[open.back()].tag == "li") number_.clear();  // nothing stands behind it
        open.pop_back();
      }
      const HtmlNode& node = nodes_[i];
      if (!node.is_visible) {
        if (!node.tag.empty() && node.is_block) end_line(open.back());
        i = node.end;
      } else if (node.tag.empty()) {
        add_text(i++);
      } else if (const auto code = numbered_code_at(i)) {
        end_line(open.back());
        add_number_alone(standing_of(open.back()));
        end_list();
        i = add_numbered_code(i, *code);
      } else if (tables_[i]) {
        end_line(open.back());
        add_number_alone(standing_of(open.back()));
        end_list();
        i = add_table(i);
      } else if (node.tag == "br") {
        add_break(i++, open.back());
      } else if (is_written_whole(node)) {
        i = add_whole(i, open.back());
      } else {
        if (node.is_block) end_line(open.back());
        if (node.tag == "img" || node.tag == "area" || node.tag == "input" || node.tag == "wbr")
          line_.add(" ");
        note_number(i);
        open.push_back(i++);
      }
    }
    while (!open.empty()) {
      end_line(open.back());
      open.pop_back();
    }
    end_list();
  }

 private:
  // The unit whose text the line has; units are in the order of the document.
  void note_unit(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t i = begin; i < end; ++i) {
      while (unit_ < units_.size() && units_[unit_].end <= i)
        ++unit_;
      const bool inside = unit_ < units_.size() && units_[unit_].begin <= i;
      if (inside && nodes_[i].tag.empty() && !text::trim(nodes_[i].text).empty())
        is_content_ = units_[unit_].is_content;
    }
  }

  void note_number(std::uint32_t i) {
    if (nodes_[i].tag != "li") return;
    const auto number = numbers_.find(i);
    if (number != numbers_.end()) number_ += number->second + " ";
  }

  // Of the items that begin with what comes next; a reader sees it, though no text has it.
  std::string take_number() {
    parts_.accounting().seen += text::count_visible(number_);
    return std::exchange(number_, {});
  }

  void add_number_alone(const Standing& standing) {
    if (!number_.empty()) add_item(standing, {text::squeeze(take_number()), 0});
  }

  void add_text(std::uint32_t i) {
    note_unit(i, i + 1);
    if (!text::trim(nodes_[i].text).empty()) breaks_ = 0;
    line_.add(nodes_[i].text);
  }

  std::uint32_t add_whole(std::uint32_t i, std::uint32_t block) {
    const bool is_apart = nodes_[i].is_block;
    if (is_apart) end_line(block);
    note_unit(i, nodes_[i].end);
    const std::uint32_t next = line_.add_whole(i);
    if (is_apart) end_line(block);
    return next;
  }

  bool is_preformatted(std::uint32_t at) const {
    for (at = nodes_[at].parent; at != 0; at = nodes_[at].parent)
      if (nodes_[at].tag == "pre" || nodes_[at].tag == "listing" || nodes_[at].tag == "xmp")
        return true;
    return false;
  }

  // Two of them end a paragraph.
  void add_break(std::uint32_t i, std::uint32_t block) {
    if (is_preformatted(i))
      line_.add("\n");
    else if (++breaks_ > 1)
      end_line(block);
    else if (keeps_breaks_ && standing_of(block).kind == model::BlockKind::kParagraph)
      begin_next_line();
    else
      line_.add(" ");
  }

  void begin_next_line() {
    Written line = line_.take(false);
    if (line.text.empty()) return;
    lines_.text += line.text + "\n";
    lines_.characters += line.characters;
  }

  Standing standing_of(std::uint32_t at) const {
    Standing out;
    bool settled = false;
    for (; at != 0; at = nodes_[at].parent) {
      const std::string_view tag = nodes_[at].tag;
      if (is_list(tag)) {
        out.list = at;
        ++out.depth;
      }
      if (settled) continue;
      settled = true;
      if (is_heading(tag)) {
        out.kind = model::BlockKind::kHeading;
        out.level = static_cast<std::uint8_t>(tag[1] - '0');
      } else if (tag == "pre" || tag == "listing" || tag == "xmp") {
        out.kind = model::BlockKind::kCode;
      } else if (tag == "figcaption" || tag == "caption") {
        out.kind = model::BlockKind::kCaption;
      } else if (tag == "li" || tag == "dt" || tag == "dd") {
        out.kind = model::BlockKind::kList;
      } else {
        settled = false;
      }
    }
    return out;
  }

  void end_line(std::uint32_t block) {
    breaks_ = 0;
    if (line_.is_blank() && lines_.text.empty()) return line_.clear();
    const Standing standing = standing_of(block);
    if (standing.kind == model::BlockKind::kCode) add_number_alone(standing);
    const Written last = line_.take(standing.kind == model::BlockKind::kCode);
    Written line = std::exchange(lines_, {});
    line.text = take_number() + line.text + last.text;
    line.characters += last.characters;
    if (standing.kind == model::BlockKind::kList) return add_item(standing, line);
    end_list();
    parts_.add(standing.kind, line.text,
               {.level = standing.level, .set_aside = !is_content_, .written = line.characters});
  }

  void add_item(const Standing& standing, const Written& line) {
    if (list_.text.empty() || list_node_ != standing.list || list_is_content_ != is_content_) {
      end_list();
      list_node_ = standing.list;
      list_is_content_ = is_content_;
    }
    const std::size_t depth = std::clamp<std::size_t>(standing.depth, 1, kListDepthMax);
    list_.text.append(2 * (depth - 1), ' ').append(line.text).append("\n");
    list_.characters += line.characters;
  }

  void end_list() {
    parts_.add(model::BlockKind::kList, list_.text,
               {.set_aside = !list_is_content_, .written = list_.characters});
    list_ = {};
  }

  std::optional<NumberedCode> numbered_code_at(std::uint32_t i) const {
    return nodes_[i].tag == "table" ? read_numbered_code(nodes_, i) : std::nullopt;
  }

  std::uint32_t add_numbered_code(std::uint32_t i, const NumberedCode& code) {
    note_unit(i, nodes_[i].end);
    parts_.add(model::BlockKind::kCode, code.numbers, {.set_aside = true});
    parts_.add(model::BlockKind::kCode, code.code, {.set_aside = !is_content_});
    return nodes_[i].end;
  }

  std::uint32_t add_table(std::uint32_t i) {
    note_unit(i, nodes_[i].end);
    const HtmlTable table = read_table(nodes_, i, numbers_);
    parts_.accounting().seen += table.numbers;
    parts_.add(model::BlockKind::kCaption, table.caption.text,
               {.set_aside = !is_content_, .written = table.caption.characters});
    parts_.add_table(table.grid, {.set_aside = !is_content_});
    return nodes_[i].end;
  }

  const std::vector<HtmlNode>& nodes_;
  const std::vector<HtmlUnit>& units_;
  PartBuilder& parts_;
  const std::vector<bool> tables_;
  const ListNumbers numbers_;
  const bool keeps_breaks_;  // a break in a paragraph of Markdown was put there on purpose
  HtmlLine line_;
  std::size_t unit_ = 0;
  bool is_content_ = false;
  int breaks_ = 0;
  Written lines_;       // of the paragraph, before the last break
  std::string number_;  // of the item that begins here
  Written list_;
  std::uint32_t list_node_ = 0;
  bool list_is_content_ = false;
};

// What stands in the midst of the content and is no text.
void count_other_things(const HtmlTree& tree, const std::vector<HtmlUnit>& units,
                        model::Accounting& accounting) {
  const auto is_content = [](const HtmlUnit& unit) { return unit.is_content; };
  const auto first = std::ranges::find_if(units, is_content);
  const auto last = std::ranges::find_if(units.rbegin(), units.rend(), is_content);
  const auto& nodes = tree.nodes();
  for (const HtmlNode& node : nodes)
    if (node.tag == "frame") accounting.add_not_understood("embedded page", 1);
  if (first == units.end()) return;
  for (std::uint32_t i = first->begin; i < last->end; ++i) {
    const HtmlNode& node = nodes[i];
    if (node.tag.empty() || !nodes[node.parent].is_visible) continue;
    if (node.tag == "iframe") accounting.add_not_understood("embedded page", 1);
    if (node.tag == "canvas") accounting.add_not_understood("drawing", 1);
    if (node.tag == "video") accounting.add_not_understood("video", 1);
    if (node.tag == "audio") accounting.add_not_understood("sound", 1);
    if (node.tag == "object" || node.tag == "embed")
      accounting.add_not_understood("embedded object", 1);
  }
}

}  // namespace

void add_content(const HtmlTree& tree, const std::vector<HtmlUnit>& units, PartBuilder& parts) {
  model::Accounting& accounting = parts.accounting();
  for (const HtmlNode& node : tree.nodes())
    if (node.tag.empty() && node.is_visible) accounting.seen += text::count_visible(node.text);
  count_other_things(tree, units, accounting);
  Content(tree, units, parts).run();
}

std::string first_heading(const HtmlTree& tree) {
  const auto& nodes = tree.nodes();
  for (std::uint32_t i = 1; i < nodes.size(); ++i) {
    if (!is_heading(nodes[i].tag) || !nodes[i].is_visible) continue;
    HtmlLine line(nodes);
    for (std::uint32_t at = i + 1; at < nodes[i].end;) {
      const HtmlNode& node = nodes[at];
      if (is_written_whole(node)) {
        at = line.add_whole(at);
        continue;
      }
      if (node.is_visible) line.add(node.is_block || node.tag == "br" ? " " : node.text);
      ++at;
    }
    if (!line.is_blank()) return text::squeeze(line.take(false).text);
  }
  return {};
}

}  // namespace alexandria::ingest
