#include "alexandria/text/lines.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <optional>

#include "alexandria/text/ascii.hpp"
#include "alexandria/text/unicode.hpp"
#include "hyphens.hpp"
#include "letters.hpp"

namespace alexandria::text {
namespace {

// A line that leaves so much of the paragraph's width free, though the next word would have fitted,
// was ended on purpose.
constexpr double kFilled = .75;
constexpr double kFilledWithoutCase = .6;  // where no capital tells that something begins

constexpr std::array<std::string_view, 8> kBullets = {"- ", "* ", "• ", "◦ ",
                                                      "‣ ", "▪ ", "– ", "+ "};
constexpr std::size_t kSureBullets = 6;  // the others are also dashes and signs inside sentences

struct Line {
  std::size_t begin = 0;  // without the white space around it and the marks of quotations
  std::size_t end = 0;
  std::size_t width = 0;   // in columns
  std::size_t number = 0;  // of a list item that begins with one
  bool blank = false;
  bool item = false;
  bool labelled = false;
  bool alone = false;  // a heading, a row of a table, a rule: no sentence goes on from or to it
};

// Han and Kana letters are set twice as wide as others.
std::size_t columns_of(std::string_view line) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < line.size();) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(line.data(), at, line.size(), c);
    const bool mark = (U_GET_GC_MASK(c) & U_GC_MN_MASK) != 0;
    columns += mark ? 0 : c >= 0x2E80 && c < 0xFFE8 ? 2 : 1;
  }
  return columns;
}

// "12. ", "12) ", "(12) ": the number; 0 if the line begins with none.
std::size_t numbered(std::string_view line) {
  const bool bracket = line.starts_with('(');
  if (bracket) line.remove_prefix(1);
  std::size_t digits = 0;
  while (digits < line.size() && is_digit(line[digits]))
    ++digits;
  if (digits == 0 || digits > 2 || digits + 1 >= line.size() || line[digits + 1] != ' ') return 0;
  const char mark = line[digits];
  if (mark != ')' && (bracket || mark != '.')) return 0;
  std::size_t number = 0;
  for (const char c : line.substr(0, digits))
    number = number * 10 + static_cast<std::size_t>(c - '0');
  return number;
}

// "a) ", "(b) ".
bool lettered(std::string_view line) {
  if (line.starts_with('(')) line.remove_prefix(1);
  return line.size() > 2 && std::isalpha(static_cast<unsigned char>(line[0])) && line[1] == ')' &&
         line[2] == ' ';
}

bool is_heading(std::string_view line) {
  const std::size_t marks = line.find_first_not_of('#');
  return marks != std::string_view::npos && marks >= 1 && marks <= 6 && line[marks] == ' ';
}

bool is_table_row(std::string_view line) {
  if (line.starts_with('|') || line.find('\t') != std::string_view::npos || is_barred(line))
    return true;
  const std::size_t gap = line.find("   ");
  return gap != std::string_view::npos &&
         line.find("   ", line.find_first_not_of(' ', gap)) != std::string_view::npos;
}

// "Capital: Paris".
bool is_labelled(std::string_view line) {
  constexpr std::size_t kLabelBytesMax = 60;
  const std::size_t colon = line.find(": ");
  return colon != std::string_view::npos && colon > 0 && colon <= kLabelBytesMax &&
         line.substr(0, colon).find_first_of(".!?;,") == std::string_view::npos;
}

bool says_nothing(std::string_view line) {
  return std::ranges::none_of(line, [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c));
  });
}

class Joiner {
 public:
  explicit Joiner(std::string_view text) : text_(text) {}

  JoinedText run() {
    out_.text.reserve(text_.size());
    out_.origins.reserve(text_.size());
    if (text_.find('\n') == std::string_view::npos) {
      put(0, text_.size());
      return std::move(out_);
    }
    read_lines();
    leave_out_page_numbers();
    for (std::size_t first = 0; first < lines_.size();) {
      std::size_t last = first;
      while (last < lines_.size() && !lines_[last].blank)
        ++last;
      join_paragraph(first, last);
      first = last + 1;
    }
    return std::move(out_);
  }

 private:
  std::string_view content(const Line& line) const {
    return text_.substr(line.begin, line.end - line.begin);
  }

  void read_lines() {
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', at), text_.size());
      lines_.push_back(read_line(at, end));
      at = end + 1;
    }
  }

  // A page number stands alone between two lines of one sentence, blank lines beside it or not.
  void leave_out_page_numbers() {
    std::size_t width = 0;
    for (const Line& line : lines_)
      width = std::max(width, line.width);
    for (std::size_t i = 1; i + 1 < lines_.size(); ++i) {
      if (!is_page_number(lines_[i])) continue;
      std::size_t before = i - 1;
      while (before > 0 && lines_[before].blank)
        --before;
      std::size_t after = i + 1;
      while (after + 1 < lines_.size() && lines_[after].blank)
        ++after;
      const Line& last = lines_[before];
      const bool goes_on = !last.blank && !ends_statement(last) && !is_page_number(last) &&
                           static_cast<double>(last.width) >= kFilled * static_cast<double>(width);
      const Line& next = lines_[after];
      if (!goes_on || next.blank || next.alone || next.number > 0 || is_page_number(next)) continue;
      lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(before) + 1,
                   lines_.begin() + static_cast<std::ptrdiff_t>(after));
      i = before;
    }
  }

  bool is_page_number(const Line& line) const {
    if (line.blank) return false;
    std::string_view words = content(line);
    const bool dashed = words.size() > 4 && words.starts_with("- ") && words.ends_with(" -");
    if (dashed) words = trim(words.substr(1, words.size() - 2));
    return words.size() <= 4 && std::ranges::all_of(words, is_digit);
  }

  Line read_line(std::size_t begin, std::size_t end) const {
    std::string_view line = trim(text_.substr(begin, end - begin));
    while (line.starts_with("> "))
      line = trim(line.substr(2));
    Line out;
    out.blank = line.empty() || line == ">";
    if (out.blank) return out;
    out.begin = static_cast<std::size_t>(line.data() - text_.data());
    out.end = out.begin + line.size();
    out.width = columns_of(line);
    out.number = numbered(line);
    out.labelled = is_labelled(line);
    out.alone = is_heading(line) || is_table_row(line) || says_nothing(line);
    return out;
  }

  void join_paragraph(std::size_t first, std::size_t last) {
    std::size_t width = 0;
    for (std::size_t i = first; i < last; ++i)
      width = std::max(width, lines_[i].width);
    for (std::size_t i = first; i < last; ++i) {
      Line& line = lines_[i];
      line.item = begins_item(i == first ? nullptr : &lines_[i - 1], line);
      std::size_t end = line.end;
      if (i == first)
        separate(line.begin);
      else if (stays_apart(lines_[i - 1], line, width))
        separate(lines_[i - 1].end);
      if (line.item) last_number_ = line.number;
      const bool joins = i + 1 < last && !joins_nothing(i, last, width);
      if (joins && cut_word_goes_on(line, lines_[i + 1])) end = before_hyphen(line);
      put(line.begin, end);
      if (joins && end == line.end) put_gap(line, lines_[i + 1]);
    }
    last_number_ = 0;
  }

  // Whether line i + 1 will stay apart from line i.
  bool joins_nothing(std::size_t i, std::size_t last, std::size_t width) {
    if (i + 1 >= last) return true;
    Line& next = lines_[i + 1];
    next.item = begins_item(&lines_[i], next);
    return stays_apart(lines_[i], next, width);
  }

  bool begins_item(const Line* before, const Line& line) const {
    const std::string_view words = content(line);
    for (std::size_t i = 0; i < kBullets.size(); ++i)
      if (words.starts_with(kBullets[i]))
        return i < kSureBullets || before == nullptr || before->item || ends_statement(*before);
    if (line.number > 0)
      return before == nullptr || line.number == last_number_ + 1 || ends_statement(*before);
    return lettered(words) && (before == nullptr || before->item || ends_statement(*before));
  }

  bool ends_statement(const Line& line) const {
    const std::string_view words = content(line);
    constexpr std::array<std::string_view, 9> kEnds = {".",  "!",  "?",  ":", ";",
                                                       "。", "！", "？", "："};
    return line.alone ||
           std::ranges::any_of(kEnds, [&](std::string_view end) { return words.ends_with(end); });
  }

  bool stays_apart(const Line& before, const Line& line, std::size_t width) const {
    if (before.alone || line.alone || line.item) return true;
    if (before.labelled && line.labelled) return true;  // names and values, one a line
    const UChar32 first = letter_at(text_, line.begin);
    if (u_islower(first) || content(before).ends_with(',') || hyphen_length(before) > 0)
      return false;
    const std::string_view words = content(line);
    const std::size_t word =
        is_unspaced(first) ? 1 : count_code_points(words.substr(0, words.find(' ')));
    const double filled = u_isupper(first) ? kFilled : kFilledWithoutCase;
    return static_cast<double>(before.width + 1 + word) < filled * static_cast<double>(width);
  }

  // Bytes of the hyphen behind a letter at the end of a line; 0 if there is none.
  std::size_t hyphen_length(const Line& line) const {
    const std::string_view words = content(line);
    for (const std::string_view hyphen : {"-", "\xE2\x80\x90", "\xC2\xAD"})
      if (words.ends_with(hyphen) && words.size() > hyphen.size() &&
          u_isalpha(letter_before(text_, line.end - hyphen.size())))
        return hyphen.size();
    return 0;
  }
  std::size_t before_hyphen(const Line& line) const { return line.end - hyphen_length(line); }

  // Whether the hyphen at the end of the line only shows that a word goes on.
  bool cut_word_goes_on(const Line& line, const Line& next) const {
    if (hyphen_length(line) == 0 || !u_islower(letter_at(text_, next.begin))) return false;
    const std::string_view rest = content(next);
    const std::string_view word = rest.substr(0, rest.find_first_of(" .,;:!?)"));
    if (follows_open_hyphen(word)) return false;
    const std::string_view head = content(line);
    const std::size_t space = head.find_last_of(" (");
    const std::string_view begun = space == std::string_view::npos ? head : head.substr(space + 1);
    return text_.find(std::string(begun) + std::string(word)) == std::string_view::npos;
  }

  void put_gap(const Line& line, const Line& next) {
    if (hyphen_length(line) > 0) {
      const std::string_view rest = content(next);
      const std::string_view word = rest.substr(0, rest.find(' '));
      if (!follows_open_hyphen(word)) return;
    }
    const UChar32 last = letter_before(text_, line.end);
    const UChar32 first = letter_at(text_, next.begin);
    if (is_unspaced(last) && is_unspaced(first)) return;
    put_byte(' ', line.end);
  }

  void separate(std::size_t from) {
    if (!out_.text.empty()) put_byte('\n', from);
  }
  void put(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      put_byte(text_[i], i);
  }
  void put_byte(char c, std::size_t from) {
    out_.text += c;
    out_.origins.push_back(static_cast<std::uint32_t>(from));
  }

  std::string_view text_;
  std::vector<Line> lines_;
  std::size_t last_number_ = 0;
  JoinedText out_;
};

}  // namespace

bool is_barred(std::string_view line) {
  const std::size_t bar = line.find(" | ");
  return bar != std::string_view::npos && bar > 0;
}

JoinedText join_lines(std::string_view utf8) { return Joiner(utf8).run(); }

std::string on_one_line(std::string_view utf8) { return squeeze(join_lines(utf8).text); }

}  // namespace alexandria::text
