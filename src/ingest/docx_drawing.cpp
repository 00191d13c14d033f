#include "docx_drawing.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "alexandria/text/unicode.hpp"
#include "docx_xml.hpp"

namespace alexandria::ingest {
namespace {

// Some programs describe a picture by the name of its file.
bool is_file_name(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string extension = text::fold(text.substr(dot + 1));
  constexpr std::array<std::string_view, 10> kPictures = {"png", "jpg", "jpeg", "gif",  "bmp",
                                                          "emf", "wmf", "tif",  "tiff", "svg"};
  return std::ranges::find(kPictures, extension) != kPictures.end();
}

std::string described_by(pugi::xml_node properties) {
  for (const char* const name : {"descr", "title"}) {
    const std::string_view description = text::trim(properties.attribute(name).value());
    if (!description.empty() && !is_file_name(description)) return std::string(description);
  }
  return {};
}

// Of the whole drawing around a picture.
pugi::xml_node properties_around(pugi::xml_node node) {
  for (; node; node = node.parent())
    if (const pugi::xml_node properties = node.child("wp:docPr")) return properties;
  return {};
}

void count_object(pugi::xml_node object, model::Accounting& accounting) {
  const std::string_view program = object.attribute("ProgID").value();
  const bool is_equation = program.starts_with("Equation.") || program.starts_with("MathType");
  accounting.add_not_understood(is_equation ? "equation as a picture" : "embedded object", 1);
}

std::string text_of_shape(pugi::xml_node paragraph) {
  std::string out;
  for (pugi::xml_node node = docx_next(paragraph, paragraph); node;
       node = docx_next(node, paragraph)) {
    const std::string_view name = node.name();
    if (name == "a:t") out += docx_text_of(node);
    if (name == "a:br") out += '\n';
  }
  return out;
}

}  // namespace

std::string docx_description(pugi::xml_node node) {
  const std::string_view name = node.name();
  if (name == "wp:docPr") return described_by(node);
  if (name == "pic:cNvPr" || name == "wps:cNvPr") {
    std::string own = described_by(node);
    if (own.empty() || own == described_by(properties_around(node))) return {};
    return own;
  }
  const std::string_view other = name.starts_with("v:") ? node.attribute("alt").value() : "";
  return is_file_name(other) ? std::string() : std::string(other);
}

void docx_read_drawing(pugi::xml_node drawing, std::vector<DocxAttachment>& out,
                       model::Accounting& accounting) {
  for (pugi::xml_node node = docx_next(drawing, drawing); node;) {
    const std::string_view name = node.name();
    bool is_whole = true;
    if (name == "w:txbxContent") {
      out.push_back({.kind = DocxAttached::kBlocks, .node = node});
    } else if (name == "a:p") {
      out.push_back({.kind = DocxAttached::kText, .text = {text_of_shape(node)}});
    } else if (name == "c:chart") {
      out.push_back({.kind = DocxAttached::kChart, .text = {node.attribute("r:id").value()}});
    } else if (name == "dgm:relIds") {
      out.push_back({.kind = DocxAttached::kDiagram, .text = {node.attribute("r:dm").value()}});
    } else if (name == "v:textpath") {
      out.push_back({.kind = DocxAttached::kText, .text = {node.attribute("string").value()}});
    } else if (name == "o:OLEObject" || name == "w:objectEmbed" || name == "w:objectLink") {
      count_object(node, accounting);
    } else if (name == "cx:chart") {
      accounting.add_not_understood("chart", 1);
    } else if (name == "w:control") {
      accounting.add_not_understood("form control", 1);
    } else {
      is_whole = false;
      if (std::string description = docx_description(node); !description.empty())
        out.push_back({.kind = DocxAttached::kFigure, .text = {std::move(description)}});
    }
    node = docx_next(node, drawing, is_whole);
  }
}

}  // namespace alexandria::ingest
