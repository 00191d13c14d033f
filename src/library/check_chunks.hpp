#pragma once
// Records against what they derive from: the parts of their version, and the texts that their
// vectors are of.
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

/// Every disagreement, in words, 1,000 at most. Linear in the text; reads in slices of well under a
/// second. What cannot be read because the file is damaged is said once; an error only where
/// somebody else has the database.
Result<std::vector<std::string>> check_chunks(const store::Reads& store);

}  // namespace alexandria::library
