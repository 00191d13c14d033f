#include "docx_reduce.hpp"

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "alexandria/text/unicode.hpp"
#include "docx_drawing.hpp"
#include "docx_fields.hpp"
#include "docx_xml.hpp"

namespace alexandria::ingest {
namespace {

constexpr unsigned kDepthMax = 256;
constexpr std::size_t kSampleBytes = 8 << 10;

enum class Action {
  kEnter,
  kKeep,  // as it is
  kText,
  kNote,
  kDrop,
  kUnwrap,
  kParagraph,
  kRun,
  kRow,
  kCell,
  kControl,
  kAlternatives,
  kLink,
  kSimpleField,
  kFieldCharacter,
};

Action action_of(std::string_view name) {
  if (name == "w:t") return Action::kText;
  if (name == "w:r") return Action::kRun;
  if (name == "w:p") return Action::kParagraph;
  static const std::unordered_map<std::string_view, Action> kActions = {
      {"w:pPr", Action::kKeep},
      {"w:rPr", Action::kKeep},
      {"w:tblPr", Action::kKeep},
      {"w:tblGrid", Action::kKeep},
      {"w:trPr", Action::kKeep},
      {"w:tcPr", Action::kKeep},
      {"w:sectPr", Action::kKeep},
      {"m:ctrlPr", Action::kKeep},
      {"m:t", Action::kText},
      {"a:t", Action::kText},
      {"w:footnoteReference", Action::kNote},
      {"w:endnoteReference", Action::kNote},
      {"w:del", Action::kDrop},
      {"w:moveFrom", Action::kDrop},
      {"w:delText", Action::kDrop},
      {"w:delInstrText", Action::kDrop},
      {"w:sdtPr", Action::kDrop},
      {"w:sdtEndPr", Action::kDrop},
      {"w:ins", Action::kUnwrap},
      {"w:moveTo", Action::kUnwrap},
      {"w:smartTag", Action::kUnwrap},
      {"w:customXml", Action::kUnwrap},
      {"w:dir", Action::kUnwrap},
      {"w:bdo", Action::kUnwrap},
      {"w:sdtContent", Action::kUnwrap},
      {"mc:Choice", Action::kUnwrap},
      {"mc:Fallback", Action::kUnwrap},
      {"w:tr", Action::kRow},
      {"w:tc", Action::kCell},
      {"w:sdt", Action::kControl},
      {"mc:AlternateContent", Action::kAlternatives},
      {"w:hyperlink", Action::kLink},
      {"w:fldSimple", Action::kSimpleField},
      {"w:fldChar", Action::kFieldCharacter},
  };
  const auto found = kActions.find(name);
  return found == kActions.end() ? Action::kEnter : found->second;
}

// Characters of an element of a run, or of a drawing; what stands in an attribute is text too.
std::int64_t seen_in(pugi::xml_node node) {
  const auto count = [](std::string_view text) {
    return static_cast<std::int64_t>(text::count_visible(text));
  };
  const std::string_view name = node.name();
  if (name == "w:t" || name == "m:t" || name == "a:t") return count(docx_text_of(node));
  if (name.size() < 2 || name[0] == 'm') return 0;
  if (name == "w:sym" || name == "w:noBreakHyphen") return 1;
  if (name == "v:textpath") return count(node.attribute("string").value());
  return name[0] == 'w' && name[1] == ':' ? 0 : count(docx_description(node));
}

// Of the first nodes, which are enough to tell; alternatives may stand in alternatives.
bool has_text(pugi::xml_node root) {
  int left = 200;
  for (pugi::xml_node node = docx_next(root, root); node; node = docx_next(node, root)) {
    if (--left == 0) return true;
    const std::string_view name = node.name();
    if (name == "w:t" || name == "m:t" || name == "a:t" || name == "c:chart" ||
        name == "dgm:relIds" || name == "v:textpath")
      return true;
  }
  return false;
}

class Reducer {
 public:
  Reducer(const DocxSurroundings& around, model::Accounting& accounting)
      : around_(around), accounting_(accounting) {}

  DocxReduced run(pugi::xml_node root) {
    reduce_children(root, 0);
    if (has_fields_) out_.seen += docx_reduce_fields(root, around_.is_margin, accounting_);
    return out_;
  }

 private:
  void reduce_children(pugi::xml_node parent, unsigned depth) {
    if (depth > kDepthMax) return cut(parent);
    for (pugi::xml_node child = parent.first_child(); child;)
      child = child.type() == pugi::node_element ? reduce(child, depth) : child.next_sibling();
  }

  // Gives the sibling to go on with.
  pugi::xml_node reduce(pugi::xml_node node, unsigned depth) {
    switch (action_of(node.name())) {
      case Action::kKeep: return node.next_sibling();
      case Action::kText: return note_text(node);
      case Action::kNote: out_.has_notes = true; return node.next_sibling();
      case Action::kDrop: return remove(node);
      case Action::kUnwrap: return unwrap(node);
      case Action::kParagraph: return reduce_paragraph(node, depth);
      case Action::kRun:
        if (is_hidden(node)) return remove(node);
        break;
      case Action::kRow:
        if (node.child("w:trPr").child("w:del")) return remove(node);
        break;
      case Action::kCell:
        if (node.child("w:tcPr").child("w:cellDel")) return remove(node);
        break;
      case Action::kControl: return unwrap_control(node);
      case Action::kAlternatives: return unwrap_alternatives(node);
      case Action::kLink: return unwrap_link(node);
      case Action::kSimpleField: return unwrap_field(node);
      case Action::kFieldCharacter: has_fields_ = true; return node.next_sibling();
      case Action::kEnter: out_.seen += seen_in(node); break;
    }
    reduce_children(node, depth + 1);
    return node.next_sibling();
  }

  pugi::xml_node note_text(pugi::xml_node node) {
    const std::string text = docx_text_of(node);
    out_.seen += static_cast<std::int64_t>(text::count_visible(text));
    if (out_.sample.size() < kSampleBytes) out_.sample += text;
    return node.next_sibling();
  }

  static pugi::xml_node remove(pugi::xml_node node) {
    const pugi::xml_node next = node.next_sibling();
    docx_discard(node);
    return next;
  }

  // Its children take its place, and are looked at next.
  static pugi::xml_node unwrap(pugi::xml_node node) {
    pugi::xml_node parent = node.parent();
    pugi::xml_node first;
    while (pugi::xml_node child = node.first_child()) {
      const pugi::xml_node moved = parent.insert_move_before(child, node);
      if (!moved) break;
      if (!first) first = moved;
    }
    const pugi::xml_node next = remove(node);
    return first ? first : next;
  }

  void cut(pugi::xml_node parent) {
    const std::uint64_t characters = docx_count_seen(parent);
    accounting_.seen += characters;
    accounting_.not_read += characters;
    if (characters > 0) accounting_.add_not_understood("text nested too deep", 1);
    while (const pugi::xml_node child = parent.first_child())
      docx_discard(child);
  }

  pugi::xml_node reduce_paragraph(pugi::xml_node node, unsigned depth) {
    const DocxStyle* const outer = paragraph_style_;
    paragraph_style_ = &around_.styles.of(docx_value(node.child("w:pPr"), "w:pStyle"));
    reduce_children(node, depth + 1);
    paragraph_style_ = outer;
    if (out_.sample.size() < kSampleBytes) out_.sample += '\n';
    pugi::xml_node before = node.previous_sibling();
    while (before && std::string_view(before.name()) != "w:p" &&
           std::string_view(before.name()) != "w:tbl")
      before = before.previous_sibling();
    if (std::string_view(before.name()) != "w:p" || !goes_on(before)) return node.next_sibling();
    return join(before, node);
  }

  // Whether the next paragraph goes on in the same line: the mark at its end is deleted, or it is a
  // large first letter.
  static bool goes_on(pugi::xml_node paragraph) {
    const pugi::xml_node properties = paragraph.child("w:pPr");
    const pugi::xml_node mark = properties.child("w:rPr");
    const std::string_view drop = properties.child("w:framePr").attribute("w:dropCap").value();
    return mark.child("w:del") || mark.child("w:moveFrom") || drop == "drop" || drop == "margin";
  }

  // The text of both with the properties of the second.
  static pugi::xml_node join(pugi::xml_node first, pugi::xml_node second) {
    if (const pugi::xml_node properties = first.child("w:pPr")) docx_discard(properties);
    if (const pugi::xml_node properties = second.child("w:pPr")) first.prepend_move(properties);
    while (const pugi::xml_node child = second.first_child())
      if (!first.append_move(child)) break;
    return remove(second);
  }

  bool is_hidden(pugi::xml_node run) const {
    std::optional<bool> by_style =
        paragraph_style_ != nullptr ? paragraph_style_->run.is_hidden : std::nullopt;
    const pugi::xml_node properties = run.child("w:rPr");
    for (pugi::xml_node one = properties.first_child(); one; one = one.next_sibling()) {
      const std::string_view name = one.name();
      if (name == "w:vanish") return docx_is_on(one);
      if (name != "w:rStyle") continue;
      if (const auto& hidden = around_.styles.of(one.attribute("w:val").value()).run.is_hidden)
        by_style = hidden;
    }
    return by_style.value_or(false);
  }

  pugi::xml_node unwrap_control(pugi::xml_node node) {
    const pugi::xml_node properties = node.child("w:sdtPr");
    const pugi::xml_node content = node.child("w:sdtContent");
    const pugi::xml_node box = properties.child("w14:checkbox");
    if (docx_value(properties.child("w:docPartObj"), "w:docPartGallery") == "Table of Contents")
      for (pugi::xml_node line : content.children("w:p"))
        line.append_attribute("x:contents") = "1";
    if (docx_is_on(properties.child("w:showingPlcHdr")) && !box) {
      remove_runs(content);
    } else if (box) {
      const std::string_view value = box.child("w14:checked").attribute("w14:val").value();
      write_box(content, value == "1" || value == "true" || value == "on");
    }
    return unwrap(node);
  }

  // With what controls inside say of themselves: none of them is looked at again.
  static void remove_runs(pugi::xml_node content, pugi::xml_node but = {}) {
    for (pugi::xml_node node = docx_next(content, content); node;) {
      const std::string_view name = node.name();
      const bool is_gone = (name == "w:r" && node != but) || name == "w:sdtPr";
      const pugi::xml_node next = docx_next(node, content, is_gone);
      if (is_gone) docx_discard(node);
      node = next;
    }
  }

  // In place of the sign that the font of the box would show.
  static void write_box(pugi::xml_node content, bool is_checked) {
    pugi::xml_node place = content;
    for (pugi::xml_node node = docx_next(content, content); node; node = docx_next(node, content))
      if (std::string_view(node.name()) == "w:r") {
        place = node.parent();
        break;
      }
    pugi::xml_node run = place.prepend_child("w:r");
    if (const pugi::xml_node properties = place.child("w:pPr"))
      place.insert_move_before(properties, run);
    remove_runs(content, run);
    run.append_child("w:t").text().set(docx_check_box(is_checked));
  }

  // One of them: the first that says something.
  static pugi::xml_node unwrap_alternatives(pugi::xml_node node) {
    pugi::xml_node chosen;
    for (const pugi::xml_node one : node.children()) {
      if (!chosen) chosen = one;
      if (!has_text(one)) continue;
      chosen = one;
      break;
    }
    for (pugi::xml_node one = node.first_child(); one;)
      one = one == chosen ? one.next_sibling() : remove(one);
    return unwrap(node);
  }

  pugi::xml_node unwrap_link(pugi::xml_node node) {
    const auto found = around_.relationships.find(node.attribute("r:id").value());
    if (found != around_.relationships.end() && found->second.is_external)
      docx_mark_link(node, found->second.target);
    return unwrap(node);
  }

  pugi::xml_node unwrap_field(pugi::xml_node node) {
    const std::string instruction = node.attribute("w:instr").value();
    if (around_.is_margin && docx_is_page_number(instruction)) {
      node.parent().insert_child_before("x:pageNumber", node);
      return remove(node);
    }
    if (const std::string target = docx_link_target(instruction); !target.empty())
      docx_mark_link(node, target);
    return unwrap(node);
  }

  const DocxSurroundings& around_;
  model::Accounting& accounting_;
  const DocxStyle* paragraph_style_ = nullptr;
  DocxReduced out_;
  bool has_fields_ = false;
};

}  // namespace

const char* docx_check_box(bool is_checked) { return is_checked ? "☒" : "☐"; }

DocxReduced docx_reduce(pugi::xml_node root, const DocxSurroundings& around,
                        model::Accounting& accounting) {
  return Reducer(around, accounting).run(root);
}

std::uint64_t docx_count_seen(pugi::xml_node root) {
  std::int64_t seen = 0;
  for (pugi::xml_node node = root; node; node = docx_next(node, root))
    seen += seen_in(node);
  return static_cast<std::uint64_t>(seen);
}

}  // namespace alexandria::ingest
