#include "alexandria/base/bytes.hpp"
#include "alexandria/model/codec.hpp"

namespace alexandria::model {
namespace {

// Beside the kind of a block.
constexpr std::uint8_t kSetAside = 0x80;
constexpr std::uint8_t kHasCells = 0x40;
constexpr std::uint8_t kHasPageBreaks = 0x20;
constexpr std::uint8_t kFlags = kSetAside | kHasCells | kHasPageBreaks;

bool boundary(std::string_view text, std::uint32_t at) {
  return at == text.size() ||
         (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80);
}

bool sound(const ParsedPart& part) {
  std::uint32_t last = 0;
  for (const Block& block : part.blocks) {
    if (block.begin < last || block.end < block.begin || !boundary(part.text, block.begin) ||
        !boundary(part.text, block.end))
      return false;
    if (block.kind > BlockKind::kCaption) return false;
    last = block.end;
  }
  last = 0;
  for (const Word& word : part.words) {
    if (word.begin < last || !boundary(part.text, word.begin) ||
        !boundary(part.text, word.begin + word.length))
      return false;
    last = word.begin + word.length;
  }
  last = 0;
  for (const Cell& cell : part.cells) {
    if (cell.begin < last || cell.end < cell.begin || !boundary(part.text, cell.begin) ||
        !boundary(part.text, cell.end))
      return false;
    last = cell.end;
  }
  last = 0;
  for (const PageBreak& turned : part.page_breaks) {
    if (turned.begin < last || turned.page == 0 || !boundary(part.text, turned.begin)) return false;
    last = turned.begin;
  }
  return true;
}

using CellIterator = std::vector<Cell>::const_iterator;

// Places are written as steps from the cell before, or the beginning of the block.
void write_cells(std::uint32_t place, CellIterator first, CellIterator last,
                 base::ByteWriter& out) {
  out.varint(static_cast<std::uint64_t>(last - first));
  for (auto cell = first; cell != last; ++cell) {
    out.varint(cell->begin - place);
    out.varint(cell->end - cell->begin);
    out.varint(cell->row);
    out.varint(cell->column);
    out.varint(cell->columns << 2U | (cell->is_header ? 2U : 0U) | (cell->is_repeated ? 1U : 0U));
    place = cell->end;
  }
}

void read_cells(std::uint32_t place, base::ByteReader& in, std::vector<Cell>& cells) {
  const std::uint64_t count = in.varint();
  const auto u32 = [&in] { return static_cast<std::uint32_t>(in.varint()); };
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
    Cell& cell = cells.emplace_back();
    cell.begin = place + u32();
    cell.end = cell.begin + u32();
    cell.row = u32();
    cell.column = u32();
    const std::uint32_t span = u32();
    cell.columns = span >> 2U;
    cell.is_header = (span & 2U) != 0;
    cell.is_repeated = (span & 1U) != 0;
    place = cell.end;
  }
}

using BreakIterator = std::vector<PageBreak>::const_iterator;

void write_page_breaks(std::uint32_t place, BreakIterator first, BreakIterator last,
                       base::ByteWriter& out) {
  out.varint(static_cast<std::uint64_t>(last - first));
  for (auto turned = first; turned != last; ++turned) {
    out.varint(turned->begin - place);
    out.varint(turned->page);
  }
}

void read_page_breaks(std::uint32_t place, base::ByteReader& in, std::vector<PageBreak>& breaks) {
  const std::uint64_t count = in.varint();
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
    PageBreak& turned = breaks.emplace_back();
    turned.begin = place + static_cast<std::uint32_t>(in.varint());
    turned.page = static_cast<std::uint32_t>(in.varint());
  }
}

// Whether what came with a block, from the given cell and page break on, lies inside of it.
bool lies_inside(const Block& block, const ParsedPart& part, std::size_t cells,
                 std::size_t breaks) {
  for (; cells < part.cells.size(); ++cells)
    if (part.cells[cells].begin < block.begin || part.cells[cells].end > block.end) return false;
  for (; breaks < part.page_breaks.size(); ++breaks) {
    const std::uint32_t begin = part.page_breaks[breaks].begin;
    if (begin < block.begin || begin >= block.end) return false;
  }
  return true;
}

}  // namespace

std::uint32_t ParsedPart::page_at(std::uint32_t byte) const {
  std::uint32_t out = page;
  for (const PageBreak& turned : page_breaks)
    if (turned.begin <= byte) out = turned.page;
  return out;
}

std::string encode_part(const ParsedPart& part) {
  base::ByteWriter out;
  out.varint(part.number);
  out.varint(part.page);
  out.text(part.text);
  out.text(part.sheet);
  out.varint(part.blocks.size());
  auto cell = part.cells.begin();
  auto turned = part.page_breaks.begin();
  for (const Block& block : part.blocks) {
    const auto first_turned = turned;
    while (turned != part.page_breaks.end() && turned->begin < block.end)
      ++turned;
    const auto first = cell;
    while (cell != part.cells.end() && cell->end <= block.end)
      ++cell;
    out.number(static_cast<std::uint8_t>(
        static_cast<std::uint8_t>(block.kind) | (block.set_aside ? kSetAside : 0) |
        (cell != first ? kHasCells : 0) | (turned != first_turned ? kHasPageBreaks : 0)));
    out.number(block.level);
    out.varint(block.begin);
    out.varint(block.end - block.begin);
    out.text(block.range);
    if (cell != first) write_cells(block.begin, first, cell, out);
    if (turned != first_turned) write_page_breaks(block.begin, first_turned, turned, out);
  }
  out.array(part.words);
  return out.take();
}

Result<ParsedPart> decode_part(std::string_view bytes) {
  base::ByteReader in(bytes);
  ParsedPart part;
  part.number = static_cast<std::uint32_t>(in.varint());
  part.page = static_cast<std::uint32_t>(in.varint());
  part.text = in.text();
  part.sheet = in.text();
  const std::uint64_t blocks = in.varint();
  bool is_inside = true;
  for (std::uint64_t i = 0; i < blocks && !in.failed(); ++i) {
    Block block;
    const auto kind = in.number<std::uint8_t>();
    block.kind = static_cast<BlockKind>(kind & ~kFlags);
    block.set_aside = (kind & kSetAside) != 0;
    block.level = in.number<std::uint8_t>();
    block.begin = static_cast<std::uint32_t>(in.varint());
    block.end = static_cast<std::uint32_t>(block.begin + in.varint());
    block.range = in.text();
    const std::size_t cells = part.cells.size();
    const std::size_t breaks = part.page_breaks.size();
    if ((kind & kHasCells) != 0) read_cells(block.begin, in, part.cells);
    if ((kind & kHasPageBreaks) != 0) read_page_breaks(block.begin, in, part.page_breaks);
    is_inside = is_inside && lies_inside(block, part, cells, breaks);
    part.blocks.push_back(std::move(block));
  }
  part.words = in.array<Word>();
  if (!in.finished() || !is_inside || !sound(part))
    return fail(Code::kDataLoss, "invalid_part", "a parsed part of {} bytes is damaged",
                bytes.size());
  return part;
}

std::string encode_facts(const DocumentFacts& facts) {
  base::ByteWriter out;
  for (const std::string* field : {&facts.kind, &facts.title, &facts.language, &facts.warning})
    out.text(*field);
  out.varint(facts.pages);
  const Accounting& accounting = facts.accounting;
  for (const std::uint64_t number :
       {accounting.seen, accounting.text, accounting.set_aside, accounting.not_read})
    out.varint(number);
  out.varint(accounting.not_understood.size());
  for (const auto& [kind, number] : accounting.not_understood) {
    out.text(kind);
    out.varint(number);
  }
  out.varint(facts.properties.size());
  for (const Property& property : facts.properties) {
    out.text(property.name);
    out.text(property.value);
  }
  return out.take();
}

Result<DocumentFacts> decode_facts(std::string_view bytes) {
  base::ByteReader in(bytes);
  DocumentFacts facts;
  for (std::string* field : {&facts.kind, &facts.title, &facts.language, &facts.warning})
    *field = in.text();
  facts.pages = static_cast<std::uint32_t>(in.varint());
  Accounting& accounting = facts.accounting;
  for (std::uint64_t* number :
       {&accounting.seen, &accounting.text, &accounting.set_aside, &accounting.not_read})
    *number = in.varint();
  const std::uint64_t kinds = in.varint();
  for (std::uint64_t i = 0; i < kinds && !in.failed(); ++i) {
    std::string kind(in.text());
    accounting.not_understood.emplace_back(std::move(kind), in.varint());
  }
  const std::uint64_t properties = in.varint();
  for (std::uint64_t i = 0; i < properties && !in.failed(); ++i) {
    std::string name(in.text());
    facts.properties.push_back({std::move(name), std::string(in.text())});
  }
  if (!in.finished())
    return fail(Code::kDataLoss, "invalid_facts", "the facts of a document ({} bytes) are damaged",
                bytes.size());
  return facts;
}

}  // namespace alexandria::model
