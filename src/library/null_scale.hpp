#pragma once
// Where the scores of a collection lie when nothing in it is asked for: its own zero.
#include <map>
#include <mutex>

#include "alexandria/library/search.hpp"

namespace alexandria::library {

/// Median and spread (1.4826 times the median absolute deviation, at least .02) of the best
/// passage's cosine over questions that hardly any library answers.
struct NullScale {
  double median = 0;
  double spread = 1;
  double rows = 0;  // of the collection, when it was measured
  /// How many spreads a cosine lies above the median.
  double place(double cosine) const { return (cosine - median) / spread; }
};

/// Threads: at any time. A scale is measured at the first question and again once the collection
/// has doubled or halved.
class NullScales {
 public:
  NullScales(Search& search, IndexSet& indexes) : search_(search), indexes_(indexes) {}
  Result<NullScale> get(const store::CollectionRow& collection);

 private:
  Search& search_;
  IndexSet& indexes_;
  std::mutex mutex_;
  std::map<std::int64_t, NullScale> scales_;
};

}  // namespace alexandria::library
