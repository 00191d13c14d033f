#pragma once
// Texts of a document: its body, its notes, its margins.
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "docx_package.hpp"
#include "docx_reduce.hpp"
#include "docx_xml.hpp"

namespace alexandria::ingest {

/// A part with text, reduced to what is seen.
struct DocxStory {
  DocxXml xml;
  DocxRelationships relationships;
  DocxReduced reduced;
  bool is_margin = false;
};

/// Reads a part; null if there is none or nothing in it can be read, which is accounted.
std::unique_ptr<DocxStory> docx_open_story(DocxPackage& package, const std::string& part,
                                           const DocxStyles& styles, bool is_margin,
                                           model::Accounting& accounting);

struct DocxNote {
  pugi::xml_node node;
  const DocxStory* story = nullptr;
};

/// Footnotes, endnotes and comments by their ids.
class DocxNotes {
 public:
  /// Opens the parts that hold what `body` refers to, and gives the characters that are seen in
  /// them: those of notes that it refers to, and of all comments.
  std::uint64_t open(DocxPackage& package, const DocxStory& body, const DocxStyles& styles,
                     model::Accounting& accounting);
  /// A note that was not yet taken; its node is null without one.
  DocxNote take_footnote(const std::string& id) { return take(footnotes_, id); }
  DocxNote take_endnote(const std::string& id) { return take(endnotes_, id); }
  DocxNote take_comment(const std::string& id) { return take(comments_, id); }
  /// A comment that was not yet taken, whatever its id.
  DocxNote take_any_comment();

 private:
  struct Notes {
    std::unique_ptr<DocxStory> story;
    std::map<std::string, pugi::xml_node, std::less<>> by_id;
  };
  static DocxNote take(Notes& notes, const std::string& id);
  Notes footnotes_, endnotes_, comments_;
};

}  // namespace alexandria::ingest
