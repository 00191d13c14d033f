#pragma once
#include <algorithm>
#include <string_view>

namespace alexandria::ingest {

/// Whether a short list of words, in any order, has this one.
bool is_one_of(std::string_view word, const auto& words) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace alexandria::ingest
