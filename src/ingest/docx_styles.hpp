#pragma once
// What styles say about text: headings, lists, raised and hidden characters.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <pugixml.hpp>

#include "docx_xml.hpp"

namespace alexandria::ingest {

enum class DocxRaised : std::uint8_t { kNo, kRaised, kLowered };

/// Properties of characters; what is not set comes from the style.
struct DocxRunTraits {
  std::optional<bool> is_hidden, is_bold;
  std::optional<DocxRaised> raised;
  /// Sets what this does not set.
  void inherit(const DocxRunTraits& from);
};
DocxRunTraits docx_run_traits(pugi::xml_node run_properties);

/// Properties of paragraphs.
struct DocxParagraphTraits {
  std::optional<int> outline;         // 0 to 8; 9: body text
  std::optional<std::string> number;  // id of its list; "0": none
  std::optional<int> number_level;
  void inherit(const DocxParagraphTraits& from);
};
DocxParagraphTraits docx_paragraph_traits(pugi::xml_node paragraph_properties);

struct DocxStyle {
  std::string id;
  std::string name;  // of the style, or of what it is based on, folded: "heading 2", "caption"
  DocxRunTraits run;
  DocxParagraphTraits paragraph;
  bool is_first_row_marked = false;  // tables: its first row is bold or shaded
  std::string parent;
};

/// Styles are settled when they are asked for: a document defines many and uses few. One thread.
class DocxStyles {
 public:
  /// The part of styles; may be empty.
  void read(std::string bytes);
  /// With what it is based on; a style of this id that is not defined has no properties and, as
  /// name, its id. An empty id is the default style of paragraphs.
  const DocxStyle& of(std::string_view id) const;
  /// The style with no properties.
  static const DocxStyle& none();
  /// The language of the text by default: "en-GB"; empty if it is not said.
  const std::string& language() const { return language_; }

 private:
  const DocxStyle& settle(std::string_view id, int steps) const;
  DocxXml xml_;
  std::unordered_map<std::string_view, pugi::xml_node> nodes_;  // by id
  mutable std::map<std::string, DocxStyle, std::less<>> settled_;
  std::string_view default_;
  std::string language_;
};

/// 1 to 9 for the name of a style of headings ("heading 2", "Title"), else 0.
int docx_heading_level(std::string_view style_name);

}  // namespace alexandria::ingest
