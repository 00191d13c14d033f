#pragma once
// What a walk needs beside the graph, kept for the next one: no walk allocates once its scratch has
// grown to the graph's size.
#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "alexandria/base/guarded.hpp"
#include "alexandria/vectors/codes.hpp"

namespace alexandria::vectors {

/// One bit a row. A walk touches some thousand rows of up to millions, so what it set is remembered
/// and cleared one by one: that and the bits stay in the nearest caches.
class Marks {
 public:
  void make_room(std::uint32_t rows) {
    if (words_.size() * 64 < rows) words_.resize((rows + 63ULL) / 64, 0);
  }
  /// Whether it was set before.
  bool set(std::uint32_t row) {
    std::uint64_t& word = words_[row >> 6];
    const std::uint64_t bit = std::uint64_t{1} << (row & 63);
    if ((word & bit) != 0) return true;
    if (word == 0) touched_.push_back(row >> 6);
    word |= bit;
    return false;
  }
  bool has(std::uint32_t row) const { return (words_[row >> 6] >> (row & 63) & 1) != 0; }
  void clear() {
    for (const std::uint32_t word : touched_)
      words_[word] = 0;
    touched_.clear();
  }

 private:
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> touched_;
};

/// The nearest rows so far, sorted, at most `most`; those already walked from are flagged. An array
/// and not a heap: at some hundred entries moving them is cheaper than sifting.
class Nearest {
 public:
  void reset(std::size_t most) {
    if (entries_.size() < most) entries_.resize(most);
    most_ = most;
    size_ = 0;
    cursor_ = 0;
  }
  bool is_full() const { return size_ == most_; }
  bool takes(float distance) const {
    return size_ < most_ || distance < entries_[size_ - 1].distance;
  }
  /// Whether a walk has seen all that can be nearer once its nearest open row is this far.
  bool ends_at(float distance) const { return is_full() && distance > worst(); }
  float worst() const { return entries_[size_ - 1].distance; }
  /// Only if it `takes` the distance.
  void insert(float distance, std::uint32_t row) {
    Candidate* begin = entries_.data();
    std::size_t at = size_;
    if (size_ > 0 && distance < begin[size_ - 1].distance) {
      const Candidate* base = begin;
      for (std::size_t left = size_; left > 1;) {
        const std::size_t half = left / 2;
        base = base[half - 1].distance <= distance ? base + half : base;
        left -= half;
      }
      at = static_cast<std::size_t>(base - begin) + (base->distance <= distance ? 1 : 0);
    }
    const std::size_t kept = size_ < most_ ? size_ : most_ - 1;
    std::memmove(begin + at + 1, begin + at, (kept - at) * sizeof(Candidate));
    begin[at] = {distance, row};
    size_ = kept + 1;
    cursor_ = std::min(cursor_, at);
  }
  /// The nearest row that nobody walked from yet; flags it. False if there is none.
  bool next(Candidate& out) {
    while (cursor_ < size_ && (entries_[cursor_].row & kWalked) != 0)
      ++cursor_;
    if (cursor_ == size_) return false;
    out = entries_[cursor_];
    entries_[cursor_++].row |= kWalked;
    return true;
  }
  /// The row that `next` would give as things stand, or none.
  std::uint32_t likely_next() const {
    for (std::size_t i = cursor_; i < size_; ++i)
      if ((entries_[i].row & kWalked) == 0) return entries_[i].row;
    return kWalked;
  }
  std::size_t size() const { return size_; }
  Candidate operator[](std::size_t at) const {
    return {entries_[at].distance, entries_[at].row & ~kWalked};
  }

  static constexpr std::uint32_t kWalked = 0x80000000;

 private:
  std::vector<Candidate> entries_;
  std::size_t most_ = 0;
  std::size_t size_ = 0;
  std::size_t cursor_ = 0;
};

/// Rows to be compared next, with room for their distances.
class Batch {
 public:
  static constexpr std::size_t kMost = 256;
  void clear() { size_ = 0; }
  bool is_full() const { return size_ == kMost; }
  void add(std::uint32_t row) { rows_[size_++] = row; }
  std::size_t size() const { return size_; }
  std::uint32_t row(std::size_t at) const { return rows_[at]; }
  float distance(std::size_t at) const { return distances_[at]; }
  void compare(const Codes& codes, const CodeQuery& query) {
    codes.distances(query, {rows_, size_}, products_, distances_);
  }

 private:
  std::uint32_t rows_[kMost];
  std::int32_t products_[2 * kMost];
  float distances_[kMost];
  std::size_t size_ = 0;
};

class Scratch {
 public:
  CodeQuery query;
  Marks seen;
  Marks allowed;
  Marks stepped;
  Nearest found;
  Nearest frontier;
  Batch batch;
  std::vector<float> vector;
  std::vector<Candidate> candidates;
  std::vector<std::vector<Candidate>> chosen;  // neighbours of a new row, by level
  std::vector<Candidate> kept;
};

/// Scratches that nobody uses now.
class ScratchPool {
 public:
  std::unique_ptr<Scratch> take() {
    auto free = free_.with([](auto& list) -> std::unique_ptr<Scratch> {
      if (list.empty()) return nullptr;
      auto last = std::move(list.back());
      list.pop_back();
      return last;
    });
    return free ? std::move(free) : std::make_unique<Scratch>();
  }
  void give_back(std::unique_ptr<Scratch> scratch) {
    free_.with([&](auto& list) { list.push_back(std::move(scratch)); });
  }

 private:
  base::Guarded<std::vector<std::unique_ptr<Scratch>>> free_;
};

/// A scratch of the pool while this object lives.
class Borrowed {
 public:
  explicit Borrowed(ScratchPool& pool) : pool_(pool), scratch_(pool.take()) {}
  ~Borrowed() { pool_.give_back(std::move(scratch_)); }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  Scratch& operator*() { return *scratch_; }
  Scratch* operator->() { return scratch_.get(); }

 private:
  ScratchPool& pool_;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace alexandria::vectors
