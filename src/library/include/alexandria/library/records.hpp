#pragma once
// Records without documents: written by their clients' ids, with vectors of the clients' models,
// and read by id, by filter and by nearness.
#include <cstdint>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/library/freshness.hpp"
#include "alexandria/library/record_filter.hpp"
#include "alexandria/store/record_intake.hpp"
#include "alexandria/store/record_writes.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

class IndexSet;
class RecordFinder;

inline constexpr std::uint64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

/// Which records are meant: all of what is given holds.
struct RecordChoice {
  std::optional<std::vector<std::string>> ids = {};
  std::optional<RecordFilter> filter = {};
  Freshness freshness = Freshness::kCommitted;
  std::stop_token stop = {};
};

struct NearRecord {
  store::RecordRow record;
  float distance = 0;  ///< as of vectors::distance, by the collection's metric
};

/// Errors of all: kNotFound if the collection was dropped; kInvalidArgument `invalid_pattern`;
/// those of RecordFinder. A collection is given as it was found when the request began. Threads:
/// all functions at any time.
class Records {
 public:
  Records(store::Store& store, IndexSet& indexes, RecordFinder& finder);

  /// Durable when this returns. kInvalidArgument `wrong_dimension`; kConflict `managed_by_library`;
  /// kResourceExhausted `queue_full`, `disk_full`.
  Result<void> write(const store::RecordCollectionRow& collection, const store::RecordWrite& write);
  /// How many records went, `most` at most. Without ids and filter none.
  Result<std::uint64_t> remove(const store::RecordCollectionRow& collection,
                               const RecordChoice& choice, std::uint64_t most = kNoLimit);
  /// In the order of insertion. Vectors only if they are asked for. kResourceExhausted
  /// `answer_too_large`.
  Result<std::vector<store::RecordRow>> get(const store::RecordCollectionRow& collection,
                                            const RecordChoice& choice, std::uint64_t limit,
                                            std::uint64_t offset, bool with_vectors);
  /// For each query the `most` nearest, nearest first, equals in the order of insertion.
  /// kInvalidArgument `wrong_dimension`.
  Result<std::vector<std::vector<NearRecord>>> nearest(
      const store::RecordCollectionRow& collection, const RecordChoice& choice,
      const std::vector<std::vector<float>>& queries, std::uint64_t most, bool with_vectors);
  Result<std::uint64_t> count(const store::RecordCollectionRow& collection);

 private:
  Result<std::vector<std::uint64_t>> rows_of(const store::RecordCollectionRow& collection,
                                             const RecordChoice& choice, std::uint64_t limit,
                                             std::uint64_t offset);
  Result<std::vector<std::uint64_t>> rows_of_ids(const store::RecordCollectionRow& collection,
                                                 const std::vector<std::string>& ids,
                                                 const RecordTest* test);
  Result<std::vector<store::RecordRow>> read(const store::RecordCollectionRow& collection,
                                             const std::vector<std::uint64_t>& row_nos,
                                             bool with_vectors, const std::stop_token& stop);
  store::Store& store_;
  IndexSet& indexes_;
  RecordFinder& finder_;
  store::RecordIntake intake_;
};

}  // namespace alexandria::library
