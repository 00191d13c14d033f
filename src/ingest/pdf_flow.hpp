#pragma once
// Sentences that go on elsewhere: in the next column, on the next page.
#include <string>

#include "pdf_page.hpp"

namespace alexandria::ingest {

/// Whether a sentence may go on from the line above to the one below, which do not stand under each
/// other: it has not ended, and the line below does not begin one. A capital letter begins one,
/// unless the line above `is_full`, as wide as its paragraph.
bool may_go_on(const PdfLine& above, const PdfLine& below, bool is_full);

/// Moves the end of a page's last sentence from the top of the next page to it. The words that are
/// moved know their page, `next_page`.
void complete_last_sentence(std::vector<PdfBlock>& flow, std::vector<PdfBlock>& next_flow,
                            const PdfStyle& style, std::uint32_t next_page);

}  // namespace alexandria::ingest
