#include "docx_symbols.hpp"

#include <cstdlib>
#include <string_view>

#include <unicode/utf8.h>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

// Characters 0x20 to 0xFF of a font, parted by spaces; U+FFFD where none is known. Symbol is the
// encoding of Adobe's font of that name, Wingdings what its pictures show.
constexpr std::string_view kSymbol =
    "� ! ∀ # ∃ % & ∋ ( ) ∗ + , − . / "
    "0 1 2 3 4 5 6 7 8 9 : ; < = > ? "
    "≅ Α Β Χ Δ Ε Φ Γ Η Ι ϑ Κ Λ Μ Ν Ο "
    "Π Θ Ρ Σ Τ Υ ς Ω Ξ Ψ Ζ [ ∴ ] ⊥ _ "
    "‾ α β χ δ ε φ γ η ι ϕ κ λ μ ν ο "
    "π θ ρ σ τ υ ϖ ω ξ ψ ζ { | } ∼ � "
    "� � � � � � � � � � � � � � � � "
    "� � � � � � � � � � � � � � � � "
    "€ ϒ ′ ≤ ⁄ ∞ ƒ ♣ ♦ ♥ ♠ ↔ ← ↑ → ↓ "
    "° ± ″ ≥ × ∝ ∂ • ÷ ≠ ≡ ≈ … ⏐ ⎯ ↵ "
    "ℵ ℑ ℜ ℘ ⊗ ⊕ ∅ ∩ ∪ ⊃ ⊇ ⊄ ⊂ ⊆ ∈ ∉ "
    "∠ ∇ ® © ™ ∏ √ ⋅ ¬ ∧ ∨ ⇔ ⇐ ⇑ ⇒ ⇓ "
    "◊ 〈 ® © ™ ∑ ⎛ ⎜ ⎝ ⎡ ⎢ ⎣ ⎧ ⎨ ⎩ ⎪ "
    "� 〉 ∫ ⌠ ⎮ ⌡ ⎞ ⎟ ⎠ ⎤ ⎥ ⎦ ⎫ ⎬ ⎭ � ";
constexpr std::string_view kWingdings =
    "� ✏ ✂ ✁ � � 📖 � ☎ ✆ ✉ � � � � � "
    "� � � � � � ⌛ ⌨ � � � � � � ✇ ✍ "
    "� ✌ � � � ☜ ☞ ☝ ☟ � ☺ 😐 ☹ 💣 ☠ ⚐ "
    "� ✈ ☼ 💧 ❄ � ✞ � ✠ ✡ ☪ ☯ � ☸ ♈ ♉ "
    "♊ ♋ ♌ ♍ ♎ ♏ ♐ ♑ ♒ ♓ & & ● ❍ ■ ☐ "
    "☐ ❑ ❒ ⬧ ⧫ ◆ ❖ ⬥ ☒ ⍓ ⌘ ❀ ✿ ❝ ❞ � "
    "⓪ ① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨ ⑩ ⓿ ❶ ❷ ❸ ❹ "
    "❺ ❻ ❼ ❽ ❾ ❿ � � � � � � � � · • "
    "▪ ○ � � ◉ ◎ � ▪ ☐ � ✦ ★ ✶ ✴ ✹ ✵ "
    "� ⌖ � � � ✪ ✰ � � � � � � � � � "
    "� � � � � � � � � � � � � � � � "
    "� � � � � ⌫ ⌦ � ➢ � � � ➲ � � ← "
    "→ ↑ ↓ ↖ ↗ ↙ ↘ 🡸 ➔ � � � � � � ⇦ "
    "⇨ ⇧ ⇩ ⬄ � � � � � � � ✗ ✓ ☒ ☑ � ";
constexpr std::string_view kWingdings2 =
    "� � � � � � � � � � � � � � � � "
    "� � � � � � � � � � � � � � � � "
    "� � � � � � � � � � � � � � � ✗ "
    "✓ ☒ ☑ ☒ ☒ � � � � � � � � � � � "
    "� � � � � � � � � ⓪ ① ② ③ ④ ⑤ ⑥ "
    "⑦ ⑧ ⑨ � � � � � � � � � � � � � "
    "� � � � � � � � � � � � � � � � "
    "� � � � � � � � � � � � � � � � "
    "� � � ☐ � � � � � � � � � � � � "
    "� � � � � � � � � � � � � � � � "
    "� � � � � � � � � � � � � � � � "
    "� � � � � � � � � � � � � � � � "
    "� � � � � � � � � � � � � � � � "
    "� � � � � � � � � � � � � � � � ";
constexpr std::string_view kUnknown = "\uFFFD";

std::string_view table_of(std::string_view font) {
  if (font == "Symbol") return kSymbol;
  if (font == "Wingdings") return kWingdings;
  if (font == "Wingdings 2") return kWingdings2;
  return {};
}

std::string_view nth(std::string_view table, unsigned number) {
  for (; number > 0 && !table.empty(); --number)
    table.remove_prefix(std::min(table.find(' ') + 1, table.size()));
  return table.substr(0, table.find(' '));
}

std::string as_utf8(unsigned c) {
  if (c >= 0xD800) return std::string(kUnknown);
  char bytes[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, static_cast<UChar32>(c));
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

std::string docx_symbol(pugi::xml_node node) {
  const std::string_view table = table_of(node.attribute("w:font").value());
  unsigned c = static_cast<unsigned>(std::strtoul(node.attribute("w:char").value(), nullptr, 16));
  if (c >= 0xF000 && c <= 0xF0FF) c -= 0xF000;  // where fonts without letters have theirs
  if (!table.empty() && c > 0x20 && c <= 0xFF) return std::string(nth(table, c - 0x20));
  return c > 0x20 && c <= 0xFFFF ? as_utf8(c) : std::string(kUnknown);
}

}  // namespace alexandria::ingest
