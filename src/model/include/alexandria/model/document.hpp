#pragma once
// The parsed form of a document: parts of text with blocks. A part is a page, or a run of text of
// at most some hundred KiB.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alexandria/model/anchor.hpp"

namespace alexandria::model {

enum class BlockKind : std::uint8_t {
  kHeading,
  kParagraph,
  kList,
  kTable,
  kCode,
  kFigure,
  kCaption
};

/// [begin, end) in bytes of the part's text, on code point boundaries.
struct Block {
  BlockKind kind = BlockKind::kParagraph;
  std::uint8_t level = 0;  // headings: 1 to 6
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string range;  // tables of sheets: the cells, "A1:D1"
  /// Stands in the source, but says nothing of its own: navigation, notices, running heads. It is
  /// kept and shown, and no passage is made of it.
  bool set_aside = false;
  bool operator==(const Block&) const = default;
};

/// One word of a page with its box, in eighths of a point, rounded outwards.
struct Word {
  std::uint32_t begin = 0;  // byte of the part's text
  std::uint16_t length = 0;
  std::uint16_t line = 0;
  std::uint16_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  bool operator==(const Word&) const = default;
};
static_assert(sizeof(Word) == 16);

/// A cell of a table where it stands in the part's text: [begin, end) in bytes, inside of a block
/// of tables. Rows and columns count from 0 in the whole table, which may go on over several
/// blocks. A cell over several rows stands in each of them; where it does not begin, it is
/// repeated.
struct Cell {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  std::uint32_t columns = 1;  // over which it reaches
  bool is_header = false;
  bool is_repeated = false;
  bool operator==(const Cell&) const = default;
};

/// From byte `begin` of the part's text on, it stands on `page`.
struct PageBreak {
  std::uint32_t begin = 0;
  std::uint32_t page = 0;
  bool operator==(const PageBreak&) const = default;
};

struct ParsedPart {
  std::uint32_t number = 0;   // from 0, without gaps
  std::uint32_t page = 0;     // from 1; 0 if the document has no pages
  std::string text;           // UTF-8, ends with a newline unless empty
  std::vector<Block> blocks;  // ascending, not overlapping
  std::vector<Word> words;    // only with pages; ascending
  std::vector<Cell> cells;    // of tables; ascending, not overlapping
  std::string sheet;          // only with sheets
  /// Inside of blocks; ascending. A sentence that goes on over the end of a page belongs to the
  /// part where it begins, so that a part may have text of the next page.
  std::vector<PageBreak> page_breaks;
  /// The page of the text at a byte.
  std::uint32_t page_at(std::uint32_t byte) const;
  bool operator==(const ParsedPart&) const = default;
};

/// What became of everything that a reader of the source could see, in characters: code points but
/// for white space (text::count_visible). A character counts once, however often the text repeats
/// it; what the parser writes itself (bars between cells) does not count.
struct Accounting {
  std::uint64_t seen = 0;
  std::uint64_t text = 0;       // in blocks
  std::uint64_t set_aside = 0;  // in blocks that are set aside
  std::uint64_t not_read = 0;   // inside of things that were not understood
  /// Kinds of such things, and how many there are: "equation as a picture", 2. They need not hold
  /// characters.
  std::vector<std::pair<std::string, std::uint64_t>> not_understood;
  /// Nothing is lost silently: false is a fault of the parser.
  bool balanced() const { return seen == text + set_aside + not_read; }
  void add_not_understood(const std::string& kind, std::uint64_t number);
  bool operator==(const Accounting&) const = default;
};
/// not_understood in words, for the user; empty if there is nothing.
std::string not_understood_in_words(const Accounting& accounting);

/// What a file says of itself beside its text: its author, its keywords, or a field that its writer
/// named.
struct Property {
  std::string name;   // folded: "author", "keywords"
  std::string value;  // several are parted by commas
  bool operator==(const Property&) const = default;
};

/// What the parser learnt of the whole document.
struct DocumentFacts {
  std::string kind;      // "pdf", "docx", "html", "markdown", "text", "code", "csv"
  std::string title;     // empty if it has none of its own
  std::string language;  // BCP 47, empty if unknown
  std::uint32_t pages = 0;
  std::string warning;               // what was left out or mended, for the user; empty if nothing
  Accounting accounting;             // whole at the end
  std::vector<Property> properties;  // but for title and language; each name once
  /// The value of a property, or nothing.
  std::string_view property(std::string_view name) const;
  bool operator==(const DocumentFacts&) const = default;
};

}  // namespace alexandria::model
