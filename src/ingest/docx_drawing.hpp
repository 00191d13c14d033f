#pragma once
// What hangs on a paragraph without being part of its line.
#include <cstdint>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "alexandria/model/document.hpp"
#include "written.hpp"

namespace alexandria::ingest {

enum class DocxAttached : std::uint8_t {
  kBlocks,    // node: paragraphs and tables of a text box
  kText,      // text: of a shape
  kFigure,    // text: what a picture shows
  kChart,     // text: id of its relationship
  kDiagram,   // text: id of the relationship of what it says
  kImported,  // text: id of the relationship of text in another format
  kReading,   // text: how a word is read
  kFootnote,  // text: its id; label
  kEndnote,   // text: its id; label
  kComment    // text: its id
};

struct DocxAttachment {
  DocxAttached kind = DocxAttached::kBlocks;
  pugi::xml_node node{};
  Written text{};
  std::string label{};
};

/// The description of a picture, shape or chart, for those who cannot see it; empty if `node` is
/// not the element that has it.
std::string docx_description(pugi::xml_node node);

/// What a reduced drawing, picture or object holds; what is not understood is accounted.
void docx_read_drawing(pugi::xml_node drawing, std::vector<DocxAttachment>& out,
                       model::Accounting& accounting);

}  // namespace alexandria::ingest
