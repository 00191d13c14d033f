#include "alexandria/text/unicode.hpp"
#include "parsers.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kPartBytes = 24 << 10;      // a heading after so much begins a new part
constexpr std::size_t kPartBytesMax = 32 << 10;   // any block after so much does
constexpr std::size_t kBlockBytesMax = 24 << 10;  // longer ones are cut at line ends

// Of the lines of a table from `begin` as many as fit in a block; a line alone that does not fit is
// cut in a cell. The text ends with a newline, which no block has.
std::size_t end_of_lines(std::string_view text, std::size_t begin) {
  if (text.size() - begin <= kBlockBytesMax) return text.size() - 1;
  const std::size_t newline = text.rfind('\n', begin + kBlockBytesMax);
  if (newline != std::string_view::npos && newline > begin) return newline;
  std::size_t end = begin + kBlockBytesMax;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return end;
}

}  // namespace

namespace {

// The indent of the first line of code means something.
std::string_view without_ends(model::BlockKind kind, std::string_view text) {
  const std::string_view inside = text::trim(text);
  if (kind != model::BlockKind::kCode || inside.empty()) return inside;
  const auto begin = static_cast<std::size_t>(inside.data() - text.data());
  const std::size_t newline = text.rfind('\n', begin);
  const std::size_t first = newline < begin ? newline + 1 : 0;
  return text.substr(first, begin + inside.size() - first);
}

}  // namespace

void PartBuilder::add(model::BlockKind kind, std::string_view text, const BlockTraits& traits) {
  text = without_ends(kind, text);
  if (text.empty() || stopped_) return;
  std::uint64_t& kept = traits.set_aside ? accounting_.set_aside : accounting_.text;
  kept += text::count_visible(text) - traits.written;
  while (text.size() > kBlockBytesMax) {
    std::size_t cut = text.rfind('\n', kBlockBytesMax);
    if (cut == std::string_view::npos || cut == 0) cut = kBlockBytesMax;
    while ((static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)
      --cut;
    append(kind, text::trim(text.substr(0, cut)), traits);
    text = text::trim(text.substr(cut));
  }
  append(kind, text, traits);
}

void PartBuilder::append(model::BlockKind kind, std::string_view text, const BlockTraits& traits) {
  if (text.empty() || stopped_) return;
  const std::size_t most = kind == model::BlockKind::kHeading ? kPartBytes : kPartBytesMax;
  if (part_.text.size() + text.size() > most) flush();
  if (!part_.text.empty()) part_.text += '\n';
  const auto begin = static_cast<std::uint32_t>(part_.text.size());
  part_.text += text;
  part_.blocks.push_back({kind, traits.level, begin, static_cast<std::uint32_t>(part_.text.size()),
                          traits.range, traits.set_aside});
  part_.text += '\n';
}

void PartBuilder::add_lines(const TableLines& lines, const BlockTraits& traits) {
  const std::string_view text = lines.text.text;
  std::uint64_t& kept = traits.set_aside ? accounting_.set_aside : accounting_.text;
  if (!stopped_) kept += text::count_visible(text) - lines.text.characters;
  auto cell = lines.cells.begin();
  for (std::size_t begin = 0; begin < text.size() && !stopped_;) {
    const std::size_t end = end_of_lines(text, begin);
    append(model::BlockKind::kTable, text.substr(begin, end - begin), traits);
    const std::uint32_t block = stopped_ ? 0 : part_.blocks.back().begin;
    for (; cell != lines.cells.end() && cell->begin < end && !stopped_; ++cell) {
      model::Cell& placed = part_.cells.emplace_back(*cell);
      placed.begin = block + static_cast<std::uint32_t>(cell->begin - begin);
      placed.end =
          block + static_cast<std::uint32_t>(std::min<std::size_t>(cell->end, end) - begin);
    }
    begin = end + (text[end] == '\n' ? 1 : 0);
  }
}

void PartBuilder::add_table(const Table& table, const BlockTraits& traits) {
  const TableText text = write_table(table);
  add_lines(text.header, {.set_aside = traits.set_aside || text.is_header_told()});
  add_lines(text.rows, {.set_aside = traits.set_aside});
}

void PartBuilder::flush() {
  if (part_.text.empty() && next_ > 0) return;
  part_.number = next_++;
  const std::string sheet = part_.sheet;
  if (part_.number >= source_.first_part && !sink_.part(std::move(part_))) stopped_ = true;
  part_ = {};
  part_.sheet = sheet;
}

void PartBuilder::finish() { flush(); }

std::string title_from_name(const std::string& name) {
  return std::filesystem::path(name).stem().string();
}

}  // namespace alexandria::ingest
