#pragma once
#include <string>
#include <string_view>

namespace alexandria::ingest {

/// Whether a page was written as XML: it has an XML declaration, or a document type or namespace of
/// XHTML near its beginning.
bool is_written_as_xml(std::string_view page);

/// A page that was written as XML in the way that readers of HTML expect: `<title/>` becomes
/// `<title></title>`, and what CDATA sections hold is text.
std::string xml_as_html(std::string_view page);

}  // namespace alexandria::ingest
