#pragma once
// One search over a list of segments.
#include "list.hpp"

namespace alexandria::index {

/// Ranks by words, by meaning or by both, as the query says; hits are best first. A query vector of
/// another dimension than the collection's, or that is not finite, counts as none. Threads: any;
/// the list is not changed, and no thread is started.
SearchResult search_list(const Query& query, const List& list, VectorSpace space,
                         const VectorSource& vectors, const TextSource& texts);

}  // namespace alexandria::index
