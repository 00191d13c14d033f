#pragma once
// Proof that the database says one thing: checksums, references, one current version a document,
// positions. What the schema enforces already is not asked again, but for the pages themselves.
#include <string>
#include <vector>

#include "alexandria/store/store.hpp"

namespace alexandria::store {

/// Every fault found, in words, 1,000 at most; empty where all is well. Reads in slices of well
/// under a second each, so that a check of a large library keeps nobody's snapshot open. What is
/// written meanwhile is seen in one slice and not in another; no rule here compares slices.
Result<std::vector<std::string>> check_database(const Reads& store);

}  // namespace alexandria::store
