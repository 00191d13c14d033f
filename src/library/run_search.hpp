#pragma once
// A search up to row numbers; `search`, `ask` and `eval` go on from there.
#include "core.hpp"

namespace alexandria::library {

struct FoundRecords {
  store::CollectionRow collection;
  index::SearchResult result;
};
/// Checks the request's limits and runs it. Errors: kInvalidArgument `invalid_limit`,
/// `query_too_long`, `empty_query`, `invalid_filter`, `no_vectors`; kNotFound.
Result<FoundRecords> run_search(Core& core, const SearchRequest& request);

}  // namespace alexandria::library
