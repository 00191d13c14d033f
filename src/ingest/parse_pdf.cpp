#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include <fpdf_attachment.h>
#include <fpdf_doc.h>
#include <fpdfview.h>
#include <unicode/unistr.h>

#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "parsers.hpp"
#include "pdf_file.hpp"
#include "pdf_page.hpp"
#include "pdf_pages.hpp"
#include "properties.hpp"

namespace alexandria::ingest {
namespace {

constexpr int kPagesMax = 20'000;
constexpr int kOutlineMax = 10'000;

// PDFium gives UTF-16LE with a final zero.
template <class F>
std::string utf16_text(F&& read) {
  const unsigned long bytes = read(nullptr, 0UL);
  if (bytes < 4 || bytes > (1UL << 20)) return {};
  std::u16string buffer(bytes / 2, u'\0');
  read(buffer.data(), bytes);
  buffer.pop_back();
  std::string out;
  icu::UnicodeString(buffer.data(), static_cast<std::int32_t>(buffer.size())).toUTF8String(out);
  return text::squeeze(text::to_valid_utf8(out));
}

std::string meta_text(FPDF_DOCUMENT document, const char* name) {
  return utf16_text(
      [&](void* out, unsigned long size) { return FPDF_GetMetaText(document, name, out, size); });
}

// Programs that make PDFs write something where nobody gave a title or an author.
std::string without_filler(std::string text) {
  constexpr std::array<std::string_view, 6> kFillers = {
      "untitled", "(untitled)", "anonymous", "(anonymous)", "unspecified", "(unspecified)"};
  if (std::ranges::find(kFillers, text::fold(text)) != kFillers.end()) return {};
  for (const std::string_view program : {"Word", "PowerPoint", "Excel"}) {
    const std::string prefix = fmt::format("Microsoft {} - ", program);
    if (text.starts_with(prefix)) return title_from_name(text.substr(prefix.size()));
  }
  return text;
}

void read_outline(FPDF_DOCUMENT document, FPDF_BOOKMARK parent, int depth, int& count,
                  std::map<std::string, int>& out) {
  if (depth > 6) return;
  for (FPDF_BOOKMARK mark = FPDFBookmark_GetFirstChild(document, parent);
       mark != nullptr && ++count < kOutlineMax;
       mark = FPDFBookmark_GetNextSibling(document, mark)) {
    const std::string title = utf16_text(
        [&](void* to, unsigned long size) { return FPDFBookmark_GetTitle(mark, to, size); });
    if (!title.empty()) out.emplace(text::fold(title), depth);
    read_outline(document, mark, depth + 1, count, out);
  }
}

// The size most characters of a sample of pages have, so that headings stand out the same way
// wherever a resumed parse begins.
PdfStyle style_of(FPDF_DOCUMENT document, int pages, std::string& sample) {
  PdfStyle style;
  std::map<int, std::size_t> sizes;
  const int step = std::max(1, pages / 6);
  for (int i = 0; i < pages; i += step) {
    const PdfPage page(FPDF_LoadPage(document, i), &FPDF_ClosePage);
    if (!page) continue;
    const PdfText text = read_words(page.get(), &sizes);
    if (!text.is_readable) continue;
    for (const PdfWord& word : text.words)
      sample += word.text + " ";
  }
  if (!sizes.empty())
    style.body_size =
        static_cast<float>(std::max(
            1,
            std::ranges::max_element(sizes, {}, [](const auto& s) { return s.second; })->first)) /
        2;
  int count = 0;
  read_outline(document, nullptr, 1, count, style.outline);
  return style;
}

std::string first_heading(const model::ParsedPart& part) {
  for (const model::Block& block : part.blocks)
    if (block.kind == model::BlockKind::kHeading && block.level <= 2)
      return text::squeeze(
          std::string_view(part.text).substr(block.begin, block.end - block.begin));
  return {};
}

// The words of the part, in its blocks that are text or set aside.
void count_words(const model::ParsedPart& part, model::Accounting& sum) {
  auto block = part.blocks.begin();
  for (const model::Word& word : part.words) {
    while (block != part.blocks.end() && block->end <= word.begin)
      ++block;
    const bool set_aside = block != part.blocks.end() && block->set_aside;
    (set_aside ? sum.set_aside : sum.text) +=
        text::count_visible(std::string_view(part.text).substr(word.begin, word.length));
  }
}

// What a document holds beside its pages.
void count_beside(FPDF_DOCUMENT document, model::Accounting& sum) {
  sum.add_not_understood("attached file", static_cast<std::uint64_t>(
                                              std::max(FPDFDoc_GetAttachmentCount(document), 0)));
  const int form = FPDF_GetFormType(document);
  if (form == FORMTYPE_XFA_FULL || form == FORMTYPE_XFA_FOREGROUND)
    sum.add_not_understood("XFA form", 1);
}

void count_page(const PdfPages::Page& page, model::Accounting& sum) {
  sum.seen += page.characters;
  sum.not_read += page.unread;
  sum.add_not_understood("attached file", page.attachments);
  if (page.is_damaged) sum.add_not_understood("damaged page", 1);
  if (!page.is_readable)
    sum.add_not_understood("page without readable characters", 1);
  else if (page.unread > 0)
    sum.add_not_understood("page with signs that are no text", 1);
}

}  // namespace

Result<void> parse_pdf(const Source& source, const Sink& sink) {
  const PdfDocument document = TRY(open_pdf(source.path, source.name));
  const int pages = FPDF_GetPageCount(document.get());
  if (pages <= 0)
    return fail(Code::kInvalidArgument, "damaged_file", "{} has no pages", source.name);
  if (pages > kPagesMax)
    return fail(Code::kResourceExhausted, "file_too_large", "{} has {} pages; {} are the limit",
                source.name, pages, kPagesMax);

  std::string sample;
  const PdfStyle style = style_of(document.get(), pages, sample);
  model::DocumentFacts facts;
  facts.kind = "pdf";
  facts.title = without_filler(meta_text(document.get(), "Title"));
  for (const char* name : {"Author", "Subject", "Keywords"})
    add_property(name, without_filler(meta_text(document.get(), name)), facts);
  facts.pages = static_cast<std::uint32_t>(pages);
  facts.language = text::detect_language(sample);
  sink.facts(facts);
  const PdfForm form(document.get());
  count_beside(document.get(), facts.accounting);
  PdfPages reader(document.get(), form, style, static_cast<std::size_t>(pages));
  std::uint64_t pages_without_text = 0;
  for (std::uint32_t number = 0; number < static_cast<std::uint32_t>(pages); ++number) {
    const PdfPages::Page page = reader.next();
    model::ParsedPart part = make_part(page.blocks, style, number, number + 1);
    count_page(page, facts.accounting);
    count_words(part, facts.accounting);
    if (!page.is_damaged && page.characters == 0) ++pages_without_text;
    if (number == 0 && facts.title.empty()) {
      facts.title = first_heading(part);
      sink.facts(facts);  // before the first part, so that its records bear the title
    }
    if (number >= source.first_part && !sink.part(std::move(part))) return {};
  }
  facts.accounting.add_not_understood("page without text", pages_without_text);
  facts.accounting.add_not_understood("layer that is off", reader.hidden_layers());
  if (facts.title.empty()) facts.title = title_from_name(source.name);
  sink.facts(facts);
  return {};
}

}  // namespace alexandria::ingest
