#pragma once
// Text as it stands on a page, put into reading order. All functions are pure and safe to call from
// any thread.
#include <cstddef>
#include <string>
#include <vector>

namespace alexandria::text {

/// Whether a letter is written from right to left (Unicode bidirectional class R or AL).
bool is_right_to_left(char32_t letter);

/// `visual` is a line, or a word, of right-to-left text with its letters from left to right: the
/// index of each, in reading order. Numbers and words of left-to-right scripts inside keep their
/// own direction (the inverse of Unicode Standard Annex 9, as ICU has it).
std::vector<std::size_t> reading_order(const std::u32string& visual);

}  // namespace alexandria::text
