#pragma once
// The text of documents against the bytes that they were read from.
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/store/blobs.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

/// Current versions whose original is provably another's, in words, 1,000 at most: a PDF or Word
/// document that is said to be of another kind, or the reverse, and plain text or code that begins
/// otherwise. Other kinds would have to be read once more. Reads the beginning of each file; no
/// snapshot is held meanwhile. An original that is missing is named by `Blobs::check`.
Result<std::vector<std::string>> check_originals(const store::Reads& store,
                                                 const store::Blobs& blobs);

}  // namespace alexandria::library
