#include "html_page.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "alexandria/text/unicode.hpp"
#include "html_marks.hpp"
#include "html_weights.hpp"

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

enum Place : std::uint32_t {
  kNav = 1,
  kAside = 2,
  kFooter = 4,
  kHeader = 8,
  kForm = 16,
  kControl = 32,
  kFigure = 64,
  kArticle = 128,
  kMain = 256,
  kTable = 512,
  kList = 1024,
  kDialog = 2048,
  kDecoration = 4096,
  kNote = 8192  // the model does not know it
};

// An `aside` that calls itself so belongs to the text that it stands in.
bool is_note(const HtmlNode& node) {
  if (node.tag != "aside" && node.attributes().role != "complementary")
    return node.attributes().role == "note";
  return node.attributes().role == "note" || node.attributes().role.starts_with("doc-") ||
         read_marks(node.attributes().marks).is_note;
}

std::uint32_t place_of(const HtmlNode& node) {
  std::uint32_t place = node.is_decoration ? kDecoration : 0;
  struct Named {
    std::string_view name;
    std::uint32_t place;
  };
  static constexpr std::array kTags = {
      Named{"nav"sv, kNav},        Named{"aside"sv, kAside},      Named{"footer"sv, kFooter},
      Named{"header"sv, kHeader},  Named{"form"sv, kForm},        Named{"button"sv, kControl},
      Named{"select"sv, kControl}, Named{"textarea"sv, kControl}, Named{"label"sv, kControl},
      Named{"figure"sv, kFigure},  Named{"article"sv, kArticle},  Named{"main"sv, kMain},
      Named{"table"sv, kTable},    Named{"ul"sv, kList},          Named{"ol"sv, kList},
      Named{"dialog"sv, kDialog},  Named{"menu"sv, kNav}};
  static constexpr std::array kRoles = {
      Named{"navigation"sv, kNav},     Named{"complementary"sv, kAside},
      Named{"contentinfo"sv, kFooter}, Named{"banner"sv, kHeader},
      Named{"search"sv, kForm},        Named{"button"sv, kControl},
      Named{"menu"sv, kNav},           Named{"article"sv, kArticle},
      Named{"main"sv, kMain},          Named{"dialog"sv, kDialog},
      Named{"alertdialog"sv, kDialog}};
  if (is_note(node)) return place | kNote;
  for (const Named& named : kTags)
    if (node.tag == named.name) place |= named.place;
  if (!node.attributes().role.empty())
    for (const Named& named : kRoles)
      if (node.attributes().role == named.name) place |= named.place;
  return place;
}

void count_text(std::string_view text, bool linked, HtmlUnit& unit) {
  const auto visible = static_cast<std::uint32_t>(text::count_visible(text));
  unit.characters += visible;
  if (linked) unit.linked += visible;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c == '.' || c == '!' || c == '?') &&
        (i + 1 == text.size() || static_cast<unsigned char>(text[i + 1]) <= ' ' ||
         text[i + 1] == '"' || static_cast<unsigned char>(text[i + 1]) >= 0x80))
      ++unit.sentences;
    if (c == ',') ++unit.commas;
    if (text.substr(i).starts_with("\xE3\x80\x82")) ++unit.sentences;
    if (text.substr(i).starts_with("\xEF\xBC\x8C")) ++unit.commas;
  }
}

float share(double part, double whole) {
  return whole > 0 ? static_cast<float>(part / whole) : 0.0F;
}
bool is_prose(const HtmlUnit& unit) {
  return unit.characters >= 60 && unit.linked * 2 < unit.characters && unit.sentences > 0;
}

// Sums over a subtree.
struct Sum {
  double characters = 0, linked = 0, prose = 0, gain = 0;
  std::uint32_t units = 0;
};

class Page {
 public:
  Page(const HtmlTree& tree, const std::vector<HtmlUnit>& units)
      : nodes_(tree.nodes()),
        units_(units),
        sums_(nodes_.size()),
        places_(nodes_.size(), 0),
        beside_(nodes_.size(), 0),
        content_(nodes_.size(), 0),
        around_(nodes_.size(), false) {
    for (std::uint32_t i = 1; i < nodes_.size(); ++i) {
      const HtmlNode& node = nodes_[i];
      if (node.tag.empty()) continue;
      places_[i] = places_[node.parent] | place_of(node);
      if (node.attributes().marks.empty() || node.tag == "body" || node.tag == "html") continue;
      const HtmlMarks words = read_marks(node.attributes().marks);
      beside_[i] = words.beside;
      content_[i] = words.content;
      around_[i] = words.is_around;
    }
    for (const HtmlUnit& unit : units_) {
      Sum own;
      own.characters = unit.characters;
      own.linked = unit.linked;
      own.units = 1;
      if (is_prose(unit)) own.prose = unit.characters;
      own.gain = gain_of(unit);
      for (std::uint32_t at = unit.block;; at = nodes_[at].parent) {
        Sum& sum = sums_[at];
        sum.characters += own.characters;
        sum.linked += own.linked;
        sum.prose += own.prose;
        sum.gain += own.gain;
        sum.units += 1;
        if (at == 0) break;
      }
    }
    for (std::uint32_t i = 0; i < nodes_.size(); ++i)
      if (sums_[i].units > 0 && sums_[i].gain >= sums_[root_].gain) root_ = i;
    find_middle();
  }

  std::vector<float> features(std::size_t index) const {
    const HtmlUnit& unit = units_[index];
    std::vector<float> out;
    const auto flag = [&](bool value) { out.push_back(value ? 1.0F : 0.0F); };
    const auto number = [&](double value) { out.push_back(static_cast<float>(value)); };
    number(std::min(std::log1p(unit.characters), 7.0));
    number(share(unit.linked, unit.characters));
    number(std::min(unit.sentences, 5U));
    number(share(unit.commas * 100.0, unit.characters));
    flag(unit.sentences > 0 && unit.characters > 60);
    const bool is_div = nodes_[unit.block].tag == "div" || nodes_[unit.block].tag == "section" ||
                        nodes_[unit.block].tag == "td";
    flag(is_prose(unit) && unit.characters > 250);
    flag(is_prose(unit) && is_div);
    flag(!is_prose(unit) && is_div);
    flag(unit.characters < 25);
    flag(unit.linked * 10 > unit.characters * 9);
    number(share(unit.characters, sums_[root_].prose));
    const bool surrounded = index > first_ && index < last_;
    flag(surrounded && unit.linked * 2 < unit.characters);
    flag(surrounded && unit.block >= root_ && unit.block < nodes_[root_].end &&
         distance(unit.block) <= 1);
    tag(unit, flag);
    const std::uint32_t place = places_[unit.block];
    for (std::uint32_t bit = 1; bit <= kDecoration; bit *= 2)
      flag((place & bit) != 0);
    marks(unit, number);
    containers(unit, number);
    neighbours(index, number);
    const bool inside = unit.block >= root_ && unit.block < nodes_[root_].end;
    flag(inside);
    flag(index < first_);
    flag(index > last_);
    number(std::min(index < first_ ? static_cast<double>(first_ - index) : 0.0, 20.0));
    number(std::min(index > last_ ? static_cast<double>(index - last_) : 0.0, 20.0));
    number(inside ? std::min(distance(unit.block), 12.0) : 12.0);
    return out;
  }

  // Little stands beside the content: what is not marked as something else is content.
  bool is_plain() const {
    if (is_small()) return true;
    double beside = 0;
    std::size_t units_beside = 0;
    for (const HtmlUnit& unit : units_) {
      if (is_plain_content(unit) && unit.linked * 2 <= unit.characters) continue;
      beside += unit.characters;
      ++units_beside;
    }
    return units_beside <= kPlainUnitsMax && units_beside * 6 <= units_.size() &&
           beside <= kPlainShare * sums_[0].characters;
  }
  bool is_plain_content(const HtmlUnit& unit) const {
    const bool says_something = unit.linked * 4 <= unit.characters && unit.sentences > 0;
    if (stands_beside(unit)) {
      constexpr std::uint32_t kApart = kNav | kFooter | kDialog | kDecoration;
      return is_small() && says_something && (places_[unit.block] & kApart) == 0;
    }
    const std::string_view tag = nodes_[unit.block].tag;
    if (is_prose(unit) || tag == "table" || tag == "pre" || is_heading(tag)) return true;
    unsigned beside = 0;
    unsigned content = 0;
    bool is_around = false;
    int step = 0;
    for (std::uint32_t at = nodes_[unit.begin].parent; at != 0 && step < 3; ++step) {
      beside += beside_[at];
      content += content_[at];
      is_around = is_around || around_[at];
      at = nodes_[at].parent;
    }
    if (beside == 0 || content > 0) return true;
    // There a word alone does not decide: links, or being no sentence, have to agree with it.
    return is_small() && (says_something || (!is_around && unit.linked * 4 <= unit.characters));
  }
  // What calls itself a note, inside of the content.
  bool is_note_inside(const HtmlUnit& unit) const {
    const std::uint32_t place = places_[unit.block];
    return (place & kNote) != 0 && !stands_beside(unit) && unit.linked * 2 < unit.characters &&
           (is_inside(unit) || (place & (kMain | kArticle)) != 0);
  }
  // Of what stands in place of no text, beside or between units.
  bool may_be_content(const HtmlUnit& unit) const {
    return !stands_beside(unit) && (is_small() || is_inside(unit));
  }
  // Code, tables and headings between two runs of content belong to them.
  bool belongs_between(const HtmlUnit& unit) const {
    const std::string_view tag = nodes_[unit.block].tag;
    const bool is_part =
        tag == "pre" || tag == "table" || tag == "math" || (is_heading(tag) && tag != "h1");
    return is_part && !stands_beside(unit) && unit.linked * 2 < unit.characters && is_inside(unit);
  }

 private:
  static constexpr double kPlainShare = 0.1;
  static constexpr double kProseMin = 300;
  static constexpr double kLinkedShare = 0.005;
  static constexpr std::size_t kPlainUnitsMax = 15;
  static bool is_heading(std::string_view tag) {
    return tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6';
  }
  bool is_inside(const HtmlUnit& unit) const {
    return unit.block >= root_ && unit.block < nodes_[root_].end;
  }
  // The model of articles has nothing to go by where there is hardly any prose, or no link.
  bool is_small() const {
    return sums_[0].prose < kProseMin || sums_[0].linked < kLinkedShare * sums_[0].characters;
  }
  bool stands_beside(const HtmlUnit& unit) const {
    return (places_[unit.block] & (kNav | kAside | kFooter | kControl | kDialog | kDecoration)) !=
           0;
  }
  double gain_of(const HtmlUnit& unit) const {
    const std::uint32_t place = places_[unit.block];
    if (is_prose(unit) && (place & (kNav | kFooter | kAside | kDialog | kControl)) == 0)
      return unit.characters;
    if (unit.linked * 2 > unit.characters) return -20.0 - std::min<double>(unit.characters, 60);
    return is_prose(unit) ? -0.2 * unit.characters : -5.0;
  }
  // The first and the last unit of prose in the root.
  void find_middle() {
    first_ = units_.size();
    last_ = 0;
    for (std::size_t i = 0; i < units_.size(); ++i) {
      if (units_[i].block < root_ || units_[i].block >= nodes_[root_].end || !is_prose(units_[i]))
        continue;
      first_ = std::min(first_, i);
      last_ = i;
    }
  }
  template <class Flag>
  void tag(const HtmlUnit& unit, Flag&& flag) const {
    std::string_view name = nodes_[unit.block].tag;
    flag(name == "p");
    flag(name == "li");
    flag(name == "h1");
    flag(name.size() == 2 && name[0] == 'h' && name[1] >= '2' && name[1] <= '6');
    flag(name == "td" || name == "th" || name == "dt" || name == "dd");
    flag(name == "table");
    flag(name == "figcaption" || name == "caption");
    flag(name == "div");
    flag(name == "pre");
    bool quoted = false;
    for (std::uint32_t at = unit.block; at != 0; at = nodes_[at].parent)
      quoted = quoted || nodes_[at].tag == "blockquote";
    flag(quoted);
  }
  template <class Number>
  void marks(const HtmlUnit& unit, Number&& number) const {
    double near_beside = 0, far_beside = 0, near_content = 0, far_content = 0;
    int step = 0;
    for (std::uint32_t at = nodes_[unit.begin].parent; at != 0; at = nodes_[at].parent, ++step) {
      const bool is_wide = sums_[at].prose > sums_[root_].prose * 0.6;
      if (!is_wide) (step < 3 ? near_beside : far_beside) += beside_[at];
      if (!is_wide || step < 3) (step < 3 ? near_content : far_content) += content_[at];
    }
    number(std::min(near_beside, 3.0));
    number(std::min(far_beside, 4.0));
    number(near_beside + far_beside > 0 ? 1 : 0);
    number(std::min(near_content, 3.0));
    number(std::min(far_content, 3.0));
  }
  template <class Number>
  void containers(const HtmlUnit& unit, Number&& number) const {
    std::uint32_t at = unit.block;
    for (int level = 0; level < 3; ++level) {
      const std::uint32_t units = sums_[at].units + (level == 0 ? 0 : 1);
      while (at != 0 && sums_[at].units < std::max(units, 2U))
        at = nodes_[at].parent;
      const Sum& sum = sums_[at];
      number(share(sum.prose, sum.characters));
      number(share(sum.linked, sum.characters));
      number(std::min(std::log1p(sum.characters / std::max(1U, sum.units)), 7.0));
      number(share(sum.prose, sums_[root_].prose));
    }
  }
  template <class Number>
  void neighbours(std::size_t index, Number&& number) const {
    for (const int step : {-3, -2, -1, 1, 2, 3}) {
      const auto at = static_cast<std::ptrdiff_t>(index) + step;
      if (at < 0 || at >= static_cast<std::ptrdiff_t>(units_.size())) {
        number(0);
        number(1);
        continue;
      }
      const HtmlUnit& unit = units_[static_cast<std::size_t>(at)];
      number(is_prose(unit) ? 1 : 0);
      number(share(unit.linked, unit.characters));
    }
  }
  // Steps from a block up to the root.
  double distance(std::uint32_t at) const {
    double steps = 0;
    for (; at != root_ && at != 0; at = nodes_[at].parent)
      steps += sums_[at].units < sums_[nodes_[at].parent].units ? 1 : 0;
    return steps;
  }

  const std::vector<HtmlNode>& nodes_;
  const std::vector<HtmlUnit>& units_;
  std::vector<Sum> sums_;
  std::vector<std::uint32_t> places_;
  std::vector<std::uint8_t> beside_, content_;
  std::vector<bool> around_;
  std::uint32_t root_ = 0;
  std::size_t first_ = 0, last_ = 0;
};

std::vector<HtmlUnit> find_units(const HtmlTree& tree, const std::vector<bool>& tables) {
  const auto& nodes = tree.nodes();
  std::uint32_t table = 0;  // the last data table that began
  std::vector<HtmlUnit> units;
  std::uint32_t open = 0;  // block of the unit that is open
  bool is_open = false;
  for (std::uint32_t i = 1; i < nodes.size(); ++i) {
    const HtmlNode& node = nodes[i];
    if (tables[i]) table = i;
    if (!node.tag.empty()) continue;
    if (!node.is_visible || node.is_label || text::trim(node.text).empty()) continue;
    const bool in_table = table != 0 && i < nodes[table].end;
    std::uint32_t block = in_table ? table : node.parent;
    while (!nodes[block].is_block)
      block = nodes[block].parent;
    bool same = is_open && block == open;
    if (same && !in_table)  // unless a block stands between
      for (std::uint32_t at = units.back().end; at < i && same; ++at)
        same = !nodes[at].is_block || !nodes[at].is_visible;
    if (!same) units.push_back({.block = block, .begin = i});
    is_open = true;
    open = block;
    units.back().end = i + 1;
    count_text(node.text, node.is_link, units.back());
  }
  return units;
}

// Adds units of labels that stand in none: they are content beside content, or between, if they are
// links. The model does not see them.
std::vector<HtmlUnit> with_labels(const HtmlTree& tree, const Page& page,
                                  std::vector<HtmlUnit> units) {
  const auto& nodes = tree.nodes();
  std::vector<HtmlUnit> out;
  std::size_t next = 0;
  for (std::uint32_t i = 1; i < nodes.size(); ++i) {
    const HtmlNode& node = nodes[i];
    if (!node.is_label || !node.is_visible || text::trim(node.text).empty()) continue;
    while (next < units.size() && units[next].end <= i)
      out.push_back(units[next++]);
    if (next < units.size() && units[next].begin <= i) continue;
    HtmlUnit unit{.block = node.parent, .begin = i, .end = i + 1};
    while (!nodes[unit.block].is_block)
      unit.block = nodes[unit.block].parent;
    const bool follows = next > 0 && units[next - 1].is_content;
    const bool leads = next < units.size() && units[next].is_content;
    const bool is_near = node.is_link ? follows && leads : follows || leads;
    unit.is_content = units.empty() || (is_near && page.may_be_content(unit));
    out.push_back(unit);
  }
  out.insert(out.end(), units.begin() + static_cast<std::ptrdiff_t>(next), units.end());
  return out;
}

}  // namespace

std::vector<std::vector<float>> page_features(const HtmlTree& tree,
                                              const std::vector<HtmlUnit>& units) {
  const Page page(tree, units);
  std::vector<std::vector<float>> out;
  for (std::size_t i = 0; i < units.size(); ++i)
    out.push_back(page.features(i));
  return out;
}

// In one pass: what is found of each open table goes to the innermost. A long cell lays out a page;
// in what was Markdown only one with blocks in it does.
std::vector<bool> find_data_tables(const HtmlTree& tree) {
  constexpr std::size_t kCellBytesMax = 1000;
  const auto& nodes = tree.nodes();
  std::vector<bool> out(nodes.size(), false);
  std::vector<std::uint32_t> open;
  std::size_t cell_bytes = 0;
  const bool is_page = tree.origin() == HtmlOrigin::kPage;
  bool may_lay_out = false;
  for (std::uint32_t i = 1; i < nodes.size(); ++i) {
    while (!open.empty() && nodes[open.back()].end <= i)
      open.pop_back();
    const HtmlNode& node = nodes[i];
    if (node.tag == "table") {
      for (const std::uint32_t outer : open)
        out[outer] = false;
      // A table inside of another: the outer one is there for layout.
      open = {i};
      out[i] = node.attributes().role != "presentation" && node.attributes().role != "none";
      cell_bytes = 0;
      continue;
    }
    if (open.empty()) continue;
    const bool is_cell = node.tag == "td" || node.tag == "th";
    if (is_cell) cell_bytes = 0;
    cell_bytes += node.text.size();
    may_lay_out = is_page || (!is_cell && (may_lay_out || node.is_block));
    const bool is_heading =
        node.tag.size() == 2 && node.tag[0] == 'h' && node.tag[1] >= '1' && node.tag[1] <= '6';
    if (is_heading || (may_lay_out && cell_bytes > kCellBytesMax)) out[open.back()] = false;
  }
  return out;
}

std::vector<HtmlUnit> read_page(const HtmlTree& tree) {
  std::vector<HtmlUnit> units = find_units(tree, find_data_tables(tree));
  const Page page(tree, units);
  const bool is_plain = page.is_plain();
  for (std::size_t i = 0; i < units.size(); ++i)
    units[i].is_content =
        is_plain ? page.is_plain_content(units[i]) : page_score(page.features(i)) > 0;
  for (std::size_t i = 1; i + 1 < units.size(); ++i)
    if (units[i - 1].is_content && units[i + 1].is_content && page.belongs_between(units[i]))
      units[i].is_content = true;
  for (HtmlUnit& unit : units)
    unit.is_content = unit.is_content || page.is_note_inside(unit);
  const auto is_content = [](const HtmlUnit& unit) { return unit.is_content; };
  if (std::ranges::none_of(units, is_content))
    for (HtmlUnit& unit : units)
      unit.is_content = true;
  return with_labels(tree, page, std::move(units));
}

}  // namespace alexandria::ingest
