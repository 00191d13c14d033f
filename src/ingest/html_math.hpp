#pragma once
#include <vector>

#include "html_tree.hpp"
#include "written.hpp"

namespace alexandria::ingest {

/// The equation that a `math` element holds, on a line, in the notation of equations in DOCX:
/// "(a+b)/2", "x^2", "∑_(i=1)^n i", "√(x)", "[a, b; c, d]".
Written html_equation(const std::vector<HtmlNode>& nodes, std::uint32_t math);

}  // namespace alexandria::ingest
