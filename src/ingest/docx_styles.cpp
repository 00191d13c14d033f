#include "docx_styles.hpp"

#include <utility>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

constexpr int kParentsMax = 20;

template <class T>
void take(std::optional<T>& to, const std::optional<T>& from) {
  if (!to) to = from;
}

bool is_marked(pugi::xml_node conditional) {
  const pugi::xml_node run = conditional.child("w:rPr");
  const pugi::xml_node shade = conditional.child("w:tcPr").child("w:shd");
  const std::string_view fill = shade.attribute("w:fill").value();
  return docx_is_on(run.child("w:b")) || docx_is_on(run.child("w:bCs")) ||
         (!fill.empty() && fill != "auto" && fill != "FFFFFF");
}

// "Heading 1", and ids such as "heading1" or "Heading-1" of files that define no styles.
std::string plain_name(std::string_view name) {
  std::string out = text::fold(text::trim(name));
  for (const std::string_view word : {"heading", "toc"})
    if (out.size() > word.size() && out.starts_with(word)) {
      const char after = out[word.size()];
      if (after >= '1' && after <= '9') out.insert(word.size(), 1, ' ');
      if (after == '-' || after == '_') out[word.size()] = ' ';
    }
  return out;
}

bool is_speaking(std::string_view name) {
  return docx_heading_level(name) > 0 || name == "caption" || name.starts_with("toc ");
}

}  // namespace

int docx_heading_level(std::string_view name) {
  if (name == "title") return 1;
  if (name == "subtitle") return 2;
  const bool is_heading =
      name.starts_with("heading ") && name.size() == 9 && name[8] >= '1' && name[8] <= '9';
  return is_heading ? name[8] - '0' : 0;
}

void DocxRunTraits::inherit(const DocxRunTraits& from) {
  take(is_hidden, from.is_hidden);
  take(is_bold, from.is_bold);
  take(raised, from.raised);
}

void DocxParagraphTraits::inherit(const DocxParagraphTraits& from) {
  take(outline, from.outline);
  take(number, from.number);
  take(number_level, from.number_level);
}

DocxRunTraits docx_run_traits(pugi::xml_node properties) {
  DocxRunTraits out;
  for (const pugi::xml_node node : properties.children()) {
    const std::string_view name = node.name();
    if (name == "w:vanish") {
      out.is_hidden = docx_is_on(node);
    } else if (name == "w:b" || name == "w:bCs") {
      out.is_bold = docx_is_on(node) || out.is_bold.value_or(false);
    } else if (name == "w:vertAlign") {
      const std::string_view value = node.attribute("w:val").value();
      out.raised = value == "superscript" ? DocxRaised::kRaised
                   : value == "subscript" ? DocxRaised::kLowered
                                          : DocxRaised::kNo;
    }
  }
  return out;
}

DocxParagraphTraits docx_paragraph_traits(pugi::xml_node properties) {
  DocxParagraphTraits out;
  if (const pugi::xml_node outline = properties.child("w:outlineLvl"))
    out.outline = outline.attribute("w:val").as_int(9);
  const pugi::xml_node number = properties.child("w:numPr");
  if (const pugi::xml_node id = number.child("w:numId")) out.number = id.attribute("w:val").value();
  if (const pugi::xml_node level = number.child("w:ilvl"))
    out.number_level = level.attribute("w:val").as_int();
  return out;
}

void DocxStyles::read(std::string bytes) {
  xml_.load(std::move(bytes));
  const pugi::xml_node styles = xml_.root();
  const pugi::xml_node defaults = styles.child("w:docDefaults");
  language_ = docx_value(defaults.child("w:rPrDefault").child("w:rPr"), "w:lang");
  for (const pugi::xml_node node : styles.children("w:style")) {
    const std::string_view id = node.attribute("w:styleId").value();
    nodes_.insert_or_assign(id, node);
    const std::string_view is_default = node.attribute("w:default").value();
    if ((is_default == "1" || is_default == "true") &&
        std::string_view(node.attribute("w:type").value()) == "paragraph")
      default_ = id;
  }
}

const DocxStyle& DocxStyles::settle(std::string_view id, int steps) const {
  const auto [place, is_new] = settled_.try_emplace(std::string(id));
  DocxStyle& style = place->second;
  style.id = id;
  if (!is_new || steps > kParentsMax) return style;  // one that is based on itself ends here
  const auto found = nodes_.find(id);
  if (found == nodes_.end()) {
    style.name = plain_name(id);
    return style;
  }
  const pugi::xml_node node = found->second;
  style.name = plain_name(docx_value(node, "w:name"));
  style.parent = docx_value(node, "w:basedOn");
  style.run = docx_run_traits(node.child("w:rPr"));
  style.paragraph = docx_paragraph_traits(node.child("w:pPr"));
  for (const pugi::xml_node conditional : node.children("w:tblStylePr"))
    if (std::string_view(conditional.attribute("w:type").value()) == "firstRow")
      style.is_first_row_marked = is_marked(conditional);
  if (style.parent.empty() || !nodes_.contains(style.parent)) return style;
  const DocxStyle& parent = settle(style.parent, steps + 1);
  style.run.inherit(parent.run);
  style.paragraph.inherit(parent.paragraph);
  style.is_first_row_marked = style.is_first_row_marked || parent.is_first_row_marked;
  if (!is_speaking(style.name) && is_speaking(parent.name)) style.name = parent.name;
  return style;
}

const DocxStyle& DocxStyles::none() {
  static const DocxStyle kNone;
  return kNone;
}

const DocxStyle& DocxStyles::of(std::string_view id) const {
  if (id.empty()) id = default_;
  if (id.empty()) return none();
  const auto found = settled_.find(id);
  return found != settled_.end() ? found->second : settle(id, 0);
}

}  // namespace alexandria::ingest
