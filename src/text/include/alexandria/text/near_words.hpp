#pragma once
// Words that a slip of the hand turns into one another.
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::text {

/// Every word one edit away from `word` (lower case): a letter left out, put in, put in the place
/// of another, or two neighbours exchanged (Damerau 1964). Letters are those that CLDR gives for
/// `language` (BCP 47; of English where it gives none), as its exemplar characters. Without
/// repeats and without `word`; empty for a word of more than 32 code points, with anything but
/// letters, or with none of them.
std::vector<std::string> words_one_edit_away(std::string_view word, std::string_view language);

}  // namespace alexandria::text
