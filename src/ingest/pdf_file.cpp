#include "pdf_file.hpp"

namespace alexandria::ingest {
namespace {

Error open_error(const std::string& name) {
  const unsigned long number = FPDF_GetLastError();
  if (number == FPDF_ERR_PASSWORD)
    return {Code::kInvalidArgument, "password_needed",
            name +
                " is encrypted and needs a password. Save it without one in a PDF reader, and add "
                "that"};
  if (number == FPDF_ERR_SECURITY)
    return {Code::kInvalidArgument, "password_needed",
            name +
                " is protected in a way that cannot be read. Save it without protection in a PDF "
                "reader, and add that"};
  return {Code::kInvalidArgument, "damaged_file",
          name +
              " cannot be opened: it is damaged, only half of it is here, or it is no PDF inside. "
              "Open it in a PDF reader, save it again, and add it anew"};
}

}  // namespace

Result<PdfDocument> open_pdf(const std::filesystem::path& path, const std::string& name) {
  FPDF_InitLibrary();
  PdfDocument document(FPDF_LoadDocument(path.c_str(), nullptr), &FPDF_CloseDocument);
  if (!document) return std::unexpected(open_error(name));
  return document;
}

}  // namespace alexandria::ingest
