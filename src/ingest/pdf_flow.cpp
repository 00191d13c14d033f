#include "pdf_flow.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"
#include "pdf_rows.hpp"

namespace alexandria::ingest {
namespace {

constexpr float kSameSize = .6F;           // points, as within a paragraph
constexpr int kFullPercent = 85;           // of the paragraph's width
constexpr std::size_t kCarriedMax = 1500;  // bytes: sentences that are longer are lists or tables

constexpr std::array<std::string_view, 14> kEnds = {".",  "!",  "?", ":", ";", "…", "。",
                                                    "！", "？", "؟", "۔", "।", "։", "॥"};
constexpr std::array<std::string_view, 10> kClosing = {"\"", "'", ")",  "]",  "”",
                                                       "’",  "»", "」", "』", "）"};
constexpr std::array<std::string_view, 8> kOpening = {"\"", "'", "(", "[", "“", "‘", "«", "「"};

bool strip_end(std::string_view& text, const auto& marks) {
  for (const std::string_view mark : marks)
    if (text.ends_with(mark)) {
      text.remove_suffix(mark.size());
      return true;
    }
  return false;
}
bool strip_begin(std::string_view& text, const auto& marks) {
  for (const std::string_view mark : marks)
    if (text.starts_with(mark)) {
      text.remove_prefix(mark.size());
      return true;
    }
  return false;
}

bool ends_sentence(const std::string& line) {
  std::string_view text = text::trim(line);
  while (strip_end(text, kClosing))
    ;
  return text.empty() || strip_end(text, kEnds);
}

enum class Beginning { kWithin, kCapital, kOther };

Beginning beginning_of(const std::string& line) {
  std::string_view text = text::trim(line);
  while (strip_begin(text, kOpening))
    ;
  if (text.empty()) return Beginning::kOther;
  UChar32 c = 0;
  std::int32_t at = 0;
  U8_NEXT(text.data(), at, static_cast<std::int32_t>(text.size()), c);
  if (c < 0) return Beginning::kOther;
  if (u_islower(c) || u_charType(c) == U_OTHER_LETTER) return Beginning::kWithin;
  if (u_isupper(c)) return Beginning::kCapital;
  const std::size_t number_end = text.find_first_not_of("0123456789");
  const bool is_item =
      number_end != std::string_view::npos && (text[number_end] == '.' || text[number_end] == ')');
  return u_isdigit(c) && !is_item ? Beginning::kCapital : Beginning::kOther;
}

// The paragraph whose text goes on: footnotes below it are smaller.
PdfBlock* last_paragraph(std::vector<PdfBlock>& flow, const PdfStyle& style) {
  for (std::size_t i = flow.size(); i-- > 0;) {
    PdfBlock& block = flow[i];
    if (block.kind != PdfBlockKind::kText || block.set_aside) return nullptr;
    const float size = block.rows.back().back().size;
    if (size > style.body_size - kSameSize) return &block;
  }
  return nullptr;
}

PdfBlock* first_paragraph(std::vector<PdfBlock>& flow) {
  if (flow.empty()) return nullptr;
  PdfBlock& block = flow.front();
  return block.kind == PdfBlockKind::kText && !block.set_aside ? &block : nullptr;
}

bool is_full(const PdfBlock& block) {
  int widest = 0;
  for (const PdfRow& row : block.rows)
    widest = std::max(widest, row.front().box.width());
  return block.rows.size() > 1 &&
         block.rows.back().back().box.width() * 100 >= widest * kFullPercent;
}

// How many words of a block end the sentence that `before` begins: all where it does not end.
class SentenceEnd {
 public:
  explicit SentenceEnd(const PdfLine& before)
      : text_(before.text()), begin_(text_.size()), looked_at_(begin_) {}

  std::size_t words(const PdfBlock& block) {
    std::vector<std::size_t> ends;
    for (const PdfRow& row : block.rows) {
      for (const PdfWord& word : row.front().words) {
        if (!word.is_glued) text_ += ' ';
        text_ += word.open + word.text + word.close;
        ends.push_back(text_.size());
      }
      const std::optional<std::size_t> end = sentence_end();
      if (end)
        return static_cast<std::size_t>(std::ranges::lower_bound(ends, *end) - ends.begin()) + 1;
      if (text_.size() > begin_ + kCarriedMax) break;
    }
    return ends.size();
  }

 private:
  // Where the sentence ends, if another begins behind it. Looked for only where a line has a sign
  // that may end one: to find sentences is dear.
  std::optional<std::size_t> sentence_end() {
    const std::string_view fresh = std::string_view(text_).substr(looked_at_);
    const bool may_end = std::ranges::any_of(
        kEnds, [&](std::string_view mark) { return fresh.find(mark) != std::string_view::npos; });
    looked_at_ = text_.size();
    may_end_ = may_end_ || may_end;
    if (!may_end_) return std::nullopt;
    for (const auto& [begin, end] : text::split_sentences(text_))
      if (end > begin_ + 1 && end < text_.size()) return end;
    return std::nullopt;
  }

  std::string text_;
  std::size_t begin_;
  std::size_t looked_at_ = 0;
  bool may_end_ = false;
};

void refresh(PdfLine& line) {
  line.box = {};
  for (const PdfWord& word : line.words)
    line.box.add(word.box);
}

}  // namespace

bool may_go_on(const PdfLine& above, const PdfLine& below, bool is_full) {
  if (std::abs(above.size - below.size) > kSameSize || above.bold != below.bold) return false;
  if (ends_sentence(above.text())) return false;
  const Beginning beginning = beginning_of(below.text());
  return beginning == Beginning::kWithin || (is_full && beginning == Beginning::kCapital);
}

void complete_last_sentence(std::vector<PdfBlock>& flow, std::vector<PdfBlock>& next_flow,
                            const PdfStyle& style, std::uint32_t next_page) {
  PdfBlock* above = last_paragraph(flow, style);
  PdfBlock* below = first_paragraph(next_flow);
  if (above == nullptr || below == nullptr) return;
  const PdfLine& last = above->rows.back().back();
  if (!may_go_on(last, below->rows.front().front(), is_full(*above))) return;
  std::size_t words = SentenceEnd(last).words(*below);
  while (words > 0 && !below->rows.empty()) {
    PdfLine& line = below->rows.front().front();
    const auto count = static_cast<std::ptrdiff_t>(std::min(words, line.words.size()));
    words -= static_cast<std::size_t>(count);
    PdfLine moved = line;
    moved.words.assign(line.words.begin(), line.words.begin() + count);
    for (PdfWord& word : moved.words)
      word.page = next_page;
    refresh(moved);
    above->rows.push_back({std::move(moved)});
    line.words.erase(line.words.begin(), line.words.begin() + count);
    if (line.words.empty())
      below->rows.erase(below->rows.begin());
    else
      refresh(line);
  }
  if (below->rows.empty()) next_flow.erase(next_flow.begin());
}

}  // namespace alexandria::ingest
