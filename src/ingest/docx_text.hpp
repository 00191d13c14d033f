#pragma once
// The line of text that a paragraph is.
#include <map>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "alexandria/model/document.hpp"
#include "docx_drawing.hpp"
#include "docx_styles.hpp"
#include "written.hpp"

namespace alexandria::ingest {

/// Gives footnotes and endnotes their marks: numbers in the order of the text.
class DocxNoteMarks {
 public:
  /// `format` as docx_number takes it.
  void set_format(bool is_endnote, const std::string& format);
  std::string next(bool is_endnote);

 private:
  struct Kind {
    std::string format;
    int last = 0;
  };
  Kind footnotes_{"decimal"};
  Kind endnotes_{"lowerRoman"};
};

class DocxTextReader {
 public:
  /// All must outlive this; what is not understood is accounted.
  DocxTextReader(const DocxStyles& styles, DocxNoteMarks& marks, model::Accounting& accounting)
      : styles_(styles), marks_(marks), accounting_(accounting) {}

  /// The text of a reduced paragraph of a style; what hangs on it is added to `attached`, in order.
  /// With links the address of each stands behind its text: "the form (https://...)".
  Written read(pugi::xml_node paragraph, const DocxStyle& style, bool with_links,
               std::vector<DocxAttachment>& attached);

 private:
  void read_children(pugi::xml_node node);
  void read_element(pugi::xml_node node);
  void read_run(pugi::xml_node run);
  void read_text(pugi::xml_node node);
  void read_symbol(pugi::xml_node node);
  void read_ruby(pugi::xml_node ruby);
  void read_note(pugi::xml_node reference, bool is_endnote);
  void add(std::string_view text);
  void add_break(char c);
  void add_equation(pugi::xml_node equation);
  void end_raised();
  void begin_link(pugi::xml_node link);
  void end_link();
  DocxRaised raised_of(pugi::xml_node run) const;

  const DocxStyles& styles_;
  DocxNoteMarks& marks_;
  model::Accounting& accounting_;
  const DocxStyle* style_ = nullptr;
  std::vector<DocxAttachment>* attached_ = nullptr;
  bool with_links_ = false;
  Written line_;
  std::string raised_text_;  // not yet in the line: it may go on in the next run
  DocxRaised raised_ = DocxRaised::kNo;
  DocxRaised run_raised_ = DocxRaised::kNo;
  std::string link_;  // address of the open one
  std::size_t link_begin_ = 0;
};

}  // namespace alexandria::ingest
