#pragma once
// Finds records by looking at all of them: metadata and vectors of a collection are held in memory
// and follow the feed; texts are read from the database.
//   E1 what is held is the state of one commit (its Place), of the database's own history
//   E2 rows are in the order of their numbers, which is that of insertion
//   E3 what is held of all collections together is within the bound; the least used go first
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "alexandria/index/collection_index.hpp"
#include "alexandria/store/store.hpp"
#include "record_finder.hpp"

namespace alexandria::library {

class ExactFinder final : public RecordFinder {
 public:
  ExactFinder(store::Store& store, std::uint64_t bytes_max)
      : store_(store), bytes_max_(bytes_max) {}
  Result<std::vector<std::uint64_t>> matching(const Look& look, const RecordTest& test) override;
  Result<std::vector<std::vector<NearRow>>> nearest(
      const Look& look, const std::vector<std::vector<float>>& queries, std::size_t most,
      const RecordTest* test, const std::optional<std::vector<std::uint64_t>>& among) override;
  void forget(std::int64_t collection_id) override;

 private:
  struct Row {
    std::uint64_t row_no = 0;
    model::Metadata metadata;
    std::vector<float> vector;
    std::size_t bytes = 0;
  };
  struct Held {
    void clear() {
      rows.clear();
      place = {};
      bytes = 0;
    }
    std::shared_timed_mutex mutex;
    std::vector<Row> rows;
    index::Place place;
    std::uint64_t bytes = 0;
  };
  struct Slot {
    std::shared_ptr<Held> held;
    std::uint64_t used = 0;   // the greater, the later
    std::uint64_t bytes = 0;  // of `held`, when it was last brought up
  };
  using Reading = std::shared_lock<std::shared_timed_mutex>;
  struct Opened {
    std::shared_ptr<Held> held;
    Reading lock;
  };

  Result<Opened> open(const Look& look);
  std::shared_ptr<Held> slot_of(std::int64_t collection_id);
  void keep_within(std::int64_t collection_id, std::uint64_t bytes);
  bool is_fresh(const Held& held, const Look& look) const;
  Result<void> bring_up(const Look& look, Held& held);
  Result<void> follow(const Look& look, Held& held);
  Result<bool> follow_page(const Look& look, Held& held);
  Result<void> apply(const Look& look, std::vector<store::RecordRow> changes, Held& held) const;
  Result<std::vector<const Row*>> passing(const Look& look, const Held& held,
                                          const RecordTest* test,
                                          const std::optional<std::vector<std::uint64_t>>& among);
  Result<void> keep_by_text(const Look& look, const RecordTest& test,
                            std::vector<const Row*>& rows);

  store::Store& store_;
  std::uint64_t bytes_max_;
  std::mutex mutex_;
  std::map<std::int64_t, Slot> slots_;
  std::uint64_t uses_ = 0;
};

}  // namespace alexandria::library
