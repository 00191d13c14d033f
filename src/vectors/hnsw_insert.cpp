#include <algorithm>
#include <atomic>

#include "alexandria/base/assert.hpp"
#include "alexandria/runtime/lanes.hpp"
#include "graph_layout.hpp"

namespace alexandria::vectors {
namespace {

// So many rows are linked one after the other before several threads go on: the first ones shape
// the graph and must see each other.
constexpr std::uint32_t kFirstRows = 256;

bool is_nearer(const Candidate& a, const Candidate& b) {
  return a.distance != b.distance ? a.distance < b.distance : a.row < b.row;
}

std::size_t size_of(const std::uint32_t* list, std::size_t most) {
  return static_cast<std::size_t>(std::find(list, list + most, kNoRow) - list);
}

}  // namespace

void Hnsw::insert_all(std::uint32_t first, std::uint32_t end, std::size_t lanes) {
  ALEX_ASSERT(lanes > 0 && first <= end);
  for (; first < end && (lanes == 1 || first < kFirstRows); ++first)
    insert(first);
  if (first == end) return;
  std::atomic<std::uint32_t> next = first;
  runtime::run_lanes(lanes, [&](std::size_t) {
    for (std::uint32_t row = next++; row < end; row = next++)
      insert(row);
  });
}

void Hnsw::insert(std::uint32_t row) {
  ALEX_ASSERT(base_pages_.data() != nullptr && row < codes_->capacity());
  const unsigned level = level_of(row);
  for (unsigned each = 0; each <= level; ++each)
    clear_list(row, each);
  std::unique_lock lock(working_->entry_lock, std::defer_lock);
  std::uint32_t entry = entry_.load(std::memory_order_acquire);
  if (entry == kNoRow || level > level_of(entry)) {
    lock.lock();
    entry = entry_.load(std::memory_order_acquire);
  }
  if (entry == kNoRow) {
    entry_.store(row, std::memory_order_release);
    rows_.fetch_add(1, std::memory_order_acq_rel);
    return;
  }
  const bool is_highest = level > level_of(entry);
  if (lock.owns_lock() && !is_highest) lock.unlock();
  Borrowed scratch(working_->scratches);
  insert_below(row, entry, *scratch);
  if (is_highest) entry_.store(row, std::memory_order_release);
  rows_.fetch_add(1, std::memory_order_acq_rel);
}

void Hnsw::clear_list(std::uint32_t row, unsigned level) {
  std::uint32_t* links = links_of(row, level);
  for (std::size_t i = 0; i < list(row, level).size(); ++i)
    store_link(links[i], kNoRow);
}

// Neighbours are sought on all levels before the row is linked on any, and it is linked at level 0
// first, by its parent: whoever can see a row can rely on invariant 2 for it.
void Hnsw::insert_below(std::uint32_t row, std::uint32_t entry, Scratch& scratch) {
  const Codebook& book = codes_->book();
  scratch.vector.resize(book.dimension());
  book.decode(codes_->row(row), scratch.vector);
  book.prepare(scratch.vector, scratch.query);
  scratch.seen.make_room(codes_->capacity());
  const unsigned top = level_of(entry);
  const unsigned level = std::min(level_of(row), top);
  Candidate from = descend(scratch, start_at(scratch, entry), top, level);
  scratch.chosen.resize(kLevelsMax + 1);
  for (unsigned each = level + 1; each-- > 0;) {
    walk(scratch, options_.build_breadth, from, each);
    from = scratch.found[0];
    std::vector<Candidate>& chosen = scratch.chosen[each];
    chosen.clear();
    for (std::size_t i = 0; i < scratch.found.size(); ++i) {
      const std::uint32_t other = scratch.found[i].row;
      chosen.push_back({codes_->between(row, other), other});
    }
    choose(chosen, options_.links, scratch.kept);
  }
  link_base(row, scratch.chosen[0], scratch);
  for (unsigned each = 1; each <= level; ++each) {
    for (const Candidate& to : scratch.chosen[each])
      add_link(row, each, to, scratch);
    for (const Candidate& to : scratch.chosen[each])
      add_link(to.row, each, {to.distance, row}, scratch);
  }
}

// Algorithm 4 of the paper: a candidate is kept that is nearer to the row than to any kept one.
// Pinned ones (flagged in their row) are kept, whatever lies near them.
void Hnsw::choose(std::vector<Candidate>& candidates, std::size_t most,
                  std::vector<Candidate>& kept) const {
  std::ranges::sort(candidates, is_nearer);
  auto pinned = static_cast<std::size_t>(std::ranges::count_if(
      candidates, [](const Candidate& each) { return (each.row & kPinned) != 0; }));
  kept.clear();
  for (const Candidate& each : candidates) {
    if ((each.row & kPinned) != 0) {
      kept.push_back(each);
      --pinned;
      continue;
    }
    if (kept.size() + pinned >= most) continue;
    const bool is_covered = std::ranges::any_of(kept, [&](const Candidate& other) {
      return codes_->between(each.row, other.row & kRowMask) < each.distance;
    });
    if (!is_covered) kept.push_back(each);
  }
  candidates.swap(kept);
}

// Adds a link to a list; one that is full is chosen anew. The caller holds the lock of `from`.
void Hnsw::put_link(std::uint32_t from, unsigned level, Candidate to, Scratch& scratch) {
  const std::size_t most = list(from, level).size();
  std::uint32_t* links = links_of(from, level);
  const std::size_t size = size_of(links, most);
  for (std::size_t i = 0; i < size; ++i) {
    if ((links[i] & kRowMask) != (to.row & kRowMask)) continue;
    store_link(links[i], links[i] | (to.row & kPinned));
    return;
  }
  if (size < most) return store_link(links[size], to.row);
  std::vector<Candidate>& all = scratch.candidates;
  all.clear();
  all.push_back(to);
  for (std::size_t i = 0; i < size; ++i)
    all.push_back({codes_->between(from, links[i] & kRowMask), links[i]});
  choose(all, most, scratch.kept);
  for (std::size_t i = 0; i < most; ++i)
    store_link(links[i], i < all.size() ? all[i].row : kNoRow);
}

void Hnsw::add_link(std::uint32_t from, unsigned level, Candidate to, Scratch& scratch) {
  const std::lock_guard lock(lock_of(from));
  put_link(from, level, to, scratch);
}

void Hnsw::link_base(std::uint32_t row, std::span<const Candidate> chosen, Scratch& scratch) {
  const Candidate parent = pin_parent(row, chosen, scratch);
  add_link(row, 0, {parent.distance, parent.row | kPinned}, scratch);
  for (const Candidate& to : chosen)
    if (to.row != parent.row) add_link(row, 0, to, scratch);
  for (const Candidate& to : chosen)
    if (to.row != parent.row) add_link(to.row, 0, {to.distance, row}, scratch);
}

// Half of a list may be pinned. Where all chosen rows have no room for a child more, one below them
// in the tree has: the tree is finite and its leaves have room.
Candidate Hnsw::pin_parent(std::uint32_t row, std::span<const Candidate> chosen, Scratch& scratch) {
  for (const Candidate& each : chosen)
    if (pin_child(each.row, {each.distance, row}, scratch)) return each;
  std::vector<std::uint32_t> waiting{chosen[0].row};
  Marks& seen = scratch.stepped;
  seen.make_room(codes_->capacity());
  seen.set(row);
  seen.set(chosen[0].row);
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    const Candidate each{codes_->between(row, waiting[i]), waiting[i]};
    if (pin_child(each.row, {each.distance, row}, scratch)) {
      seen.clear();
      return each;
    }
    for (const std::uint32_t& place : list(each.row, 0)) {
      const std::uint32_t link = load_link(place);
      if (link == kNoRow) break;
      if ((link & kPinned) != 0 && !seen.set(link & kRowMask)) waiting.push_back(link & kRowMask);
    }
  }
  base::die("a graph's tree has no row with room for a child");
}

bool Hnsw::pin_child(std::uint32_t parent, Candidate child, Scratch& scratch) {
  const std::lock_guard lock(lock_of(parent));
  const std::uint32_t* links = links_of(parent, 0);
  const std::size_t most = list(parent, 0).size();
  const auto is_pinned = [](std::uint32_t link) { return link != kNoRow && (link & kPinned) != 0; };
  const auto pinned = std::count_if(links, links + most, is_pinned);
  // One place stays for the parent's own parent, which may be linked a moment later.
  if (static_cast<std::size_t>(pinned) + 1 > most / 2) return false;
  put_link(parent, 0, {child.distance, child.row | kPinned}, scratch);
  return true;
}

}  // namespace alexandria::vectors
