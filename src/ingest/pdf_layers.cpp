#include "pdf_layers.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string_view>
#include <utility>

#include <unicode/unistr.h>

namespace alexandria::ingest {
namespace {

constexpr double kDrawnPixels = 700;      // of the longer side: letters of 4 points leave a trace
constexpr int kObjectsMax = 200'000;      // of a page; further ones are seen
constexpr std::size_t kLayersTried = 40;  // of a page; further ones are on
constexpr unsigned long kNameBytesMax = 1 << 12;  // of UTF-16

using Bitmap = std::unique_ptr<std::remove_pointer_t<FPDF_BITMAP>, decltype(&FPDFBitmap_Destroy)>;
using Objects = std::vector<FPDF_PAGEOBJECT>;

template <class F>
std::string marked_text(F&& read) {
  unsigned long bytes = 0;
  if (read(nullptr, 0UL, &bytes) == 0 || bytes < 4 || bytes > kNameBytesMax) return {};
  std::u16string buffer(bytes / 2, u'\0');
  if (read(reinterpret_cast<FPDF_WCHAR*>(buffer.data()), bytes, &bytes) == 0) return {};
  buffer.pop_back();
  std::string out;
  icu::UnicodeString(buffer.data(), static_cast<std::int32_t>(buffer.size())).toUTF8String(out);
  return out;
}

// The name of the layer that an object is marked with; "?" of one that has none, as of several
// layers together. Nothing for most objects.
std::string layer_of(FPDF_PAGEOBJECT object) {
  const int marks = FPDFPageObj_CountMarks(object);
  for (int i = 0; i < marks; ++i) {
    const FPDF_PAGEOBJECTMARK mark = FPDFPageObj_GetMark(object, static_cast<unsigned long>(i));
    const auto name = [&](FPDF_WCHAR* out, unsigned long size, unsigned long* needed) {
      return FPDFPageObjMark_GetName(mark, out, size, needed);
    };
    if (mark == nullptr || marked_text(name) != "OC") continue;
    std::string layer =
        marked_text([&](FPDF_WCHAR* out, unsigned long size, unsigned long* needed) {
          return FPDFPageObjMark_GetParamStringValue(mark, "Name", out, size, needed);
        });
    return layer.empty() ? "?" : layer;
  }
  return {};
}

// Text that nobody sees where it is on, as that of OCR below a scan.
bool is_invisible(FPDF_PAGEOBJECT object) {
  return FPDFPageObj_GetType(object) == FPDF_PAGEOBJ_TEXT &&
         FPDFTextObj_GetTextRenderMode(object) == FPDF_TEXTRENDERMODE_INVISIBLE;
}

std::string drawn(FPDF_PAGE page) {
  const double wide = FPDF_GetPageWidthF(page);
  const double high = FPDF_GetPageHeightF(page);
  const double scale = kDrawnPixels / std::max({wide, high, 1.0});
  const int width = std::max(1, static_cast<int>(std::lround(wide * scale)));
  const int height = std::max(1, static_cast<int>(std::lround(high * scale)));
  const Bitmap bitmap(FPDFBitmap_Create(width, height, 0), &FPDFBitmap_Destroy);
  if (!bitmap) return {};
  FPDFBitmap_FillRect(bitmap.get(), 0, 0, width, height, 0xFFFFFFFF);
  FPDF_RenderPageBitmap(bitmap.get(), page, 0, 0, width, height, 0, 0);
  const auto bytes = static_cast<std::size_t>(FPDFBitmap_GetStride(bitmap.get())) *
                     static_cast<std::size_t>(height);
  return {static_cast<const char*>(FPDFBitmap_GetBuffer(bitmap.get())), bytes};
}

void set_active(const Objects& objects, bool is_active) {
  for (const FPDF_PAGEOBJECT object : objects)
    FPDFPageObj_SetIsActive(object, is_active ? 1 : 0);
}

}  // namespace

void PdfLayers::hide(FPDF_PAGE page) {
  std::map<std::string, Objects> layers;
  const int count = std::min(FPDFPage_CountObjects(page), kObjectsMax);
  for (int i = 0; i < count; ++i) {
    const FPDF_PAGEOBJECT object = FPDFPage_GetObject(page, i);
    std::string layer = object == nullptr ? std::string() : layer_of(object);
    if (!layer.empty() && !on_.contains(layer)) layers[std::move(layer)].push_back(object);
  }
  std::string whole;
  std::size_t tried = 0;
  for (const auto& [name, objects] : layers) {
    if (std::ranges::all_of(objects, is_invisible) || ++tried > kLayersTried) continue;
    if (whole.empty()) whole = drawn(page);
    set_active(objects, false);
    if (!whole.empty() && drawn(page) == whole) {
      off_.insert(name);
      continue;
    }
    set_active(objects, true);
    if (name != "?") on_.insert(name);
  }
}

}  // namespace alexandria::ingest
