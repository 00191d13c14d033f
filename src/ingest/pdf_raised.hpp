#pragma once
// Numbers and letters above or below the base line, and initials over several lines.
#include "pdf_page.hpp"

namespace alexandria::ingest {

/// Whether `word` stands close by `before`, smaller, and above or below its base line.
bool is_off_base(const PdfWord& before, const PdfWord& word);

/// What is raised does not run into the word or number before it: "10^7", "word [3]"; 1st and H2O
/// stay as they are. The words are in reading order.
void mark_raised(PdfLine& line);

/// A large initial counts as the beginning of the word beside it.
void join_drop_caps(std::vector<PdfWord>& words);

}  // namespace alexandria::ingest
