#pragma once
// One search over a list of segments.
#include "list.hpp"

namespace alexandria::index {

/// The rows of each part that a query may find: by access, by its filter, and not deleted.
std::vector<Bitmap> rows_allowed(const Query& query, const List& list);

/// Ranks by words, by meaning or by both, as the query says; hits are best first. `dimension` is
/// the collection's; a query vector of another length counts as none. `vectors` gives exact
/// vectors for the best candidates; empty: the codes' scores stand. Threads: any; the list is not
/// changed. A large scan uses more threads, and has ended when this returns.
SearchResult search_list(const Query& query, const List& list, std::size_t dimension,
                         const VectorSource& vectors);

}  // namespace alexandria::index
