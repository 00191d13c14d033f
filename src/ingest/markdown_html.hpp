#pragma once
// Markdown (CommonMark and GFM, with definition lists) as a page of HTML, so that one reader reads
// both, and raw HTML in Markdown is HTML like the rest.
#include <memory>
#include <string_view>

#include "html_tree.hpp"

namespace alexandria::ingest {

/// The tree of the page, as HtmlOrigin::kMarkdown. nullptr for a text that is nested so deeply
/// (kMarkdownDepthMax) that it is none that somebody wrote.
std::unique_ptr<HtmlTree> read_markdown(std::string_view markdown);

constexpr int kMarkdownDepthMax = 500;

}  // namespace alexandria::ingest
