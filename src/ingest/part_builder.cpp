#include "alexandria/text/unicode.hpp"
#include "parsers.hpp"

namespace alexandria::ingest {
namespace {
constexpr std::size_t kPartBytes = 24 << 10;      // a heading after so much begins a new part
constexpr std::size_t kPartBytesMax = 32 << 10;   // any block after so much does
constexpr std::size_t kBlockBytesMax = 24 << 10;  // longer ones are cut at line ends
}  // namespace

void PartBuilder::add(model::BlockKind kind, std::string_view text, const BlockTraits& traits) {
  text = text::trim(text);
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
