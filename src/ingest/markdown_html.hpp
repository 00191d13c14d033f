#pragma once
// Markdown (CommonMark and GFM, with definition lists) as a page of HTML, so that one reader reads
// both, and raw HTML in Markdown is HTML like the rest.
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace alexandria::ingest {

/// What stands in the body of the page, for HtmlTree to read as HtmlOrigin::kMarkdown; ends with a
/// zero.
using MarkdownHtml = std::unique_ptr<char, decltype(&std::free)>;

/// nullptr for a text that is nested so deeply (kMarkdownDepthMax) that it is none that somebody
/// wrote.
MarkdownHtml markdown_as_html(std::string_view markdown);

constexpr int kMarkdownDepthMax = 500;

/// `markdown` with the definitions of footnotes that nothing refers to as text, since GFM would
/// leave them out; nothing if there are none.
std::optional<std::string> with_lone_notes_as_text(std::string_view markdown);

}  // namespace alexandria::ingest
