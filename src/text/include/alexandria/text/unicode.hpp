#pragma once
// UTF-8 and code points. All functions are pure and safe to call from any thread.
#include <cstdint>
#include <string>
#include <string_view>

namespace alexandria::text {

/// `bytes` with every ill-formed sequence replaced by U+FFFD (as the Unicode Standard, section 3.9,
/// recommends) and U+0000 by a space.
std::string to_valid_utf8(std::string_view bytes);
/// The name of a file, whose bytes may be anything, as text; different names stay different: valid
/// UTF-8 stays as it is, but for controls and other characters that are not seen; each byte of
/// those, and each that is no UTF-8, becomes `\xHH`, and a backslash that would read as one such
/// becomes `\x5C`.
std::string shown_name(std::string_view bytes);
bool is_valid_utf8(std::string_view bytes);

/// Number of code points of well-formed UTF-8.
std::uint64_t count_code_points(std::string_view utf8);
/// Number of code points that are no white space, the characters of a document's accounting.
std::uint64_t count_visible(std::string_view utf8);
/// The code point that begins at byte `at` < `utf8.size()`, U+FFFD for an ill-formed one; `at`
/// moves behind it.
char32_t next_code_point(std::string_view utf8, std::size_t& at);
/// Adds a code point; U+FFFD for what is none.
void append_code_point(std::string& utf8, char32_t c);
/// Byte offset of code point number `index`; `utf8.size()` if there are fewer.
std::size_t byte_of_code_point(std::string_view utf8, std::uint64_t index);

/// NFKC case folding (Unicode Standard, section 3.13), then combining marks of Latin, Greek and
/// Cyrillic letters removed: "Ｃafé" > "cafe".
std::string fold(std::string_view utf8);

/// NFKC case folding alone: accents and tones stay.
std::string fold_case(std::string_view utf8);

/// Without white space at both ends (ASCII white space and U+00A0, U+FEFF).
std::string_view trim(std::string_view utf8);
/// Every run of white space becomes one space, none at the ends.
std::string squeeze(std::string_view utf8);

}  // namespace alexandria::text
