#pragma once
// PDFium's document and page, closed by themselves. One thread a process: PDFium is not
// thread-safe.
#include <filesystem>
#include <memory>
#include <string>

#include <fpdfview.h>

#include "alexandria/base/result.hpp"

namespace alexandria::ingest {

using PdfDocument =
    std::unique_ptr<std::remove_pointer_t<FPDF_DOCUMENT>, decltype(&FPDF_CloseDocument)>;
using PdfPage = std::unique_ptr<std::remove_pointer_t<FPDF_PAGE>, decltype(&FPDF_ClosePage)>;

/// kInvalidArgument `password_needed` or `damaged_file`, naming the file as `name`.
Result<PdfDocument> open_pdf(const std::filesystem::path& path, const std::string& name);

}  // namespace alexandria::ingest
