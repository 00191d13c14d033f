#include "pdf_notes.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fpdf_annot.h>
#include <unicode/unistr.h>

#include "alexandria/text/unicode.hpp"
#include "pdf_map.hpp"

namespace alexandria::ingest {
namespace {

constexpr int kNotesMax = 10'000;                 // of a page
constexpr unsigned long kNoteBytesMax = 1 << 20;  // of UTF-16
constexpr std::size_t kWordBytesMax = 4096;       // as for words of the page
constexpr int kOptionsMax = 1'000;
constexpr int kUnseen = FPDF_ANNOT_FLAG_HIDDEN | FPDF_ANNOT_FLAG_NOVIEW;

using Annotation =
    std::unique_ptr<std::remove_pointer_t<FPDF_ANNOTATION>, decltype(&FPDFPage_CloseAnnot)>;

// PDFium gives UTF-16LE with a final zero; lines end with \n.
template <class F>
std::string read_text(F&& read) {
  const unsigned long bytes = read(nullptr, 0UL);
  if (bytes < 4 || bytes > kNoteBytesMax) return {};
  std::u16string buffer(bytes / 2, u'\0');
  read(reinterpret_cast<FPDF_WCHAR*>(buffer.data()), bytes);
  buffer.pop_back();
  std::string out;
  icu::UnicodeString(buffer.data(), static_cast<std::int32_t>(buffer.size())).toUTF8String(out);
  std::ranges::replace(out, '\r', '\n');
  return text::to_valid_utf8(out);
}

std::string value_of(FPDF_ANNOTATION note, const char* key) {
  return read_text([&](FPDF_WCHAR* out, unsigned long size) {
    return FPDFAnnot_GetStringValue(note, key, out, size);
  });
}

bool is_note(FPDF_ANNOTATION_SUBTYPE kind) {
  return kind != FPDF_ANNOT_UNKNOWN && kind != FPDF_ANNOT_LINK && kind != FPDF_ANNOT_POPUP &&
         kind != FPDF_ANNOT_WIDGET && kind != FPDF_ANNOT_FILEATTACHMENT;
}

// A name that somebody gave a field for people: not "form1[0].f_12".
bool is_spoken(std::string_view name) {
  return !name.empty() && name.find_first_of("[]#._0123456789") == std::string_view::npos;
}

// What a state is called that says no more than the box.
bool is_yes(std::string_view state) {
  constexpr std::array<std::string_view, 4> kNames = {"Yes", "yes", "On", "on"};
  return std::ranges::find(kNames, state) != kNames.end();
}

class Field {
 public:
  Field(FPDF_FORMHANDLE form, FPDF_ANNOTATION note) : form_(form), note_(note) {}

  std::string name() const {
    const std::string spoken = text::squeeze(read_text([&](FPDF_WCHAR* out, unsigned long size) {
      return FPDFAnnot_GetFormFieldAlternateName(form_, note_, out, size);
    }));
    if (!spoken.empty()) return spoken;
    const std::string own = text::squeeze(read_text([&](FPDF_WCHAR* out, unsigned long size) {
      return FPDFAnnot_GetFormFieldName(form_, note_, out, size);
    }));
    return is_spoken(own) ? own : std::string();
  }

  std::string value() const {
    switch (FPDFAnnot_GetFormFieldType(form_, note_)) {
      case FPDF_FORMFIELD_TEXTFIELD: return is_secret() ? std::string() : text_value();
      case FPDF_FORMFIELD_CHECKBOX: return is_checked() ? "☑" : name().empty() ? "" : "☐";
      case FPDF_FORMFIELD_RADIOBUTTON: return is_checked() ? chosen() : std::string();
      case FPDF_FORMFIELD_COMBOBOX:
      case FPDF_FORMFIELD_LISTBOX: return selected();
      default: return {};
    }
  }

 private:
  // The appearance that is shown: PDFium knows a box only where a page was opened in its form.
  std::string state() const { return value_of(note_, "AS"); }
  bool is_checked() const {
    const std::string shown = state();
    return shown.empty() ? FPDFAnnot_IsChecked(form_, note_) != 0 : shown != "Off";
  }
  bool is_secret() const {
    return (FPDFAnnot_GetFormFieldFlags(form_, note_) & FPDF_FORMFLAG_TEXT_PASSWORD) != 0;
  }
  std::string text_value() const {
    return read_text([&](FPDF_WCHAR* out, unsigned long size) {
      return FPDFAnnot_GetFormFieldValue(form_, note_, out, size);
    });
  }
  std::string chosen() const {
    const std::string value = read_text([&](FPDF_WCHAR* out, unsigned long size) {
      return FPDFAnnot_GetFormFieldExportValue(form_, note_, out, size);
    });
    if (!value.empty()) return value;
    const std::string shown = state();
    return is_spoken(shown) && !is_yes(shown) ? shown : "☑";
  }
  // As the reader sees them; a value that is no option was typed.
  std::string selected() const {
    std::string out;
    const int options = std::min(FPDFAnnot_GetOptionCount(form_, note_), kOptionsMax);
    for (int i = 0; i < options; ++i) {
      if (FPDFAnnot_IsOptionSelected(form_, note_, i) == 0) continue;
      const std::string label = read_text([&](FPDF_WCHAR* to, unsigned long size) {
        return FPDFAnnot_GetOptionLabel(form_, note_, i, to, size);
      });
      if (!label.empty()) out += (out.empty() ? "" : "\n") + label;
    }
    return out.empty() ? text_value() : out;
  }

  FPDF_FORMHANDLE form_;
  FPDF_ANNOTATION note_;
};

class NoteReader {
 public:
  NoteReader(FPDF_PAGE page, const PdfForm& form) : page_(page), form_(form), map_(page) {}

  PdfNotes read() {
    const int count = std::min(FPDFPage_GetAnnotCount(page_), kNotesMax);
    for (int i = 0; i < count; ++i) {
      const Annotation note(FPDFPage_GetAnnot(page_, i), &FPDFPage_CloseAnnot);
      if (note && (FPDFAnnot_GetFlags(note.get()) & kUnseen) == 0) add(note.get());
    }
    std::ranges::stable_sort(out_.blocks, {}, [](const PdfBlock& block) {
      const PdfBox& box = block.rows.front().front().box;
      return std::pair(box.y0, box.x0);
    });
    return std::move(out_);
  }

 private:
  void add(FPDF_ANNOTATION note) {
    FS_RECTF rect{};
    if (FPDFAnnot_GetRect(note, &rect) == 0) return;
    const double left = std::min(rect.left, rect.right), right = std::max(rect.left, rect.right);
    const double low = std::min(rect.bottom, rect.top), high = std::max(rect.bottom, rect.top);
    if (!map_.is_visible(left, right, low, high)) return;
    const PdfBox place = map_.box(left, right, low, high);
    const FPDF_ANNOTATION_SUBTYPE kind = FPDFAnnot_GetSubtype(note);
    if (kind == FPDF_ANNOT_WIDGET && form_.handle() != nullptr) {
      const Field field(form_.handle(), note);
      add_block(field.name(), field.value(), place);
    } else if (kind == FPDF_ANNOT_FILEATTACHMENT) {
      ++out_.attachments;
    } else if (is_note(kind)) {
      const bool is_text_of_page = kind == FPDF_ANNOT_FREETEXT;
      const std::string author = is_text_of_page ? "" : text::squeeze(value_of(note, "T"));
      add_block(author, value_of(note, "Contents"), place);
    }
  }

  // The label is written by us: it has no words.
  void add_block(const std::string& label, const std::string& content, const PdfBox& place) {
    PdfBlock block;
    block.kind = PdfBlockKind::kApart;
    for (std::size_t begin = 0; begin < content.size();) {
      const std::size_t end = std::min(content.find('\n', begin), content.size());
      PdfLine line = line_of(text::squeeze(content.substr(begin, end - begin)), place);
      if (!line.words.empty()) block.rows.push_back({std::move(line)});
      begin = end + 1;
    }
    if (block.rows.empty()) return;
    if (!label.empty())
      block.rows.front().front().words.front().open = label + (label.ends_with(':') ? " " : ": ");
    out_.characters += text::count_visible(content);
    out_.blocks.push_back(std::move(block));
  }

  static PdfLine line_of(const std::string& text, const PdfBox& place) {
    PdfLine line;
    line.box = place;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find(' ', begin), text.size());
      add_word(text.substr(begin, end - begin), place, line);
      begin = end + 1;
    }
    return line;
  }

  static void add_word(const std::string& text, const PdfBox& place, PdfLine& line) {
    for (std::size_t begin = 0; begin < text.size();) {
      std::size_t end = std::min(begin + kWordBytesMax, text.size());
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
      PdfWord word;
      word.text = text.substr(begin, end - begin);
      word.box = word.place = place;
      word.is_glued = begin > 0;
      line.words.push_back(std::move(word));
      begin = end;
    }
  }

  FPDF_PAGE page_;
  const PdfForm& form_;
  PdfMap map_;
  PdfNotes out_;
};

}  // namespace

PdfForm::PdfForm(FPDF_DOCUMENT document) : handle_(nullptr, &FPDFDOC_ExitFormFillEnvironment) {
  info_.version = 2;
  if (FPDF_GetFormType(document) != FORMTYPE_NONE)
    handle_.reset(FPDFDOC_InitFormFillEnvironment(document, &info_));
}

PdfNotes read_notes(FPDF_PAGE page, const PdfForm& form) { return NoteReader(page, form).read(); }

}  // namespace alexandria::ingest
