#pragma once
// Marks of right-to-left writing that a file sets apart from their letters.
#include "pdf_page.hpp"

namespace alexandria::ingest {

/// Words of nothing but marks, and ends of words that have only the place of their mark ("حري" and,
/// in two points' width, "قٌ"), go to the word they stand at. Files set the marks of a line apart
/// from its letters, so they arrive as words of their own.
void attach_marks(std::vector<PdfWord>& words);

}  // namespace alexandria::ingest
