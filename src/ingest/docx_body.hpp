#pragma once
// From reduced stories to blocks.
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "docx_numbering.hpp"
#include "docx_story.hpp"
#include "docx_text.hpp"
#include "parsers.hpp"

namespace alexandria::ingest {

/// What blocks are made from and go to; all must outlive the body.
struct DocxContext {
  DocxPackage& package;
  const DocxStyles& styles;
  DocxNumbering& numbering;
  DocxNotes& notes;
  PartBuilder& parts;
  std::string& title;  // becomes the first heading if it is empty
  /// Adds the text of a part that stands for itself (an altChunk).
  std::function<void(const std::string& part)> add_imported;
};

class DocxBody {
 public:
  explicit DocxBody(const DocxContext& context)
      : context_(context),
        parts_(context.parts),
        text_(context.styles, marks_, context.parts.accounting()) {}
  DocxNoteMarks& marks() { return marks_; }

  /// Adds the blocks of a story (or of what is inside of `root`), footnotes and comments behind
  /// the paragraph, list or table that refers to them.
  void add(const DocxStory& story, pugi::xml_node root);
  /// Endnotes, and comments that nothing refers to.
  void add_notes_at_end();

 private:
  void walk(pugi::xml_node parent);
  void add_block(pugi::xml_node node);
  void add_paragraph(pugi::xml_node node);
  void add_line(const DocxStyle& style, const std::optional<DocxNumber>& number, int level,
                Written line);
  void add_item(const DocxNumber& number, const Written& line);
  void add_table(pugi::xml_node table);
  void add_layout(pugi::xml_node table);
  void add_equation(pugi::xml_node equation);
  Written cell_text(pugi::xml_node cell);
  void add_to_cell(pugi::xml_node parent, Written& cell);
  Written nested_table(pugi::xml_node table);
  void end_list();
  void add_attached();
  void add_attachment(DocxAttachment& one);
  void add_readings(std::vector<DocxAttachment>& attached);
  void add_note(const DocxNote& note, const std::string& label);
  void add_comment(const DocxNote& comment);
  void add_chart(const std::string& id);
  void add_diagram(const std::string& id);
  void add_imported(const std::string& id);
  bool open_part(const std::string& id, DocxXml& xml);
  Written with_prefix(Written line);

  DocxContext context_;
  PartBuilder& parts_;
  DocxNoteMarks marks_;
  DocxTextReader text_;
  const DocxStory* story_ = nullptr;
  Written list_;
  std::uint32_t list_level_ = 0;          // of its first item
  std::vector<DocxAttachment> attached_;  // to what is being added
  std::vector<DocxAttachment> endnotes_;
  std::string prefix_;            // of the next paragraph: the mark of a note
  std::set<std::string> opened_;  // parts that were read: each is once
};

}  // namespace alexandria::ingest
