#include <algorithm>

#include "alexandria/text/edit_distance.hpp"
#include "keyword_search.hpp"

namespace alexandria::index {
namespace {

bool is_known(const QueryWord& word, const List& list) {
  return std::ranges::any_of(word.terms,
                             [&](const std::string& term) { return list.rows_with(term) > 0; });
}

// The nearest word of the collection; among equals the one in most rows.
std::string nearest(const std::string& word, const List& list) {
  const unsigned most = word.size() < 4 ? 0 : word.size() < 6 ? 1 : 2;
  unsigned best_distance = most + 1;
  std::uint32_t best_rows = 0;
  std::string best;
  for (const Part& part : list.parts) {
    for (const Term& term : part.segment->terms) {
      const unsigned distance =
          text::edit_distance(word, term.surface, std::min(most, best_distance));
      if (distance > most || distance > best_distance ||
          (distance == best_distance && term.rows <= best_rows))
        continue;
      best_distance = distance;
      best_rows = term.rows;
      best = term.surface;
    }
  }
  return best;
}

}  // namespace

std::string suggest_spelling(const KeywordQuery& query, const List& list) {
  std::string out;
  bool changed = false;
  for (const QueryWord& word : query.words) {
    std::string chosen = word.surface;
    if (!is_known(word, list)) {
      const std::string near = nearest(word.surface, list);
      changed = changed || !near.empty();
      if (!near.empty()) chosen = near;
    }
    out += (out.empty() ? "" : " ") + chosen;
  }
  return changed ? out : std::string();
}

}  // namespace alexandria::index
