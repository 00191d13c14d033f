#pragma once
#include <string>

#include <pugixml.hpp>

namespace alexandria::ingest {

/// What a symbol of a font without letters ("w:sym" of Symbol, Wingdings) stands for, as UTF-8; its
/// own character where that is one, and U+FFFD for what is not known.
std::string docx_symbol(pugi::xml_node node);

}  // namespace alexandria::ingest
