#include "docx_body.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "alexandria/text/unicode.hpp"
#include "docx_chart.hpp"
#include "docx_diagram.hpp"
#include "docx_equation.hpp"
#include "docx_table.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::uint64_t kHeadingLettersMax = 300;
constexpr std::uint64_t kPageLineLettersMax = 12;  // "Page of" around the numbers of pages
constexpr std::uint32_t kListLevelsMax = 8;

// Where the document is, not what it says.
bool is_contents(std::string_view style_name) {
  return style_name.starts_with("toc ") || style_name == "table of figures";
}

// A heading's own outline level says more than that of its style.
int level_of(const DocxParagraphTraits& own, const DocxStyle& style) {
  if (own.outline) return *own.outline >= 0 && *own.outline < 9 ? *own.outline + 1 : 0;
  if (const int level = docx_heading_level(style.name); level > 0) return level;
  const int outline = style.paragraph.outline.value_or(9);
  return outline >= 0 && outline < 9 && !is_contents(style.name) ? outline + 1 : 0;
}

bool is_page_line(pugi::xml_node paragraph, const Written& line) {
  if (text::count_visible(line.text) > kPageLineLettersMax) return false;
  for (pugi::xml_node node = docx_next(paragraph, paragraph); node;
       node = docx_next(node, paragraph))
    if (std::string_view(node.name()) == "x:pageNumber") return true;
  return false;
}

void write(Written& to, std::string_view text) {
  to.text += text;
  to.characters += text::count_visible(text);
}

void append(Written& to, const Written& more, std::string_view between) {
  if (text::trim(more.text).empty()) return;
  if (!text::trim(to.text).empty()) write(to, between);
  to.text += more.text;
  to.characters += more.characters;
}

}  // namespace

void DocxBody::add(const DocxStory& story, pugi::xml_node root) {
  const DocxStory* const outer = std::exchange(story_, &story);
  walk(root);
  end_list();
  story_ = outer;
}

void DocxBody::walk(pugi::xml_node parent) {
  for (const pugi::xml_node child : parent.children()) {
    if (parts_.stopped()) return;
    if (child.type() == pugi::node_element) add_block(child);
  }
}

void DocxBody::add_block(pugi::xml_node node) {
  const std::string_view name = node.name();
  if (name == "w:p") return add_paragraph(node);
  if (name == "w:tbl") return add_table(node);
  if (name == "w:altChunk") return add_imported(node.attribute("r:id").value());
  if (name == "m:oMath" || name == "m:oMathPara") return add_equation(node);
  if (name == "w:subDoc") return parts_.accounting().add_not_understood("subdocument", 1);
  if (!name.ends_with("Pr")) walk(node);
}

void DocxBody::add_paragraph(pugi::xml_node node) {
  const pugi::xml_node properties = node.child("w:pPr");
  const DocxStyle& style = context_.styles.of(docx_value(properties, "w:pStyle"));
  const DocxParagraphTraits own = docx_paragraph_traits(properties);
  const auto number = context_.numbering.next(own, style);
  const int level = level_of(own, style);
  std::vector<DocxAttachment> attached;  // behind what hangs on the paragraphs before
  Written line = text_.read(node, style, level == 0, attached);
  if (!text::trim(line.text).empty()) {
    const bool is_aside =
        (story_->is_margin && is_page_line(node, line)) || node.attribute("x:contents").as_bool();
    if (is_aside) {
      end_list();
      parts_.add(model::BlockKind::kParagraph, line.text,
                 {.set_aside = true, .written = line.characters});
    } else {
      add_line(style, number, level, std::move(line));
    }
  }
  attached_.insert(attached_.end(), std::make_move_iterator(attached.begin()),
                   std::make_move_iterator(attached.end()));
  if (list_.text.empty()) add_attached();
}

Written DocxBody::with_prefix(Written line) {
  if (prefix_.empty()) return line;
  Written out;
  write(out, std::exchange(prefix_, {}) + " ");
  out.text += text::trim(line.text);
  out.characters += line.characters;
  return out;
}

void DocxBody::add_line(const DocxStyle& style, const std::optional<DocxNumber>& number, int level,
                        Written line) {
  if (level > 0 && text::count_code_points(line.text) > kHeadingLettersMax) level = 0;
  if (level == 0 && number && !is_contents(style.name)) return add_item(*number, with_prefix(line));
  end_list();
  if (level > 0 && context_.title.empty()) context_.title = text::squeeze(line.text);
  if (number && !number->text.empty()) {
    Written numbered;
    write(numbered, number->text + " ");
    append(numbered, line, "");
    line = std::move(numbered);
  }
  line = with_prefix(std::move(line));
  if (level > 0)
    return parts_.add(
        model::BlockKind::kHeading, text::squeeze(line.text),
        {.level = static_cast<std::uint8_t>(std::min(level, 6)), .written = line.characters});
  const auto kind =
      style.name == "caption" ? model::BlockKind::kCaption : model::BlockKind::kParagraph;
  parts_.add(kind, line.text, {.set_aside = is_contents(style.name), .written = line.characters});
}

void DocxBody::add_item(const DocxNumber& number, const Written& line) {
  if (list_.text.empty()) list_level_ = number.level;
  const std::uint32_t depth = number.level > list_level_ ? number.level - list_level_ : 0;
  list_.text.append(std::size_t{2} * std::min(depth, kListLevelsMax), ' ');
  if (!number.text.empty()) write(list_, number.text + " ");
  list_.text.append(text::squeeze(line.text)).append("\n");
  list_.characters += line.characters;
}

void DocxBody::end_list() {
  const Written list = std::exchange(list_, {});
  parts_.add(model::BlockKind::kList, list.text, {.written = list.characters});
  add_attached();
}

void DocxBody::add_equation(pugi::xml_node equation) {
  end_list();
  const Written text = docx_equation(equation);
  parts_.add(model::BlockKind::kParagraph, text.text, {.written = text.characters});
}

void DocxBody::add_table(pugi::xml_node table) {
  end_list();
  if (docx_is_layout(table, context_.styles)) return add_layout(table);
  const auto read_cell = [this](pugi::xml_node cell) { return cell_text(cell); };
  parts_.add_table(docx_table(table, context_.styles, read_cell));
  add_attached();
}

void DocxBody::add_layout(pugi::xml_node table) {
  for (const pugi::xml_node row : table.children("w:tr"))
    for (const pugi::xml_node cell : row.children("w:tc")) {
      walk(cell);
      end_list();
    }
}

Written DocxBody::cell_text(pugi::xml_node cell) {
  Written out;
  add_to_cell(cell, out);
  return out;
}

void DocxBody::add_to_cell(pugi::xml_node parent, Written& cell) {
  for (const pugi::xml_node child : parent.children()) {
    const std::string_view name = child.name();
    if (name == "w:p") {
      const pugi::xml_node properties = child.child("w:pPr");
      const DocxStyle& style = context_.styles.of(docx_value(properties, "w:pStyle"));
      const auto number = context_.numbering.next(docx_paragraph_traits(properties), style);
      const Written line = text_.read(child, style, true, attached_);
      if (number && !number->text.empty() && !text::trim(line.text).empty()) {
        if (!cell.text.empty()) cell.text += ' ';
        write(cell, number->text);
      }
      append(cell, line, " ");
    } else if (name == "w:tbl") {
      append(cell, nested_table(child), " ");
    } else if (name == "m:oMath" || name == "m:oMathPara") {
      append(cell, docx_equation(child), " ");
    } else if (name == "w:altChunk") {
      attached_.push_back(
          {.kind = DocxAttached::kImported, .text = {child.attribute("r:id").value()}});
    } else if (child.type() == pugi::node_element && !name.ends_with("Pr")) {
      add_to_cell(child, cell);
    }
  }
}

// In a cell: rows are parted by semicolons, cells by commas.
Written DocxBody::nested_table(pugi::xml_node table) {
  Written out;
  for (const pugi::xml_node row : table.children("w:tr")) {
    Written line;
    for (const pugi::xml_node cell : row.children("w:tc"))
      append(line, cell_text(cell), ", ");
    append(out, line, "; ");
  }
  return out;
}

// What hangs on a paragraph, behind it; it may have things hanging on it in turn.
void DocxBody::add_attached() {
  std::vector<DocxAttachment> attached = std::exchange(attached_, {});
  if (attached.empty()) return;
  add_readings(attached);
  for (DocxAttachment& one : attached)
    add_attachment(one);
}

void DocxBody::add_readings(std::vector<DocxAttachment>& attached) {
  Written readings;
  for (const DocxAttachment& one : attached)
    if (one.kind == DocxAttached::kReading) append(readings, one.text, " ");
  parts_.add(model::BlockKind::kParagraph, text::squeeze(readings.text),
             {.set_aside = true, .written = readings.characters});
}

void DocxBody::add_attachment(DocxAttachment& one) {
  switch (one.kind) {
    case DocxAttached::kBlocks:
      if (one.node.name() == std::string_view("w:txbxContent"))
        walk(one.node);
      else
        add_block(one.node);
      return end_list();
    case DocxAttached::kText: return parts_.add(model::BlockKind::kParagraph, one.text.text);
    case DocxAttached::kFigure: return parts_.add(model::BlockKind::kFigure, one.text.text);
    case DocxAttached::kChart: return add_chart(one.text.text);
    case DocxAttached::kDiagram: return add_diagram(one.text.text);
    case DocxAttached::kImported: return add_imported(one.text.text);
    case DocxAttached::kReading: return;
    case DocxAttached::kFootnote:
      return add_note(context_.notes.take_footnote(one.text.text), "[" + one.label + "]");
    case DocxAttached::kEndnote: endnotes_.push_back(std::move(one)); return;
    case DocxAttached::kComment: return add_comment(context_.notes.take_comment(one.text.text));
  }
}

void DocxBody::add_note(const DocxNote& note, const std::string& label) {
  if (!note.node) return;
  prefix_ = label;
  add(*note.story, note.node);
  prefix_.clear();
}

void DocxBody::add_comment(const DocxNote& comment) {
  if (!comment.node) return;
  std::string label = "[Comment";
  const std::string author = text::squeeze(comment.node.attribute("w:author").value());
  if (!author.empty()) label += " by " + author;
  const std::string date = comment.node.attribute("w:date").value();
  if (!date.empty()) label += ", " + date.substr(0, date.find('T'));
  add_note(comment, label + "]");
}

void DocxBody::add_notes_at_end() {
  for (std::size_t i = 0; i < endnotes_.size(); ++i) {  // an endnote may refer to another
    const DocxAttachment note = endnotes_[i];
    add_note(context_.notes.take_endnote(note.text.text), "[" + note.label + "]");
  }
  for (DocxNote comment = context_.notes.take_any_comment(); comment.node && !parts_.stopped();
       comment = context_.notes.take_any_comment())
    add_comment(comment);
}

bool DocxBody::open_part(const std::string& id, DocxXml& xml) {
  const auto found = story_->relationships.find(id);
  if (found == story_->relationships.end() || found->second.is_external) return false;
  if (!opened_.insert(found->second.target).second) return true;
  auto bytes = context_.package.read(found->second.target);
  return bytes && xml.load(std::move(*bytes));
}

void DocxBody::add_chart(const std::string& id) {
  DocxXml xml;
  if (!open_part(id, xml)) return parts_.accounting().add_not_understood("chart", 1);
  const DocxChart chart = docx_chart(xml.root());
  parts_.accounting().seen += chart.seen;
  parts_.add(model::BlockKind::kCaption, chart.title);
  for (const Table& table : chart.tables)
    parts_.add_table(table);
}

void DocxBody::add_diagram(const std::string& id) {
  DocxXml xml;
  if (!open_part(id, xml)) return parts_.accounting().add_not_understood("diagram", 1);
  const DocxDiagram diagram = docx_diagram(xml.root());
  parts_.accounting().seen += diagram.seen;
  parts_.add(model::BlockKind::kList, diagram.lines);
}

void DocxBody::add_imported(const std::string& id) {
  end_list();
  const auto found = story_->relationships.find(id);
  if (found == story_->relationships.end() || found->second.is_external)
    return parts_.accounting().add_not_understood("imported text", 1);
  if (opened_.insert(found->second.target).second) context_.add_imported(found->second.target);
}

}  // namespace alexandria::ingest
