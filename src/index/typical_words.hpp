#pragma once
// What a text is about, beside the rest of its collection.
#include <string>

#include "list.hpp"

namespace alexandria::index {

/// The `words_max` words of `text` with the highest tf-idf, best first, as they are written,
/// parted by spaces.
std::string typical_words(const List& list, const std::string& text, const std::string& language,
                          std::size_t words_max);

}  // namespace alexandria::index
