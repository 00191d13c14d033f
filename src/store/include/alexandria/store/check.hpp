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
/// The errors of what could not be looked at now are given, not taken for faults.
Result<std::vector<std::string>> check_database(const Reads& store);

/// Whether an error says nothing of what stands in the database: it is busy, or not reached, or
/// nobody waits any more.
bool says_nothing_of_rows(const Error& error);

}  // namespace alexandria::store
