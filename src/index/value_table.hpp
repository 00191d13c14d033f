#pragma once
// Sorted values and the rows that hold each: what a filter looks up and what a range walks.
#include <algorithm>
#include <cstdint>
#include <map>
#include <roaring/roaring.hh>
#include <span>
#include <vector>

#include "segment_vectors.hpp"

namespace alexandria::index {

/// A value of more rows has a bitmap.
inline constexpr std::size_t kFrequentRows = 256;

/// Bit `row` of words as a bitmap of rows.
Bitmap bitmap_of_bits(std::span<const std::uint64_t> words);

/// Immutable once made by a ValueTableMaker; threads: any.
template <class Value>
class ValueTable {
 public:
  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  const Value& value(std::size_t at) const { return values_[at]; }

  /// The number of the first value that is not below `value`, or that is above it.
  std::size_t at_or_above(const Value& value) const {
    return std::ranges::lower_bound(values_, value, std::less<>()) - values_.begin();
  }
  std::size_t above(const Value& value) const {
    return std::ranges::upper_bound(values_, value, std::less<>()) - values_.begin();
  }
  /// Rows of one value.
  Bitmap rows_of(const Value& value) const {
    const std::size_t at = at_or_above(value);
    return at < size() && !(value < values_[at]) ? rows_between(at, at + 1, 0) : Bitmap();
  }
  /// Rows of the values `first` to `last` - 1, all below `rows`.
  Bitmap rows_between(std::size_t first, std::size_t last, std::uint32_t rows) const {
    Bitmap out;
    if (first >= last) return out;
    for (auto at = frequent_.lower_bound(static_cast<std::uint32_t>(first));
         at != frequent_.end() && at->first < last; ++at)
      out |= at->second;
    const auto few = std::span(rows_).subspan(offsets_[first], offsets_[last] - offsets_[first]);
    if (last - first == 1 || few.size() < kFrequentRows) {
      out.addMany(few.size(), few.data());
    } else {
      std::vector<std::uint64_t> words(rows / 64 + 1);
      for (const std::uint32_t row : few)
        words[row / 64] |= std::uint64_t{1} << (row % 64);
      out |= bitmap_of_bits(words);
    }
    return out;
  }
  /// Calls `take` with each row of a value, ascending.
  template <class Take>
  void each_row(std::size_t at, const Take& take) const {
    const auto frequent = frequent_.find(static_cast<std::uint32_t>(at));
    if (frequent != frequent_.end()) {
      for (const std::uint32_t row : frequent->second)
        take(row);
      return;
    }
    for (std::size_t i = offsets_[at]; i < offsets_[at + 1]; ++i)
      take(rows_[i]);
  }
  /// How many of `among` hold a value.
  std::uint64_t count(std::size_t at, const Bitmap& among) const {
    const auto frequent = frequent_.find(static_cast<std::uint32_t>(at));
    if (frequent != frequent_.end()) return frequent->second.and_cardinality(among);
    return std::count_if(rows_.begin() + offsets_[at], rows_.begin() + offsets_[at + 1],
                         [&](std::uint32_t row) { return among.contains(row); });
  }
  std::uint64_t bytes() const {
    std::uint64_t out = values_.size() * (sizeof(Value) + sizeof(std::uint32_t)) +
                        rows_.size() * sizeof(std::uint32_t);
    for (const auto& [at, rows] : frequent_)
      out += rows.getSizeInBytes();
    return out;
  }

  /// Adds a value above all before it, of ascending rows (at least one).
  void append(Value value, std::vector<std::uint32_t> rows) {
    if (rows.size() > kFrequentRows) {
      Bitmap bitmap(rows.size(), rows.data());
      bitmap.runOptimize();
      frequent_.emplace(static_cast<std::uint32_t>(values_.size()), std::move(bitmap));
    } else {
      rows_.insert(rows_.end(), rows.begin(), rows.end());
    }
    values_.push_back(std::move(value));
    offsets_.push_back(static_cast<std::uint32_t>(rows_.size()));
  }

 private:
  std::vector<Value> values_;                 // ascend strictly
  std::vector<std::uint32_t> offsets_{0};     // of `rows_`, one more than values
  std::vector<std::uint32_t> rows_;           // of each value that is not frequent, ascending
  std::map<std::uint32_t, Bitmap> frequent_;  // by the number of the value
};

/// A table of a merge and where each of its rows goes, or kGone; rows that stay ascend as before.
template <class Value>
struct MovedTable {
  const ValueTable<Value>* table = nullptr;
  const std::vector<std::uint32_t>* places = nullptr;
};

/// One table of all; the places of each source are above those of the sources before it.
template <class Value>
ValueTable<Value> merge_tables(const std::vector<MovedTable<Value>>& sources) {
  ValueTable<Value> out;
  std::vector<std::size_t> next(sources.size(), 0);
  for (;;) {
    const Value* least = nullptr;
    for (std::size_t s = 0; s < sources.size(); ++s) {
      const ValueTable<Value>& table = *sources[s].table;
      if (next[s] < table.size() && (least == nullptr || table.value(next[s]) < *least))
        least = &table.value(next[s]);
    }
    if (least == nullptr) return out;
    const Value value = *least;
    std::vector<std::uint32_t> rows;
    for (std::size_t s = 0; s < sources.size(); ++s) {
      const ValueTable<Value>& table = *sources[s].table;
      if (next[s] == table.size() || value < table.value(next[s])) continue;
      table.each_row(next[s]++, [&](std::uint32_t row) {
        const std::uint32_t place = (*sources[s].places)[row];
        if (place != kGone) rows.push_back(place);
      });
    }
    if (!rows.empty()) out.append(value, std::move(rows));
  }
}

}  // namespace alexandria::index
