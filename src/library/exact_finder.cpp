#include "exact_finder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "alexandria/store/collections.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/vectors/distance.hpp"

namespace alexandria::library {
namespace {

constexpr std::uint64_t kChangesTogether = 2000;  // in one snapshot
constexpr std::size_t kTextsTogether = 500;
constexpr auto kPatience = std::chrono::seconds(20);
constexpr std::size_t kRowBytes = 160;    // of a row without metadata and vector, about
constexpr std::size_t kValueBytes = 120;  // of a key with its value, about
constexpr std::uint32_t kArriving = 1;    // the access set of what is not to be seen yet

vectors::Space space_of(const std::string& metric) {
  if (metric == "cosine") return vectors::Space::kCosine;
  return metric == "ip" ? vectors::Space::kInnerProduct : vectors::Space::kL2;
}

std::size_t bytes_of(const store::RecordRow& record, const model::Metadata& metadata) {
  return kRowBytes + record.vector.size() * sizeof(float) + record.metadata.size() +
         metadata.size() * kValueBytes;
}

std::unexpected<Error> cancelled() {
  return fail(Code::kCancelled, "cancelled", "the request was given up");
}

}  // namespace

void ExactFinder::forget(std::int64_t collection_id) {
  const std::lock_guard lock(mutex_);
  slots_.erase(collection_id);
}

std::shared_ptr<ExactFinder::Held> ExactFinder::slot_of(std::int64_t collection_id) {
  const std::lock_guard lock(mutex_);
  Slot& slot = slots_[collection_id];
  if (!slot.held) slot.held = std::make_shared<Held>();
  slot.used = ++uses_;
  return slot.held;
}

void ExactFinder::keep_within(std::int64_t collection_id, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto found = slots_.find(collection_id);
  if (found != slots_.end()) found->second.bytes = bytes;
  std::uint64_t sum = 0;
  for (const auto& [id, slot] : slots_)
    sum += slot.bytes;
  while (sum > bytes_max_ && slots_.size() > 1) {
    const auto oldest =
        std::ranges::min_element(slots_, {}, [](const auto& one) { return one.second.used; });
    if (oldest->first == collection_id) return;
    sum -= oldest->second.bytes;
    slots_.erase(oldest);
  }
}

// The row of the collection was read when the look began.
bool ExactFinder::is_fresh(const Held& held, const Look& look) const {
  const store::CollectionRow& row = look.collection.row;
  if (held.place.timeline != store_.timeline()) return false;
  if (look.freshness == Freshness::kIndexed) return true;
  if (held.place.position != row.position) return held.place.position > row.position;
  return held.place.commit_id == row.commit_id;
}

Result<ExactFinder::Opened> ExactFinder::open(const Look& look) {
  const std::int64_t id = look.collection.row.collection_id;
  const auto held = slot_of(id);
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    Reading reading(held->mutex, until);
    if (!reading.owns_lock()) break;
    if (is_fresh(*held, look)) return Opened{held, std::move(reading)};
    reading.unlock();
    const std::unique_lock writing(held->mutex, until);
    if (!writing.owns_lock()) break;
    if (is_fresh(*held, look)) continue;
    const auto done = bring_up(look, *held);
    if (!done) {
      if (done.error().reason == "collection_too_large") held->clear();
      return std::unexpected(done.error());
    }
    keep_within(id, held->bytes);
  }
  return fail(Code::kDeadline, "index_behind",
              "collection [{}] is being read into memory: try again", look.collection.name);
}

Result<void> ExactFinder::bring_up(const Look& look, Held& held) {
  const auto done = follow(look, held);
  if (done) return {};
  const std::string& reason = done.error().reason;
  if (reason != "stale_position" && reason != "other_history") return done;
  held.clear();
  return follow(look, held);
}

Result<void> ExactFinder::follow(const Look& look, Held& held) {
  while (!TRY(follow_page(look, held)))
    if (look.stop.stop_requested()) return cancelled();
  return {};
}

// A page of the feed, in one snapshot. True once the held rows are the state of that snapshot.
Result<bool> ExactFinder::follow_page(const Look& look, Held& held) {
  const std::int64_t id = look.collection.row.collection_id;
  std::vector<store::RecordRow> changes;
  index::Place end;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    store::CollectionRow now = TRY(store::find_collection(sql, id));
    now.space_id = look.collection.row.space_id;
    const index::Place& from = held.place;
    const bool is_other = !from.commit_id.empty() &&
                          (from.timeline != store_.timeline() || now.position < from.position ||
                           TRY(store::commit_at(sql, id, from.position)) != from.commit_id);
    if (is_other) return fail(Code::kConflict, "other_history", "it is of another history");
    changes = TRY(store::read_changes(sql, now, from.position, kChangesTogether));
    end = {store_.timeline(), now.position, now.commit_id};
    return {};
  }));
  const bool is_end = changes.size() < kChangesTogether;
  const std::uint64_t last = changes.empty() ? held.place.position : changes.back().position;
  TRY(apply(look, std::move(changes), held));
  held.place = is_end ? end : index::Place{"", last, ""};
  return is_end;
}

Result<void> ExactFinder::apply(const Look& look, std::vector<store::RecordRow> changes,
                                Held& held) const {
  std::ranges::sort(changes, {}, &store::RecordRow::row_no);
  const std::size_t before = held.rows.size();
  const auto find = [&](std::uint64_t row_no) {
    const auto end = held.rows.begin() + static_cast<std::ptrdiff_t>(before);
    const auto at = std::ranges::lower_bound(held.rows.begin(), end, row_no, {}, &Row::row_no);
    return at != end && at->row_no == row_no ? &*at : nullptr;
  };
  for (store::RecordRow& change : changes) {
    Row* there = find(change.row_no);
    if (there != nullptr) held.bytes -= std::exchange(there->bytes, 0);
    if (change.deleted || change.access_set == kArriving) continue;
    Row row{change.row_no, TRY(model::metadata_from_json(change.metadata)), {}, 0};
    row.bytes = bytes_of(change, row.metadata);
    row.vector = std::move(change.vector);
    held.bytes += row.bytes;
    if (held.bytes > bytes_max_)
      return fail(Code::kResourceExhausted, "collection_too_large",
                  "collection [{}] needs more memory for its vectors and metadata than the {} "
                  "bytes of chroma.memory_bytes_max: {} bytes at row {}",
                  look.collection.name, bytes_max_, held.bytes, row.row_no);
    if (there != nullptr)
      *there = std::move(row);
    else
      held.rows.push_back(std::move(row));  // moves no row that `find` gave before
  }
  std::erase_if(held.rows, [](const Row& row) { return row.bytes == 0; });
  if (!std::ranges::is_sorted(held.rows, {}, &Row::row_no))
    std::ranges::sort(held.rows, {}, &Row::row_no);
  return {};
}

Result<std::vector<const ExactFinder::Row*>> ExactFinder::passing(
    const Look& look, const Held& held, const RecordTest* test,
    const std::optional<std::vector<std::uint64_t>>& among) {
  std::vector<const Row*> out;
  auto next = among ? among->begin() : std::vector<std::uint64_t>::const_iterator();
  for (const Row& row : held.rows) {
    if (among) {
      while (next != among->end() && *next < row.row_no)
        ++next;
      if (next == among->end()) break;
      if (*next != row.row_no) continue;
    }
    if (test == nullptr || test->may_pass(row.metadata)) out.push_back(&row);
  }
  if (test != nullptr && test->reads_text()) TRY(keep_by_text(look, *test, out));
  return out;
}

// Texts are read page by page, a snapshot each: they are too many to be held.
Result<void> ExactFinder::keep_by_text(const Look& look, const RecordTest& test,
                                       std::vector<const Row*>& rows) {
  std::vector<const Row*> kept;
  store::CollectionRow bare = look.collection.row;
  bare.space_id = 0;
  for (std::size_t at = 0; at < rows.size(); at += kTextsTogether) {
    if (look.stop.stop_requested()) return cancelled();
    std::unordered_map<std::uint64_t, const Row*> page;
    std::vector<std::uint64_t> row_nos;
    for (std::size_t i = at; i < std::min(rows.size(), at + kTextsTogether); ++i) {
      page.emplace(rows[i]->row_no, rows[i]);
      row_nos.push_back(rows[i]->row_no);
    }
    TRY(store_.read([&](store::Sql& sql) -> Result<void> {
      for (const store::RecordRow& record : TRY(store::read_records(sql, bare, row_nos))) {
        const auto metadata = TRY(model::metadata_from_json(record.metadata));
        const auto text =
            record.has_text ? std::optional<std::string_view>(record.text) : std::nullopt;
        if (test.passes(metadata, text)) kept.push_back(page.at(record.row_no));
      }
      return {};
    }));
  }
  rows = std::move(kept);
  return {};
}

Result<std::vector<std::uint64_t>> ExactFinder::matching(const Look& look, const RecordTest& test) {
  const Opened opened = TRY(open(look));
  std::vector<std::uint64_t> out;
  for (const Row* row : TRY(passing(look, *opened.held, &test, std::nullopt)))
    out.push_back(row->row_no);
  return out;
}

Result<std::vector<std::vector<NearRow>>> ExactFinder::nearest(
    const Look& look, const std::vector<std::vector<float>>& queries, std::size_t most,
    const RecordTest* test, const std::optional<std::vector<std::uint64_t>>& among) {
  const Opened opened = TRY(open(look));
  const auto rows = TRY(passing(look, *opened.held, test, among));
  const vectors::Space space = space_of(look.collection.metric);
  std::vector<std::vector<NearRow>> out;
  for (const std::vector<float>& query : queries) {
    if (look.stop.stop_requested()) return cancelled();
    std::vector<NearRow> all;
    for (const Row* row : rows) {
      if (row->vector.size() != query.size()) continue;
      float distance = vectors::distance(space, query, row->vector);
      if (std::isnan(distance)) distance = std::numeric_limits<float>::infinity();
      all.push_back({row->row_no, distance});
    }
    const std::size_t count = std::min(most, all.size());
    std::ranges::partial_sort(
        all, all.begin() + static_cast<std::ptrdiff_t>(count), {},
        [](const NearRow& row) { return std::pair(row.distance, row.row_no); });
    all.resize(count);
    out.push_back(std::move(all));
  }
  return out;
}

}  // namespace alexandria::library
