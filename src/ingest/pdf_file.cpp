#include "pdf_file.hpp"

namespace alexandria::ingest {
namespace {

Error open_error(const std::string& name) {
  const unsigned long number = FPDF_GetLastError();
  if (number == FPDF_ERR_PASSWORD)
    return {Code::kInvalidArgument, "password_needed", name + " is encrypted and needs a password"};
  return {Code::kInvalidArgument, "damaged_file",
          fmt::format("{} is damaged or no PDF (PDFium error {})", name, number)};
}

}  // namespace

Result<PdfDocument> open_pdf(const std::filesystem::path& path, const std::string& name) {
  FPDF_InitLibrary();
  PdfDocument document(FPDF_LoadDocument(path.c_str(), nullptr), &FPDF_CloseDocument);
  if (!document) return std::unexpected(open_error(name));
  return document;
}

}  // namespace alexandria::ingest
