#pragma once
// The nodes that serve this library: one with SQLite, any number on PostgreSQL.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

class IndexSet;

/// Threads: all functions at any time.
class Nodes {
 public:
  /// `node` says who we are; with `alive` it has a row, with a sign of life every two seconds.
  Nodes(store::Store& store, IndexSet& indexes, store::NodeRow node, bool alive);
  /// The row goes: whoever is told so does not wait for us.
  ~Nodes();
  Nodes(const Nodes&) = delete;
  Nodes& operator=(const Nodes&) = delete;

  const std::string& id() const { return node_.node_id; }
  /// Where this node is reached from now on.
  void serve_at(const std::string& address);
  /// From now on this node is not ready: balancers send new requests elsewhere.
  /// Called by Library::drain.
  void drain();
  bool is_draining() const { return draining_; }
  /// Opens the indexes of all collections, those of the most changes first; until then, or for a
  /// minute at most, this node is not ready.
  void warm_up();
  bool is_warming() const { return warming_; }
  /// Oldest first.
  Result<std::vector<store::NodeRow>> list();
  /// Positions that our indexes are behind the database.
  std::uint64_t behind() const;

 private:
  void sign();
  void run(const std::stop_token& stop);

  store::Store& store_;
  IndexSet& indexes_;
  bool alive_;
  std::atomic<bool> draining_ = false;
  std::atomic<bool> warming_ = false;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  store::NodeRow node_;
  bool news_ = false;
  std::jthread thread_;
  std::jthread warming_thread_;
};

}  // namespace alexandria::library
