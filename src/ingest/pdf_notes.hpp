#pragma once
// What stands on a page beside its content: the fields of its form with their values, and the notes
// that readers wrote.
#include <memory>

#include <fpdf_formfill.h>

#include "pdf_page.hpp"

namespace alexandria::ingest {

/// The form of a document; empty if it has none. Nothing in it runs.
class PdfForm {
 public:
  explicit PdfForm(FPDF_DOCUMENT document);
  FPDF_FORMHANDLE handle() const { return handle_.get(); }

 private:
  FPDF_FORMFILLINFO info_{};
  std::unique_ptr<std::remove_pointer_t<FPDF_FORMHANDLE>,
                  decltype(&FPDFDOC_ExitFormFillEnvironment)>
      handle_;
};

struct PdfNotes {
  std::vector<PdfBlock> blocks;  // of kind kApart, from the top of the page to its bottom
  std::uint64_t characters = 0;
  std::uint64_t attachments = 0;  // files that hang on the page
};

/// A block for each field that has a value, and for each note. Every word has the place of its
/// field or note.
PdfNotes read_notes(FPDF_PAGE page, const PdfForm& form);

}  // namespace alexandria::ingest
