#include "nearness.hpp"

#include <algorithm>
#include <map>

#include "keyword_search.hpp"

namespace alexandria::index {
namespace {

constexpr std::size_t kLookedAt = 100;
constexpr std::size_t kWordsMax = 12;  // a longer query is prose, which nobody repeats
constexpr double kGainMost = .06;

struct Pair {
  std::size_t first;
  std::size_t second;
  double weight;
};

// Positions of each word of the query, by row.
using Places = std::vector<std::map<std::uint32_t, RowPositions>>;

Places places_in(const KeywordQuery& query, const Segment& segment, const Bitmap& rows) {
  Places out;
  for (const QueryWord& word : query.words) {
    auto& places = out.emplace_back();
    for (const std::string& term : word.terms)
      for (auto& [row, positions] : positions_of(segment, term, rows)) {
        RowPositions& all = places[row];
        all.insert(all.end(), positions.begin(), positions.end());
      }
    for (auto& [row, positions] : places)
      std::ranges::sort(positions);
  }
  return out;
}

// The least number of words from one to the other, either of them first; 0 if one is missing.
std::uint32_t distance(const RowPositions& a, const RowPositions& b) {
  std::uint32_t least = 0;
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    const std::uint32_t apart = a[i] > b[k] ? a[i] - b[k] : b[k] - a[i];
    if (apart > 0 && (least == 0 || apart < least)) least = apart;
    if (a[i] < b[k])
      ++i;
    else
      ++k;
  }
  return least;
}

double nearness(const std::vector<Pair>& pairs, const Places& places, std::uint32_t row) {
  double near = 0;
  double total = 0;
  for (const Pair& pair : pairs) {
    total += pair.weight;
    const auto first = places[pair.first].find(row);
    const auto second = places[pair.second].find(row);
    if (first == places[pair.first].end() || second == places[pair.second].end()) continue;
    const std::uint32_t apart = distance(first->second, second->second);
    if (apart > 0) near += pair.weight / apart;
  }
  return total > 0 ? near / total : 0;
}

}  // namespace

void raise_near(const KeywordQuery& query, const List& list, std::vector<Scored>& ranked) {
  if (query.words.size() < 2 || query.words.size() > kWordsMax || ranked.size() < 2) return;
  const auto rows = static_cast<double>(list.rows());
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i + 1 < query.words.size(); ++i) {
    const auto weight = [&](std::size_t word) {
      return rarity(most_rows_with(query.words[word].terms, list), rows);
    };
    pairs.push_back({i, i + 1, std::min(weight(i), weight(i + 1))});
  }
  const std::size_t looked_at = std::min(kLookedAt, ranked.size());
  std::vector<Bitmap> wanted(list.parts.size());
  for (std::size_t i = 0; i < looked_at; ++i)
    wanted[ranked[i].part].add(ranked[i].ordinal);
  std::vector<Places> places;
  for (std::size_t p = 0; p < list.parts.size(); ++p)
    places.push_back(wanted[p].isEmpty() ? Places(query.words.size())
                                         : places_in(query, *list.parts[p].segment, wanted[p]));
  for (std::size_t i = 0; i < looked_at; ++i) {
    Scored& scored = ranked[i];
    const double near = nearness(pairs, places[scored.part], scored.ordinal);
    scored.score *= static_cast<float>(1 + kGainMost * near);
  }
}

}  // namespace alexandria::index
