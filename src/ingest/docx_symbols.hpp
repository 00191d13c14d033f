#pragma once
#include <string>
#include <string_view>

#include <pugixml.hpp>

namespace alexandria::ingest {

/// What a symbol of a font without letters ("w:sym" of Symbol, Wingdings) stands for, as UTF-8: one
/// character, its own where that is one; empty if it is not known.
std::string docx_symbol(pugi::xml_node node);

/// The text of a run in such a font, whose characters are U+F020 to U+F0FF: those that are known
/// become what they stand for.
std::string docx_symbol_text(std::string text, std::string_view font);
/// Whether a text has such characters.
bool docx_has_symbols(std::string_view text);

}  // namespace alexandria::ingest
