#pragma once
// The batches of a version between its parser and the database. With other nodes about, some are
// read ahead and offered to them (store/embed_tasks.hpp); they come out in their order all the
// same.
//   E1 a batch comes out once all of its records have vectors
//   E2 nothing is embedded here while another node is at it, and nothing waits for a node that died
//      longer than its lease
//   E3 what an earlier attempt of the job had embedded is taken, not embedded again, but for the
//      batches that were under way
#include <atomic>
#include <chrono>
#include <deque>
#include <string>
#include <vector>

#include "alexandria/jobs/job_engine.hpp"
#include "chunk_records.hpp"
#include "embedders.hpp"

namespace alexandria::library {

/// What one transaction of an ingest job writes.
struct Batch {
  std::vector<store::StoredPart> parts;
  std::vector<store::NewRecord> records;
  std::string checkpoint;  // of the job, once this is written
  std::uint32_t parts_done = 0;
  std::string task_id;  // of the embedding that is written with it; empty: none
  std::size_t bytes = 0;
};

class EmbedAhead {
 public:
  /// `embedder` may be null: batches come out as they are.
  EmbedAhead(store::Store& store, embed::Embedder* embedder, const jobs::Attempt& attempt);
  Result<void> push(Batch batch, const std::string& title);
  bool is_empty() const { return items_.empty(); }
  /// Whether as many are read ahead as are any use.
  bool is_full() const;
  /// The first one, with its vectors. Must not be called while it is empty.
  Result<Batch> pop();
  /// Takes back what other nodes were to embed.
  Result<void> forget_offers();

 private:
  struct Item {
    Batch batch;
    WithoutVector missing;
    std::string task_id;  // empty: it was not offered
    bool is_embedded = false;
  };
  Result<void> look_for_others();
  Result<void> offer(Item& item);
  Result<bool> try_to_embed(Item& item);
  Result<void> embed_here(Item& item);
  Result<void> keep(const Item& item);

  store::Store& store_;
  embed::Embedder* embedder_;
  const jobs::Attempt& attempt_;
  std::deque<Item> items_;
  std::size_t ahead_ = 1;  // batches that are worth reading ahead
  std::chrono::steady_clock::time_point looked_{};
  bool has_offered_ = false;
};

/// Does a share of another node's job; false if there is none. The lease is long enough for a
/// batch on a slow machine; a batch that was not done by then is done by whoever waits for it. What
/// `stop` ends is offered to the others again, and is none.
Result<bool> embed_for_another_node(store::Store& store, Embedders& embedders,
                                    const std::string& node_id, const std::atomic<bool>& stop);

}  // namespace alexandria::library
