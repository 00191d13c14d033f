#pragma once
#include <pugixml.hpp>

#include "written.hpp"

namespace alexandria::ingest {

/// An equation (m:oMath, or several in an m:oMathPara, a line each) as text on a line:
/// "x=(-b±√(b^2-4ac))/(2a)", "∑_(i=1)^n i". Brackets stand where a part is more than one word.
Written docx_equation(pugi::xml_node equation);

}  // namespace alexandria::ingest
