#pragma once
// Parts of a DOCX as trees whose names have one prefix for each namespace, whatever the file
// declares: "w:p" is a paragraph of transitional and of strict documents, "a:t" a text of drawings.
// Names of packages (relationships, content types) have none.
#include <string>
#include <string_view>

#include <pugixml.hpp>

namespace alexandria::ingest {

/// The tree of a part; it points into the bytes that it keeps.
class DocxXml {
 public:
  DocxXml() = default;
  DocxXml(const DocxXml&) = delete;
  DocxXml& operator=(const DocxXml&) = delete;
  /// False if the bytes are no XML; what could be read before the fault is there.
  bool load(std::string bytes);
  pugi::xml_node root() const { return document_.document_element(); }
  pugi::xml_document& document() { return document_; }

 private:
  std::string bytes_;
  pugi::xml_document document_;
};

/// All text directly inside of an element. Like all strings of a tree it is well-formed UTF-8.
std::string docx_text_of(pugi::xml_node node);

/// Of an element like <w:vanish/>: true unless its value says no; `absent` without the element.
bool docx_is_on(pugi::xml_node flag, bool absent = false);

/// The attribute "w:val" of a child.
std::string_view docx_value(pugi::xml_node parent, const char* child);

/// Takes a node out of its tree. Its memory stays until the whole tree goes: what hangs below may
/// be nested too deep to be freed by recursion.
void docx_discard(pugi::xml_node node);

/// The element behind `node` in the order of the document, inside of `root`; null at the end.
/// With `over`, what is inside of `node` is passed over.
pugi::xml_node docx_next(pugi::xml_node node, pugi::xml_node root, bool over = false);

}  // namespace alexandria::ingest
