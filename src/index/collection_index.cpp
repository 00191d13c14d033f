#include "alexandria/index/collection_index.hpp"

#include <algorithm>

#include "allowed_rows.hpp"
#include "list.hpp"
#include "merge_policy.hpp"
#include "search_list.hpp"
#include "spelling.hpp"
#include "typical_words.hpp"

namespace alexandria::index {
namespace {

// Bitmaps with the rows of these numbers added; parts that lose nothing keep theirs.
void delete_rows(std::vector<Part>& parts, const std::vector<Row>& rows) {
  std::vector<std::uint32_t> gone;
  for (Part& part : parts) {
    gone.clear();
    for (const Row& row : rows) {
      const std::uint32_t ordinal = part.segment->find_row(row.row_no);
      if (ordinal != kGone && !part.deleted->contains(ordinal)) gone.push_back(ordinal);
    }
    if (gone.empty()) continue;
    auto deleted = std::make_shared<Bitmap>(*part.deleted);
    deleted->addMany(gone.size(), gone.data());
    part.deleted = std::move(deleted);
  }
  std::erase_if(
      parts, [](const Part& part) { return part.deleted->cardinality() == part.segment->held(); });
}

// Removes the part from the list; gives the rows of it that are deleted by now. A part that is not
// there any more has lost all of its rows.
Bitmap take_out(std::vector<Part>& parts, const Part& part) {
  const auto now = std::ranges::find(parts, part.segment, &Part::segment);
  if (now == parts.end()) {
    Bitmap all;
    all.addRange(0, part.segment->rows());
    return all;
  }
  Bitmap deleted = *now->deleted;
  parts.erase(now);
  return deleted;
}

// Rows of a part that were deleted while it was merged, as ordinals of the merged segment.
void add_deleted_since(const Part& part, const Bitmap& deleted_now, const Segment& merged,
                       Bitmap& gone) {
  for (const std::uint32_t ordinal : deleted_now - *part.deleted) {
    const std::uint32_t place = merged.find_row(part.segment->row_nos[ordinal]);
    if (place != kGone) gone.add(place);
  }
}

}  // namespace

CollectionIndex::CollectionIndex(VectorSpace space, IndexOptions options)
    : state_(std::make_unique<State>()) {
  state_->space = space;
  state_->options = options;
}
CollectionIndex::~CollectionIndex() = default;

void CollectionIndex::apply(const std::vector<Row>& rows, const Place& place) {
  std::vector<const Row*> added;
  for (const Row& row : rows)
    if (!row.deleted) added.push_back(&row);
  const auto segment =
      added.empty() ? nullptr : build_segment(added, state_->space, state_->options);
  {
    const std::lock_guard lock(state_->mutex);
    auto next = std::make_shared<List>(*state_->list);
    delete_rows(next->parts, rows);
    if (segment) next->parts.push_back({segment, std::make_shared<Bitmap>(), 0});
    next->place = place;
    state_->list = std::move(next);
  }
  while (state_->merge_some([](const auto& parts) { return small_parts_to_merge(parts); })) {}
}

Place CollectionIndex::place() const { return state_->current()->place; }

SearchResult CollectionIndex::search(const Query& query, const VectorSource& vectors,
                                     const TextSource& texts) const {
  const auto list = state_->current();
  return search_list(query, *list, state_->space, vectors, texts);
}

std::vector<std::uint64_t> CollectionIndex::matching_rows(const Query& query,
                                                          const TextSource& texts) const {
  const auto list = state_->current();
  AllowedRows allowed(query, *list, texts);
  allowed.settle_all();
  std::vector<std::uint64_t> out;
  for (std::size_t p = 0; p < list->parts.size(); ++p)
    for (const std::uint32_t ordinal : allowed.rows()[p])
      out.push_back(list->parts[p].segment->row_nos[ordinal]);
  std::ranges::sort(out);
  return out;
}

std::vector<Repair> CollectionIndex::find_repairs(const Query& query,
                                                  const WordTest& is_word) const {
  const auto list = state_->current();
  return index::find_repairs(query.text, *list, AllowedRows(query, *list, {}).rows(), is_word);
}

std::vector<std::uint64_t> CollectionIndex::live_rows() const {
  std::vector<std::uint64_t> out;
  for (const Part& part : state_->current()->parts)
    for (std::uint32_t o = 0; o < part.segment->rows(); ++o)
      if (!part.segment->holes.contains(o) && !part.deleted->contains(o))
        out.push_back(part.segment->row_nos[o]);
  std::ranges::sort(out);
  return out;
}

std::string CollectionIndex::typical_words(const std::string& text, const std::string& language,
                                           std::size_t words_max) const {
  return index::typical_words(*state_->current(), text, language, words_max);
}

IndexStatistics CollectionIndex::statistics() const {
  IndexStatistics out;
  for (const Part& part : state_->current()->parts) {
    const std::uint64_t deleted = part.deleted->cardinality();
    out.rows += part.segment->held() - deleted;
    out.deleted += deleted;
    out.bytes += part.segment->bytes();
    ++out.segments;
  }
  return out;
}

bool CollectionIndex::is_saved() const {
  const std::lock_guard lock(state_->mutex);
  return state_->list->place == state_->saved && state_->merges == state_->merges_saved;
}

std::uint64_t CollectionIndex::deleted_in_files() const {
  const std::lock_guard lock(state_->mutex);
  return state_->deleted_in_files;
}

bool CollectionIndex::merge(bool purge_deleted) {
  const std::lock_guard merging(state_->merge_mutex);
  return state_->merge_some(
      [&](const auto& parts) { return parts_to_merge(parts, state_->options, purge_deleted); });
}

bool CollectionIndex::State::merge_some(const Choose& choose) {
  std::vector<Part> chosen;
  {
    const std::lock_guard lock(mutex);
    std::vector<Part> free;
    for (const Part& part : list->parts)
      if (!merging.contains(part.segment.get())) free.push_back(part);
    chosen = choose(free);
    for (const Part& part : chosen)
      merging.insert(part.segment.get());
  }
  if (chosen.empty()) return false;
  const Claim claim(*this, chosen);
  std::vector<MergeSource> sources;
  for (const Part& part : chosen)
    sources.push_back({part.segment, part.deleted});
  const auto merged = merge_segments(std::move(sources), space, options);
  put_in_place(chosen, merged);
  return true;
}

void CollectionIndex::State::put_in_place(const std::vector<Part>& chosen,
                                          const std::shared_ptr<const Segment>& merged) {
  const std::lock_guard lock(mutex);
  auto next = std::make_shared<List>(*list);
  Bitmap gone;
  for (const Part& part : chosen)
    add_deleted_since(part, take_out(next->parts, part), *merged, gone);
  if (merged->held() > gone.cardinality())
    next->parts.push_back({merged, std::make_shared<Bitmap>(std::move(gone)), 0});
  list = std::move(next);
  ++merges;
}

}  // namespace alexandria::index
