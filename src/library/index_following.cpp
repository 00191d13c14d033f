// How indexes follow the feed of the database.
#include <algorithm>
#include <charconv>
#include <limits>

#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/records.hpp"
#include "index_set.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kRowsTogether = 2000;
constexpr std::size_t kRowsNotedMax = 20'000;  // beyond them the follower reads the database
// An index that is so far behind is opened anew beside the one that is served.
constexpr std::uint64_t kRowsAtOnceMax = 50'000;
constexpr auto kFreshPatience = std::chrono::seconds(20);
constexpr auto kPoll = std::chrono::milliseconds(1000);  // for what no notification told

}  // namespace

void Changes::add(std::vector<store::RecordRow> changed, const store::CommitRow& next) {
  if (changed.empty()) return;
  const std::uint64_t first = rows.empty() ? next.first : commit.first;
  commit = next;
  commit.first = first;
  std::ranges::move(changed, std::back_inserter(rows));
}

IndexSet::IndexSet(store::Store& store, std::filesystem::path folder, PublishedIndexes* published)
    : store_(store), folder_(std::move(folder)), published_(published) {
  metrics::gauge("alexandria_index_behind_positions",
                 "Positions that open indexes are behind the database.",
                 [this] { return static_cast<double>(positions_behind()); });
  follower_ = std::jthread([this](const std::stop_token& stop) { run_follower(stop); });
}

IndexSet::~IndexSet() {
  follower_.request_stop();
  follower_.join();
  metrics::remove_gauge("alexandria_index_behind_positions");
}

void IndexSet::note(Changes changes) {
  if (changes.rows.empty()) return;
  store_.tell(fmt::format("feed {}", changes.collection_id));
  {
    const std::lock_guard lock(mutex_);
    const auto found = followed_.find(changes.collection_id);
    if (found == followed_.end()) return;
    found->second.wanted = std::max(found->second.wanted, changes.commit.last);
    if (rows_noted_ + changes.rows.size() <= kRowsNotedMax) {
      rows_noted_ += changes.rows.size();
      found->second.noted.push_back(std::move(changes));
    }
  }
  wake_.notify_one();
}

void IndexSet::hear(std::string_view news) {
  constexpr std::string_view kFeed = "feed ";
  std::int64_t collection_id = 0;
  if (news.starts_with(kFeed))
    std::from_chars(news.data() + kFeed.size(), news.data() + news.size(), collection_id);
  else if (!news.empty())
    return;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [id, followed] : followed_)
      followed.look = followed.look || collection_id == 0 || collection_id == id;
  }
  wake_.notify_one();
}

void IndexSet::forget(std::int64_t collection_id) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = followed_.find(collection_id);
    if (found == followed_.end()) return;
    for (const Changes& changes : found->second.noted)
      rows_noted_ -= changes.rows.size();
    followed_.erase(found);
  }
  advanced_.notify_all();
}

std::uint64_t IndexSet::positions_behind() {
  const std::lock_guard lock(mutex_);
  std::uint64_t behind = 0;
  for (const auto& [id, followed] : followed_) {
    const std::uint64_t at = followed.index->place().position;
    behind += followed.wanted > at ? followed.wanted - at : 0;
  }
  return behind;
}

Result<IndexSet::Index> IndexSet::wait_for(std::int64_t collection_id, std::uint64_t position,
                                           std::uint64_t connections) {
  const auto until = std::chrono::steady_clock::now() + kFreshPatience;
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto found = followed_.find(collection_id);
    if (found == followed_.end()) return nullptr;
    Followed& followed = found->second;
    const bool is_proved = followed.seen_by >= connections;
    if (is_proved && followed.index->place().position >= position) return followed.index;
    followed.wanted = std::max(followed.wanted, position);
    followed.look = followed.look || !is_proved;
    wake_.notify_one();
    if (advanced_.wait_until(lock, until) == std::cv_status::timeout)
      return fail(Code::kDeadline, "index_behind",
                  "the index of collection number {} stands at position {} and did not come to {} "
                  "within {} s",
                  collection_id, followed.index->place().position, position,
                  kFreshPatience.count());
  }
}

void IndexSet::run_follower(const std::stop_token& stop) {
  const bool is_alone = store_.dialect() == store::Dialect::kSqlite;
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto has_work = [](const auto& entry) {
      const Followed& followed = entry.second;
      return followed.look || !followed.noted.empty() ||
             followed.wanted > followed.index->place().position;
    };
    const auto is_needed = [&] { return std::ranges::any_of(followed_, has_work); };
    const bool needed = wake_.wait_for(lock, stop, kPoll, is_needed);
    if (stop.stop_requested()) return;
    std::vector<std::int64_t> ids;
    for (const auto& entry : followed_)
      if (has_work(entry)) ids.push_back(entry.first);
    lock.unlock();
    if (!needed && !is_alone) look_at_all();
    for (const std::int64_t id : ids)
      follow(id);
    lock.lock();
  }
}

// What no notification told: one statement for all collections.
void IndexSet::look_at_all() {
  std::vector<store::CollectionRow> collections;
  const auto read = store_.read([&](store::Sql& sql) -> Result<void> {
    collections = TRY(store::list_collections(sql));
    return {};
  });
  if (!read) return log::warning("the feeds could not be looked at: {}", read.error().message);
  const std::lock_guard lock(mutex_);
  for (auto& [id, followed] : followed_) {
    const auto now = std::ranges::find(collections, id, &store::CollectionRow::collection_id);
    // Somebody may have asked for a look meanwhile.
    followed.look = followed.look || now == collections.end() ||
                    now->position < followed.index->place().position;
    if (now != collections.end()) followed.wanted = std::max(followed.wanted, now->position);
  }
}

// One step of one collection, on the follower's thread.
void IndexSet::follow(std::int64_t collection_id) {
  Index index;
  std::deque<Changes> noted;
  std::uint64_t wanted = 0;
  bool look = false;
  {
    const std::lock_guard lock(mutex_);
    const auto found = followed_.find(collection_id);
    if (found == followed_.end()) return;
    index = found->second.index;
    noted.swap(found->second.noted);
    for (const Changes& changes : noted)
      rows_noted_ -= changes.rows.size();
    wanted = found->second.wanted;
    look = std::exchange(found->second.look, false);
  }
  Result<void> done;
  const std::uint64_t connections = store_.connections_made();
  bool compared = false;
  try {
    const bool whole = follow_noted(*index, std::move(noted));
    compared = !whole || look || index->place().position < wanted;
    if (compared) done = catch_up(collection_id, *index);
  } catch (const std::exception& exception) {
    done = fail(Code::kInternal, "exception", "{}", exception.what());
  }
  if (!done && (done.error().code == Code::kUnavailable || done.error().code == Code::kDeadline)) {
    log::warning("the index of collection {} waits: {}", collection_id, done.error().message);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const std::lock_guard lock(mutex_);
    const auto found = followed_.find(collection_id);
    if (found != followed_.end()) found->second.look = true;
  } else if (!done) {
    if (done.error().code != Code::kNotFound)
      log::warning("the index of collection {} is opened anew: {}", collection_id,
                   done.error().message);
    forget(collection_id);
  } else if (compared) {
    const std::lock_guard lock(mutex_);
    const auto found = followed_.find(collection_id);
    if (found != followed_.end() && found->second.index == index)
      found->second.seen_by = connections;
  }
  advanced_.notify_all();
}

// Applies what this process committed, as far as it goes on from where the index stands; false
// where something between is missing.
bool IndexSet::follow_noted(index::CollectionIndex& index, std::deque<Changes> noted) {
  std::ranges::sort(noted, {}, [](const Changes& changes) { return changes.commit.first; });
  for (Changes& changes : noted) {
    const std::uint64_t at = index.place().position;
    if (changes.commit.last <= at) continue;
    if (changes.commit.first != at + 1) return false;
    std::ranges::sort(changes.rows, {}, &store::RecordRow::row_no);
    index.apply(to_index_rows(changes.rows),
                {store_.timeline(), changes.commit.last, changes.commit.commit_id});
    advanced_.notify_all();
  }
  return true;
}

// To the end of the feed, in one snapshot.
Result<void> IndexSet::catch_up(std::int64_t collection_id, index::CollectionIndex& index) {
  const index::Place from = index.place();
  index::Place end;
  std::vector<store::RecordRow> rows;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    const store::CollectionRow now = TRY(store::find_collection(sql, collection_id));
    end = {store_.timeline(), now.position,
           TRY(store::commit_at(sql, collection_id, now.position))};
    if (from == end) return {};
    if (now.position < from.position || now.position - from.position > kRowsAtOnceMax)
      return fail(Code::kConflict, "index_apart",
                  "it stands at position {}, and the database at {}", from.position, now.position);
    if (!from.commit_id.empty() &&
        TRY(store::commit_at(sql, collection_id, from.position)) != from.commit_id)
      return fail(Code::kConflict, "other_history", "it is of another history");
    rows =
        TRY(store::read_changes(sql, now, from.position, std::numeric_limits<std::int64_t>::max()));
    return {};
  }));
  if (from == end) return {};
  std::ranges::sort(rows, {}, &store::RecordRow::row_no);
  index.apply(to_index_rows(rows), end);
  return {};
}

// Follows page by page, a snapshot each, and the rest in one. Nobody else holds the index yet, so
// that what stands between two commits is never served.
Result<void> IndexSet::follow_pages(std::int64_t collection_id, index::CollectionIndex& index) {
  for (std::size_t got = kRowsTogether; got == kRowsTogether;) {
    std::vector<store::RecordRow> rows;
    TRY(store_.read([&](store::Sql& sql) -> Result<void> {
      const store::CollectionRow now = TRY(store::find_collection(sql, collection_id));
      rows = TRY(store::read_changes(sql, now, index.place().position, kRowsTogether));
      return {};
    }));
    got = rows.size();
    if (got < kRowsTogether) break;
    const index::Place place{store_.timeline(), rows.back().position, ""};
    std::ranges::sort(rows, {}, &store::RecordRow::row_no);
    index.apply(to_index_rows(rows), place);
    while (index.merge()) {}
  }
  return catch_up(collection_id, index);
}

}  // namespace alexandria::library
