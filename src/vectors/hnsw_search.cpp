#include <algorithm>
#include <roaring/roaring.hh>

#include "alexandria/base/assert.hpp"
#include "graph_layout.hpp"

namespace alexandria::vectors {
namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kPrefetched = 4;    // rows of a batch loaded while it is gathered
constexpr std::size_t kStarts = 32;       // matching rows that a filtered walk begins from
constexpr std::size_t kFrontierPart = 4;  // of the breadth, where rows in view need not be found
constexpr std::size_t kStepsMost = 128;   // links of a list

void prefetch(const void* begin, std::size_t bytes) {
  const char* at = static_cast<const char*>(begin);
  for (std::size_t i = 0; i < bytes; i += kLine)
    __builtin_prefetch(at + i);
}

// The first rows of a batch are loaded while the rest of it is gathered; the kernel goes on.
void add(Batch& batch, const Codes& codes, std::uint32_t row) {
  if (batch.size() < kPrefetched) prefetch(codes.row(row), codes.book().stride());
  batch.add(row);
}

std::size_t copy_found(const Nearest& found, std::span<Candidate> out) {
  const std::size_t count = std::min(found.size(), out.size());
  for (std::size_t i = 0; i < count; ++i)
    out[i] = found[i];
  return count;
}

void set_all(Marks& marks, const Roaring& bitmap, std::uint32_t rows) {
  marks.make_room(rows);
  constexpr std::uint32_t kBlock = 1024;
  std::uint32_t block[kBlock];
  roaring_uint32_iterator_t at;
  roaring_init_iterator(&bitmap.roaring, &at);
  for (;;) {
    const std::uint32_t got = roaring_read_uint32_iterator(&at, block, kBlock);
    for (std::uint32_t i = 0; i < got; ++i)
      if (block[i] < rows) marks.set(block[i]);
    if (got < kBlock) return;
  }
}

}  // namespace

Candidate Hnsw::start_at(Scratch& scratch, std::uint32_t row) const {
  scratch.batch.clear();
  scratch.batch.add(row);
  scratch.batch.compare(*codes_, scratch.query);
  return {scratch.batch.distance(0), row};
}

// Algorithm 2 with a breadth of one, from one level to that above `to_level`.
Candidate Hnsw::descend(Scratch& scratch, Candidate from, unsigned from_level,
                        unsigned to_level) const {
  for (unsigned level = from_level; level > to_level; --level) {
    for (bool is_moved = true; is_moved;) {
      is_moved = false;
      scratch.batch.clear();
      for (const std::uint32_t& place : list(from.row, level)) {
        const std::uint32_t link = load_link(place);
        if (link == kNoRow) break;
        add(scratch.batch, *codes_, link & kRowMask);
      }
      scratch.batch.compare(*codes_, scratch.query);
      for (std::size_t i = 0; i < scratch.batch.size(); ++i) {
        if (!(scratch.batch.distance(i) < from.distance)) continue;
        from = {scratch.batch.distance(i), scratch.batch.row(i)};
        is_moved = true;
      }
    }
  }
  return from;
}

// Algorithm 2: the nearest `breadth` rows in view; from each of them on. They are in
// `scratch.found`.
void Hnsw::walk(Scratch& scratch, std::size_t breadth, Candidate from, unsigned level) const {
  Nearest& found = scratch.found;
  Batch& batch = scratch.batch;
  found.reset(breadth);
  found.insert(from.distance, from.row);
  scratch.seen.set(from.row);
  for (Candidate at; found.next(at);) {
    batch.clear();
    for (const std::uint32_t& place : list(at.row, level)) {
      const std::uint32_t link = load_link(place);
      if (link == kNoRow) break;
      if (!scratch.seen.set(link & kRowMask)) add(batch, *codes_, link & kRowMask);
    }
    const std::uint32_t next = found.likely_next();
    if (next != Nearest::kWalked)
      prefetch(list(next, level).data(), list(next, level).size_bytes());
    batch.compare(*codes_, scratch.query);
    for (std::size_t i = 0; i < batch.size(); ++i)
      if (found.takes(batch.distance(i))) found.insert(batch.distance(i), batch.row(i));
  }
  scratch.seen.clear();
}

// The same, but only rows that are in `rows`, or that are not, are found.
void Hnsw::walk_where(Scratch& scratch, std::size_t breadth, Candidate from, const Roaring& rows,
                      bool is_wanted) const {
  Nearest& found = scratch.found;
  Nearest& frontier = scratch.frontier;
  Batch& batch = scratch.batch;
  found.reset(breadth);
  frontier.reset(kFrontierPart * breadth);
  const auto view = [&](float distance, std::uint32_t row) {
    if (!found.takes(distance) || !frontier.takes(distance)) return;
    frontier.insert(distance, row);
    if (rows.contains(row) == is_wanted) found.insert(distance, row);
  };
  view(from.distance, from.row);
  scratch.seen.set(from.row);
  for (Candidate at; frontier.next(at) && !found.ends_at(at.distance);) {
    batch.clear();
    for (const std::uint32_t& place : list(at.row, 0)) {
      const std::uint32_t link = load_link(place);
      if (link == kNoRow) break;
      if (!scratch.seen.set(link & kRowMask)) add(batch, *codes_, link & kRowMask);
    }
    batch.compare(*codes_, scratch.query);
    for (std::size_t i = 0; i < batch.size(); ++i)
      view(batch.distance(i), batch.row(i));
  }
  scratch.seen.clear();
}

// The neighbours of a row that match and, through those that do not, theirs.
void Hnsw::gather_allowed(Scratch& scratch, std::uint32_t row) const {
  Batch& batch = scratch.batch;
  std::uint32_t steps[kStepsMost];
  std::size_t count = 0;
  for (const std::uint32_t& place : list(row, 0)) {
    const std::uint32_t link = load_link(place);
    if (link == kNoRow) break;
    const std::uint32_t other = link & kRowMask;
    if (scratch.allowed.has(other)) {
      if (!scratch.seen.set(other)) add(batch, *codes_, other);
    } else if (!scratch.stepped.has(other)) {
      prefetch(list(other, 0).data(), list(other, 0).size_bytes());
      steps[count++] = other;
    }
  }
  // As many as a list has are enough; rows not stepped through now can be from another row.
  for (std::size_t i = 0; i < count && batch.size() < 2 * options_.links; ++i) {
    if (scratch.stepped.set(steps[i])) continue;
    for (const std::uint32_t& place : list(steps[i], 0)) {
      const std::uint32_t link = load_link(place);
      if (link == kNoRow) break;
      const std::uint32_t other = link & kRowMask;
      if (batch.is_full()) return;
      if (scratch.allowed.has(other) && !scratch.seen.set(other)) add(batch, *codes_, other);
    }
  }
}

void Hnsw::walk_allowed(Scratch& scratch) const {
  Nearest& found = scratch.found;
  Nearest& frontier = scratch.frontier;
  Batch& batch = scratch.batch;
  for (Candidate at; frontier.next(at) && !found.ends_at(at.distance);) {
    batch.clear();
    gather_allowed(scratch, at.row);
    batch.compare(*codes_, scratch.query);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (!found.takes(batch.distance(i))) continue;
      found.insert(batch.distance(i), batch.row(i));
      frontier.insert(batch.distance(i), batch.row(i));
    }
  }
}

std::size_t Hnsw::search_where(std::span<const float> query, std::size_t breadth,
                               const Roaring* rows, bool is_wanted,
                               std::span<Candidate> out) const {
  const std::uint32_t entry = entry_.load(std::memory_order_acquire);
  if (entry == kNoRow || out.empty()) return 0;
  Borrowed scratch(working_->scratches);
  scratch->seen.make_room(codes_->capacity());
  codes_->book().prepare(query, scratch->query);
  const Candidate from = descend(*scratch, start_at(*scratch, entry), level_of(entry), 0);
  breadth = std::max(breadth, out.size());
  if (rows == nullptr)
    walk(*scratch, breadth, from, 0);
  else
    walk_where(*scratch, breadth, from, *rows, is_wanted);
  return copy_found(scratch->found, out);
}

std::size_t Hnsw::search(std::span<const float> query, std::size_t breadth, const Roaring* deleted,
                         std::span<Candidate> out) const {
  const bool has_deleted = deleted != nullptr && !deleted->isEmpty();
  return search_where(query, breadth, has_deleted ? deleted : nullptr, false, out);
}

std::size_t Hnsw::search_most(std::span<const float> query, std::size_t breadth,
                              const Roaring& allowed, std::span<Candidate> out) const {
  return search_where(query, breadth, &allowed, true, out);
}

std::size_t Hnsw::search_allowed(std::span<const float> query, std::size_t breadth,
                                 const Roaring& allowed, std::span<Candidate> out) const {
  const std::uint32_t entry = entry_.load(std::memory_order_acquire);
  if (entry == kNoRow || out.empty() || allowed.isEmpty()) return 0;
  Borrowed scratch(working_->scratches);
  for (Marks* marks : {&scratch->seen, &scratch->stepped})
    marks->make_room(codes_->capacity());
  set_all(scratch->allowed, allowed, codes_->capacity());
  codes_->book().prepare(query, scratch->query);
  breadth = std::max(breadth, out.size());
  begin_allowed(*scratch, breadth, allowed, entry);
  walk_allowed(*scratch);
  for (Marks* marks : {&scratch->seen, &scratch->stepped, &scratch->allowed})
    marks->clear();
  return copy_found(scratch->found, out);
}

// Where a filtered walk begins: at the row that an unfiltered descent comes to, and at rows spread
// over the bitmap, for what matches may lie far from there.
void Hnsw::begin_allowed(Scratch& scratch, std::size_t breadth, const Roaring& allowed,
                         std::uint32_t entry) const {
  const Candidate near = descend(scratch, start_at(scratch, entry), level_of(entry), 0);
  scratch.found.reset(breadth);
  scratch.frontier.reset(kFrontierPart * breadth + kStarts);
  scratch.frontier.insert(near.distance, near.row);
  scratch.seen.set(near.row);
  if (scratch.allowed.has(near.row)) scratch.found.insert(near.distance, near.row);
  const std::uint64_t matching = allowed.cardinality();
  const std::uint64_t starts = std::min<std::uint64_t>(matching, kStarts);
  scratch.batch.clear();
  for (std::uint64_t i = 0; i < starts; ++i) {
    std::uint32_t row = 0;
    if (!allowed.select(static_cast<std::uint32_t>(i * matching / starts), &row)) break;
    if (row < codes_->capacity() && !scratch.seen.set(row)) add(scratch.batch, *codes_, row);
  }
  scratch.batch.compare(*codes_, scratch.query);
  for (std::size_t i = 0; i < scratch.batch.size(); ++i) {
    const float distance = scratch.batch.distance(i);
    if (scratch.found.takes(distance)) scratch.found.insert(distance, scratch.batch.row(i));
    if (scratch.frontier.takes(distance)) scratch.frontier.insert(distance, scratch.batch.row(i));
  }
}

}  // namespace alexandria::vectors
