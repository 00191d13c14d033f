#pragma once
#include <string>

#include "parsers.hpp"

namespace alexandria::ingest {

/// Adds what a document holds of another format ("altChunk"): HTML, a page with its pictures in one
/// file (MHTML), plain text. False for other kinds.
bool docx_add_imported(const std::string& bytes, const std::string& content_type,
                       PartBuilder& parts);

}  // namespace alexandria::ingest
