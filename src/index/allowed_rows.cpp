#include "allowed_rows.hpp"

#include <algorithm>

namespace alexandria::index {
namespace {

constexpr std::size_t kAskedAtOnce = 500;  // texts of the source

}  // namespace

AllowedRows::AllowedRows(const Query& query, const List& list, const TextSource& texts)
    : list_(list), texts_(texts), filtered_(list.parts.size()), unsure_(list.parts.size()) {
  if (query.filter) {
    auto ready = ReadyFilter::make(*query.filter);
    if (ready) filter_ = std::move(*ready);
  }
  const bool is_refused = query.filter && !filter_;
  for (std::size_t p = 0; p < list.parts.size(); ++p) {
    const Part& part = list.parts[p];
    const Segment& segment = *part.segment;
    Bitmap& rows = rows_.emplace_back();
    if (is_refused) continue;
    for (const std::uint32_t set : query.access_sets) {
      const auto found = segment.access.find(set);
      if (found != segment.access.end()) rows |= found->second;
    }
    rows -= *part.deleted;
    if (query.rows) {
      Bitmap named;
      for (const std::uint64_t row_no : *query.rows) {
        const std::uint32_t ordinal = segment.find_row(row_no);
        if (ordinal != kGone) named.add(ordinal);
      }
      rows &= named;
    }
    if (!filter_ || rows.isEmpty()) continue;
    FilteredRows filtered = filter_->rows_of(segment);
    rows &= filtered.possible;
    unsure_[p] = rows - filtered.sure;
    if (!unsure_[p].isEmpty()) filtered_[p] = std::move(filtered);
  }
}

std::uint64_t AllowedRows::count() const {
  std::uint64_t total = 0;
  for (const Bitmap& rows : rows_)
    total += rows.cardinality();
  return total;
}

bool AllowedRows::has_unsure() const {
  return std::ranges::any_of(unsure_, [](const Bitmap& rows) { return !rows.isEmpty(); });
}

void AllowedRows::settle(std::span<const Place> places) {
  std::vector<Place> open;
  for (const Place& place : places) {
    if (!is_unsure(place.part, place.ordinal)) continue;
    open.push_back(place);
    if (open.size() < kAskedAtOnce) continue;
    settle_some(open);
    open.clear();
  }
  settle_some(open);
}

void AllowedRows::settle_some(std::span<const Place> places) {
  if (places.empty()) return;
  std::vector<std::uint64_t> row_nos;
  for (const Place& place : places)
    row_nos.push_back(list_.parts[place.part].segment->row_nos[place.ordinal]);
  const auto texts = texts_ ? texts_(row_nos) : std::vector<std::optional<std::string>>();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto [part, ordinal] = places[i];
    const bool has_text = i < texts.size() && texts[i].has_value();
    unsure_[part].remove(ordinal);
    if (!filter_->matches(filtered_[part], ordinal, has_text ? &*texts[i] : nullptr))
      rows_[part].remove(ordinal);
  }
}

void AllowedRows::settle_all() {
  for (std::uint32_t p = 0; p < unsure_.size(); ++p) {
    if (unsure_[p].isEmpty()) continue;
    std::vector<Place> places;
    for (const std::uint32_t ordinal : unsure_[p])
      if (rows_[p].contains(ordinal)) places.push_back({p, ordinal});
    settle(places);
  }
}

}  // namespace alexandria::index
