#pragma once
// A tree of a document without what its reader does not see: changes are accepted, wrappers
// (content controls, smart tags, alternatives) are gone, and what is left stands where it is read.
#include <cstdint>
#include <string>

#include <pugixml.hpp>

#include "alexandria/model/document.hpp"
#include "docx_package.hpp"
#include "docx_styles.hpp"

namespace alexandria::ingest {

struct DocxSurroundings {
  const DocxStyles& styles;
  const DocxRelationships& relationships;  // of the part
  bool is_margin = false;                  // a header or footer: numbers of pages are left out
};

struct DocxReduced {
  std::string sample;      // of the text, enough to tell its language
  std::int64_t seen = 0;   // characters that are left
  bool has_notes = false;  // refers to footnotes or endnotes
};

/// Reduces what is inside of `root`. Left are paragraphs, tables and their properties; runs, with
/// "x:link" (target) and "x:linkEnd" around the text of links to other documents; equations,
/// drawings and objects; "x:contents" marks paragraphs of a table of contents. What cannot be kept
/// (it is nested too deep) is accounted as not read.
DocxReduced docx_reduce(pugi::xml_node root, const DocxSurroundings& around,
                        model::Accounting& accounting);

/// Characters that a reader sees inside of a reduced `root`, whatever holds them.
std::uint64_t docx_count_seen(pugi::xml_node root);

/// A box, checked or not.
const char* docx_check_box(bool is_checked);

}  // namespace alexandria::ingest
