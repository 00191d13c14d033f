#include "pdf_running.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>

#include "alexandria/text/ascii.hpp"
#include "alexandria/text/unicode.hpp"
#include "one_of.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kRowsMax = 3;  // at each edge: a head has at most as many lines
constexpr int kZonePercent = 18;     // of the page's height, at each edge
constexpr int kSamePlace = 3 * kUnitsAPoint;
constexpr std::size_t kCountersMax = 4;  // more numbers are a row of a table
constexpr std::size_t kDigitsMax = 9;
constexpr std::size_t kWordsMax = 20;         // longer lines are text
constexpr std::size_t kWordsBesideMax = 8;    // what stands beside a page number, such as a title
constexpr std::size_t kWordsOfPrinters = 6;   // at least, in a line with another number of the page
constexpr float kTitleShare = 1.6F;           // of the body's size, as for headings
constexpr std::string_view kNumber = "\x01";  // in the place of a number

// Words before the number of a page, and between it and that of all; folded.
constexpr std::array<std::string_view, 45> kPageWords = {
    "page",     "pages",  "p",       "pp",    "pg",    "pag",  "seite", "seiten", "s",
    "pagina",   "pagine", "paginas", "folio", "side",  "sida", "sivu",  "strona", "str",
    "strana",   "oldal",  "pagină",  "sayfa", "trang", "стр",  "стор",  "с",      "страница",
    "сторінка", "σελιδα", "σελ",     "עמוד",  "עמ",    "صفحة", "صفحه",  "الصفحة", "halaman",
    "blatt",    "sheet",  "slide",   "folie", "第",    "页",   "頁",    "ページ", "페이지"};
constexpr std::array<std::string_view, 19> kOfWords = {
    "of",  "von", "de", "sur",  "di", "van", "av",   "af",   "z",   "из",
    "από", "απο", "/",  "מתוך", "من", "od",  "dari", "页共", "頁共"};
constexpr std::array<std::string_view, 7> kPartings = {"|", "–", "—", "•", "·", "-", "/"};

using text::is_digit;

bool is_roman(std::string_view word) {
  return !word.empty() && word.size() <= 7 &&
         word.find_first_not_of("ivxlc") == std::string_view::npos;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

// Runs of digits, runs of letters and single signs.
std::vector<std::string_view> tokens_of(std::string_view folded) {
  std::vector<std::string_view> out;
  const auto kind = [](char c) { return is_digit(c) ? 1 : is_letter(c) ? 2 : 0; };
  for (std::size_t i = 0; i < folded.size();) {
    std::size_t end = i + 1;
    while (end < folded.size() && kind(folded[i]) != 0 && kind(folded[end]) == kind(folded[i]))
      ++end;
    out.push_back(folded.substr(i, end - i));
    i = end;
  }
  return out;
}

bool is_number(std::string_view token) {
  return is_digit(token.front()) && token.size() <= kDigitsMax;
}

// Nothing but numbers, words for pages, signs, and single letters, as of an appendix.
bool is_page_number(const std::vector<std::string_view>& tokens) {
  return std::ranges::all_of(tokens, [](std::string_view token) {
    return token.size() == 1 || is_number(token) || is_one_of(token, kPageWords) ||
           is_one_of(token, kOfWords) || is_one_of(token, kPartings);
  });
}

// Beside other text: behind a word for pages, or set apart at one end and no more than pages so
// far.
bool is_page_number_at(const std::vector<std::string_view>& tokens, std::size_t at,
                       std::int64_t value, std::size_t page) {
  const auto next = [&](std::size_t from, int step) {
    std::size_t i = from + static_cast<std::size_t>(step);
    while (i < tokens.size() && (tokens[i] == " " || tokens[i] == "."))
      i += static_cast<std::size_t>(step);
    return i < tokens.size() ? tokens[i] : std::string_view();
  };
  if (is_one_of(next(at, -1), kPageWords)) return true;
  if (value > static_cast<std::int64_t>(page) + 1) return false;
  const auto is_parted = [&](int step) {
    const std::size_t beside = at + static_cast<std::size_t>(step);
    return beside < tokens.size() && tokens[beside] == " " && is_one_of(next(at, step), kPartings);
  };
  return (at + 1 == tokens.size() && is_parted(-1)) || (at == 0 && is_parted(1));
}

// Other digits than ASCII's are folded before.
void read_text(const std::string& line, std::size_t page, PdfEdgeText& out) {
  const std::string folded = text::fold(line);
  out.is_page_number = is_roman(folded);
  if (out.is_page_number) {
    out.words = kNumber;
    out.numbers = {{-1, true}};
    return;
  }
  const std::vector<std::string_view> tokens = tokens_of(folded);
  const auto numbers = static_cast<std::size_t>(std::ranges::count_if(tokens, is_number));
  out.is_page_number = numbers > 0 && numbers <= kCountersMax && is_page_number(tokens);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!is_number(tokens[i])) {
      if (tokens[i] != " ") out.words += tokens[i];
      continue;
    }
    const std::int64_t value = std::stoll(std::string(tokens[i]));
    const bool is_of_page = out.is_page_number || is_page_number_at(tokens, i, value, page);
    out.numbers.push_back({value, is_of_page});
    out.words += kNumber;
  }
}

void add_row(const PdfRow& row, std::size_t number, bool is_top, int page_height, PdfEdges& out) {
  for (PdfLine fragment : row) {
    put_in_order(fragment);
    PdfEdgeText text;
    read_text(fragment.text(), out.page, text);
    text.row = number;
    text.size = fragment.size;
    text.is_top = is_top;
    text.edge = is_top ? fragment.box.y0 : page_height - fragment.box.y1;
    text.x0 = fragment.box.x0;
    text.x1 = fragment.box.x1;
    text.word_count = fragment.words.size();
    out.texts.push_back(std::move(text));
  }
}

bool same_place(const PdfEdgeText& a, const PdfEdgeText& b) {
  const auto near = [](int x, int y) { return std::abs(x - y) <= kSamePlace; };
  return a.is_top == b.is_top && near(a.edge, b.edge) &&
         (near(a.x0, b.x0) || near(a.x1, b.x1) || near((a.x0 + a.x1) / 2, (b.x0 + b.x1) / 2));
}

// The same text, or numbers of pages that count with them.
bool goes_with(const PdfEdgeText& a, const PdfEdgeText& b, std::int64_t pages_on) {
  if (a.words != b.words || a.numbers.size() != b.numbers.size()) return false;
  for (std::size_t i = 0; i < a.numbers.size(); ++i) {
    const std::int64_t step = b.numbers[i].value - a.numbers[i].value;
    const bool may_count = a.numbers[i].is_of_page;
    if (step != 0 && (step != pages_on || !may_count)) return false;
  }
  return true;
}

bool is_running(const PdfEdgeText& text, std::size_t page,
                const std::vector<const PdfEdges*>& neighbours, float body_size) {
  if (text.word_count > kWordsMax) return false;
  if (!text.is_page_number && text.size >= body_size * kTitleShare) return false;
  return std::ranges::any_of(neighbours, [&](const PdfEdges* other) {
    const auto pages_on = static_cast<std::int64_t>(other->page) - static_cast<std::int64_t>(page);
    return std::ranges::any_of(other->texts, [&](const PdfEdgeText& theirs) {
      return same_place(text, theirs) && goes_with(text, theirs, pages_on);
    });
  });
}

// Without the numbers of pages.
std::string said_by(const PdfEdgeText& text) {
  if (text.is_page_number) return {};
  std::string out;
  std::size_t number = 0;
  for (const char c : text.words) {
    if (c != kNumber.front()) {
      out += c;
      continue;
    }
    const PdfEdgeText::Number& here = text.numbers[number++];
    if (!here.is_of_page) out += std::to_string(here.value);
  }
  return out + '\n';
}

// Lines of printers say the number of the page among many others.
void mark_numbers_of_pages(PdfEdges& edges) {
  std::set<std::int64_t> of_page;
  std::map<std::size_t, std::size_t> words;  // by row
  for (const PdfEdgeText& text : edges.texts)
    words[text.row] += text.word_count;
  for (const PdfEdgeText& text : edges.texts)
    if (text.is_page_number)
      for (const PdfEdgeText::Number& number : text.numbers)
        of_page.insert(number.value);
  for (PdfEdgeText& text : edges.texts)
    for (PdfEdgeText::Number& number : text.numbers)
      if (words[text.row] >= kWordsOfPrinters && of_page.contains(number.value))
        number.is_of_page = true;
}

}  // namespace

PdfEdges edges_of(const std::vector<PdfRow>& rows, std::size_t page, int page_height) {
  PdfEdges out;
  out.page = page;
  const int zone = page_height * kZonePercent / 100;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PdfBox& box = rows[i].front().box;
    if (i < kRowsMax && box.y1 <= zone)
      add_row(rows[i], i, true, page_height, out);
    else if (i + kRowsMax >= rows.size() && box.y0 >= page_height - zone)
      add_row(rows[i], i, false, page_height, out);
  }
  mark_numbers_of_pages(out);
  return out;
}

std::vector<PdfRunningRow> running_rows(const std::vector<PdfRow>& rows, const PdfEdges& own,
                                        const std::vector<const PdfEdges*>& neighbours,
                                        float body_size) {
  struct Row {
    bool runs = false;
    std::size_t words_beside = 0;
    std::string says;
  };
  std::map<std::size_t, Row> found;
  for (const PdfEdgeText& text : own.texts) {
    Row& row = found[text.row];
    const bool runs = is_running(text, own.page, neighbours, body_size);
    row.runs = row.runs || runs;
    row.words_beside += runs ? 0 : text.word_count;
    row.says += said_by(text);
  }
  std::vector<PdfRunningRow> out;
  for (auto& [number, row] : found)
    if (row.runs && row.words_beside <= kWordsBesideMax)
      out.push_back({number, std::move(row.says)});
  if (out.size() == rows.size()) return {};
  return out;
}

}  // namespace alexandria::ingest
