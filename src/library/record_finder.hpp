#pragma once
// Which records of a collection match a filter, and which of them are nearest to a vector.
#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/library/freshness.hpp"
#include "alexandria/library/record_filter.hpp"
#include "alexandria/store/record_collections.hpp"

namespace alexandria::library {

struct NearRow {
  std::uint64_t row_no = 0;
  float distance = 0;  // as of vectors::distance
};

/// How a collection is looked at.
struct Look {
  /// Read when the look began: kCommitted shows everything up to its position.
  const store::RecordCollectionRow& collection;
  Freshness freshness = Freshness::kCommitted;
  std::stop_token stop = {};
};

/// Errors of all: kResourceExhausted `collection_too_large`, kDeadline `index_behind`, kCancelled
/// `cancelled`; those of Store::read. Threads: all functions at any time.
class RecordFinder {
 public:
  virtual ~RecordFinder() = default;
  /// Rows that pass, in the order of insertion.
  virtual Result<std::vector<std::uint64_t>> matching(const Look& look, const RecordTest& test) = 0;
  /// For each query the `most` nearest rows that pass the test (nullptr: all do) and are `among`
  /// these (ascending; nothing: all are), nearest first, equals in the order of insertion.
  virtual Result<std::vector<std::vector<NearRow>>> nearest(
      const Look& look, const std::vector<std::vector<float>>& queries, std::size_t most,
      const RecordTest* test, const std::optional<std::vector<std::uint64_t>>& among) = 0;
  /// The collection is gone, or is to be read anew.
  virtual void forget(std::int64_t collection_id) = 0;
};

}  // namespace alexandria::library
