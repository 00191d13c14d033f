#pragma once
#include <string_view>

namespace alexandria::ingest {

/// Whether HTML has an element of this name, in lower case, or had one (WHATWG HTML, 2025, sections
/// 4 and 16.2).
bool is_html_element(std::string_view name);

/// Whether such an element says nothing where it has no attributes: `<source>`, `<link>`.
bool needs_attributes(std::string_view name);

}  // namespace alexandria::ingest
