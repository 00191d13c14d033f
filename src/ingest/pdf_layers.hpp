#pragma once
// Layers of a document (optional content, ISO 32000-2 section 8.11): what stands in one that is off
// is no text of the page.
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fpdf_edit.h>
#include <fpdfview.h>

namespace alexandria::ingest {

/// PDFium draws a page as a reader sees it, but does not say which layers it leaves out: a layer is
/// off if the page looks the same without it.
class PdfLayers {
 public:
  /// Takes what stands in layers that are off out of a page that was just loaded.
  void hide(FPDF_PAGE page);
  /// Layers that were off, on all pages so far.
  std::uint64_t hidden() const { return off_.size(); }

 private:
  std::set<std::string> on_, off_;  // by name
};

}  // namespace alexandria::ingest
