#include "docx_symbols.hpp"

#include <cstdlib>
#include <string_view>

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

// Of a table; empty for what it does not know.
std::string known(std::string_view table, unsigned c) {
  const std::string_view symbol = c > 0x20 && c <= 0xFF ? nth(table, c - 0x20) : "";
  return symbol == kUnknown ? std::string() : std::string(symbol);
}

std::string as_utf8(unsigned c) {
  const bool is_private = c >= 0xE000 && c < 0xF900;
  if (c <= 0x20 || c > 0xFFFD || (c >= 0xD800 && c < 0xE000) || is_private) return {};
  std::string out;
  text::append_code_point(out, c);
  return text::count_visible(out) == 1 ? out : std::string();
}

}  // namespace

std::string docx_symbol(pugi::xml_node node) {
  const std::string_view table = table_of(node.attribute("w:font").value());
  unsigned c = static_cast<unsigned>(std::strtoul(node.attribute("w:char").value(), nullptr, 16));
  if (table.empty()) return as_utf8(c);
  if (c >= 0xF000 && c <= 0xF0FF) c -= 0xF000;  // where fonts without letters have theirs
  return known(table, c);
}

bool docx_has_symbols(std::string_view text) {
  for (std::size_t at = text.find('\xEF'); at != std::string_view::npos;
       at = text.find('\xEF', at + 1)) {
    const auto second = static_cast<unsigned char>(at + 2 < text.size() ? text[at + 1] : 0);
    if (second >= 0x80 && second <= 0x83) return true;  // U+F000 to U+F0FF
  }
  return false;
}

std::string docx_symbol_text(std::string text, std::string_view font) {
  const std::string_view table = table_of(font);
  if (table.empty()) return text;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const bool is_symbol =
        at + 2 < text.size() && byte(0) == 0xEF && byte(1) >= 0x80 && byte(1) <= 0x83;
    const std::string symbol =
        is_symbol ? known(table, (byte(1) - 0x80U) * 64 + (byte(2) - 0x80U)) : std::string();
    const std::size_t size = is_symbol ? 3 : 1;
    out += symbol.empty() ? text.substr(at, size) : symbol;
    at += size;
  }
  return out;
}

}  // namespace alexandria::ingest
