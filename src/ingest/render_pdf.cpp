#include <fpdfview.h>
#include <png.h>

#include <algorithm>
#include <cmath>
#include <csetjmp>
#include <memory>

#include "alexandria/ingest/render.hpp"
#include "alexandria/platform/system.hpp"
#include "child_protocol.hpp"
#include "parser_program.hpp"
#include "pdf_file.hpp"

namespace alexandria::ingest {
namespace {

constexpr double kHeightMax = 20'000;

using Bitmap = std::unique_ptr<std::remove_pointer_t<FPDF_BITMAP>, decltype(&FPDFBitmap_Destroy)>;

// libpng answers errors with longjmp: nothing with a destructor lives between here and its calls.
bool write_png(const unsigned char* pixels, int stride, int width, int height, std::string* out) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  if (info == nullptr || setjmp(png_jmpbuf(png)) != 0) {
    png_destroy_write_struct(&png, &info);
    return false;
  }
  png_set_write_fn(
      png, out,
      [](png_structp p, png_bytep bytes, png_size_t size) {
        static_cast<std::string*>(png_get_io_ptr(p))
            ->append(reinterpret_cast<const char*>(bytes), size);
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), 8,
               PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, 3);
  png_write_info(png, info);
  png_set_bgr(png);
  png_set_filler(png, 0, PNG_FILLER_AFTER);
  for (int y = 0; y < height; ++y)
    png_write_row(png, pixels + static_cast<std::ptrdiff_t>(y) * stride);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return true;
}

Result<std::string> render(const std::filesystem::path& path, int number, int width) {
  const PdfDocument document = TRY(open_pdf(path, path.filename().string()));
  const PdfPage page(FPDF_LoadPage(document.get(), number - 1), &FPDF_ClosePage);
  if (!page)
    return fail(Code::kNotFound, "page_not_found",
                "there is no page {} to draw; the document has {}", number,
                FPDF_GetPageCount(document.get()));
  const double wide = FPDF_GetPageWidthF(page.get());
  const double high = FPDF_GetPageHeightF(page.get());
  if (!(wide > 0) || !(high > 0))
    return fail(Code::kInvalidArgument, "damaged_file", "page {} has no size", number);
  const int height =
      static_cast<int>(std::lround(std::clamp(width * high / wide, 1.0, kHeightMax)));
  const Bitmap bitmap(FPDFBitmap_Create(width, height, 0), &FPDFBitmap_Destroy);
  if (!bitmap)
    return fail(Code::kResourceExhausted, "parser_out_of_memory",
                "no memory for a picture of {} by {} pixels", width, height);
  FPDFBitmap_FillRect(bitmap.get(), 0, 0, width, height, 0xFFFFFFFF);
  FPDF_RenderPageBitmap(bitmap.get(), page.get(), 0, 0, width, height, 0, FPDF_ANNOT);
  std::string png;
  if (!write_png(static_cast<const unsigned char*>(FPDFBitmap_GetBuffer(bitmap.get())),
                 FPDFBitmap_GetStride(bitmap.get()), width, height, &png))
    return fail(Code::kInternal, "picture_failed", "page {} could not be written as PNG", number);
  return png;
}

}  // namespace

int run_render_child(int page, int width) {
  (void)platform::give_up_privileges();
  const auto png = render(platform::kChildInput, page, width);
  write_frame(png ? encode_frame(FrameType::kImage, *png)
                  : encode_frame(FrameType::kError, encode_error(png.error())));
  return 0;
}

Result<std::string> render_page_in_child(const std::filesystem::path& path, int page, int width,
                                         const platform::ChildLimits& limits,
                                         const std::atomic<bool>& stop) {
  if (width < 1 || width > kRenderWidthMax)
    return fail(Code::kInvalidArgument, "invalid_width",
                "a picture may be 1 to {} pixels wide, not {}", kRenderWidthMax, width);
  if (page < 1)
    return fail(Code::kNotFound, "page_not_found", "there is no page {}; pages count from 1", page);
  auto child = TRY(platform::ChildProcess::start(
      parser_program(), {"render-child", std::to_string(page), std::to_string(width)}, limits,
      path));
  Frame frame = TRY(read_frame(child, path.filename().string(), stop));
  if (frame.type == FrameType::kImage) return std::move(frame.body);
  if (frame.type == FrameType::kError) return std::unexpected(decode_error(frame.body));
  return fail(Code::kInvalidArgument, "parser_died", "page {} could not be drawn", page);
}

}  // namespace alexandria::ingest
