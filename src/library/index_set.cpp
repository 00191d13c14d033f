#include "index_set.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "alexandria/base/log.hpp"
#include "alexandria/model/metadata.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/records.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kRowsTogether = 2000;

std::string take_text(model::Metadata& metadata, const char* key, bool keep) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return {};
  const auto* text = std::get_if<std::string>(&found->second);
  std::string out = text == nullptr ? std::string() : *text;
  if (!keep) metadata.erase(found);
  return out;
}

// A word cut by a hyphen at the end of a line is one word to the index.
std::string join_hyphens(std::string text) {
  for (std::size_t at = text.find("-\n"); at != std::string::npos; at = text.find("-\n", at)) {
    const bool letters = at > 0 && std::isalpha(static_cast<unsigned char>(text[at - 1])) &&
                         at + 2 < text.size() &&
                         std::islower(static_cast<unsigned char>(text[at + 2]));
    if (letters)
      text.erase(at, 2);
    else
      at += 2;
  }
  return text;
}

}  // namespace

Result<index::Row> to_index_row(const store::RecordRow& record) {
  index::Row row;
  row.row_no = record.row_no;
  row.deleted = record.deleted;
  if (record.deleted) return row;
  row.document_no = static_cast<std::uint64_t>(record.document_no);
  row.access_set = record.access_set;
  row.metadata = TRY(model::metadata_from_json(record.metadata));
  row.title = take_text(row.metadata, "title", true);
  row.headings = take_text(row.metadata, "headings", false);
  row.language = take_text(row.metadata, "language", true);
  take_text(row.metadata, "anchors", false);
  row.text = join_hyphens(record.text);
  row.vector = record.vector;
  return row;
}

std::vector<index::Row> to_index_rows(const std::vector<store::RecordRow>& records) {
  std::vector<index::Row> rows;
  for (const store::RecordRow& record : records) {
    auto row = to_index_row(record);
    if (row)
      rows.push_back(std::move(*row));
    else
      log::error("record {} is left out of the index: {}", record.id, row.error().message);
  }
  return rows;
}

Result<bool> IndexSet::belongs_to_history(const store::CollectionRow& collection,
                                          const index::Place& place) {
  if (place.timeline != store_.timeline() || place.position > collection.position) return false;
  if (place.position == 0) return true;
  std::string commit;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    commit = TRY(store::commit_at(sql, collection.collection_id, place.position));
    return {};
  }));
  return commit == place.commit_id;
}

// The index of the files, or an empty one where they are missing, damaged or of another history.
IndexSet::Index IndexSet::load(const store::CollectionRow& collection) {
  auto loaded =
      index::CollectionIndex::load(folder_of(collection.collection_id), collection.dimension);
  std::string why;
  if (loaded) {
    const auto belongs = belongs_to_history(collection, (*loaded)->place());
    if (belongs && *belongs) return std::move(*loaded);
    why = belongs ? "it is of another history" : belongs.error().message;
  } else if (loaded.error().code != Code::kNotFound) {
    why = loaded.error().message;
  }
  if (!why.empty()) log::warning("the index of collection {} is rebuilt: {}", collection.name, why);
  return std::make_shared<index::CollectionIndex>(collection.dimension);
}

// Follows page by page, a snapshot each. Nobody else holds the index yet, so that what stands
// between two commits is never served; the rest is taken on the writer's thread.
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
  return {};
}

Result<IndexSet::Index> IndexSet::open(const store::CollectionRow& collection) {
  Index index;
  {
    const std::lock_guard lock(files_mutex_);
    index = load(collection);
  }
  auto followed = follow_pages(collection.collection_id, *index);
  if (!followed && followed.error().reason == "stale_position") {
    index = std::make_shared<index::CollectionIndex>(collection.dimension);
    followed = follow_pages(collection.collection_id, *index);
  }
  if (!followed) return std::unexpected(followed.error());
  return index;
}

// The end of the feed, in one snapshot.
Result<void> IndexSet::catch_up(store::Sql& sql, std::int64_t collection_id,
                                index::CollectionIndex& index) {
  const store::CollectionRow now = TRY(store::find_collection(sql, collection_id));
  const index::Place end{store_.timeline(), now.position,
                         TRY(store::commit_at(sql, collection_id, now.position))};
  if (index.place() == end) return {};
  constexpr std::uint64_t kAll = std::numeric_limits<std::int64_t>::max();
  auto rows = TRY(store::read_changes(sql, now, index.place().position, kAll));
  std::ranges::sort(rows, {}, &store::RecordRow::row_no);
  index.apply(to_index_rows(rows), end);
  return {};
}

Result<IndexSet::Index> IndexSet::get(const store::CollectionRow& collection) {
  if (auto index = find(collection.collection_id)) return index;
  const std::lock_guard opening(open_mutex_);
  if (auto index = find(collection.collection_id)) return index;
  auto index = TRY(open(collection));
  // What was committed since the last page: on the writer's thread, where nothing can come between.
  TRY(store_.write([&](store::Sql& sql) { return catch_up(sql, collection.collection_id, *index); },
                   [&] {
                     const std::lock_guard lock(mutex_);
                     indexes_[collection.collection_id] = index;
                   },
                   store::Intent::kUpkeep));
  return index;
}

IndexSet::Index IndexSet::find(std::int64_t collection_id) {
  const std::lock_guard lock(mutex_);
  const auto found = indexes_.find(collection_id);
  return found == indexes_.end() ? nullptr : found->second;
}

void IndexSet::follow(std::int64_t collection_id, const std::vector<store::RecordRow>& rows,
                      const store::CommitRow& commit) {
  const Index index = find(collection_id);
  if (!index || commit.last <= index->place().position) return;
  try {
    if (commit.first == index->place().position + 1) {
      index->apply(to_index_rows(rows), {store_.timeline(), commit.last, commit.commit_id});
      return;
    }
    log::error("the index of collection {} stands at {} and missed the changes up to {}",
               collection_id, index->place().position, commit.first);
  } catch (const std::exception& exception) {
    log::error("the index of collection {} could not follow: {}", collection_id, exception.what());
  }
  forget(collection_id);
}

void IndexSet::forget(std::int64_t collection_id) {
  const std::lock_guard lock(mutex_);
  indexes_.erase(collection_id);
}

Result<void> IndexSet::rebuild(const store::CollectionRow& collection) {
  forget(collection.collection_id);
  {
    const std::lock_guard lock(files_mutex_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_of(collection.collection_id), ignored);
  }
  TRY(get(collection));
  return {};
}

void IndexSet::save(std::int64_t collection_id, const Index& index) {
  const std::lock_guard lock(files_mutex_);
  if (find(collection_id) != index) return;  // dropped or forgotten since
  const auto saved = index->save(folder_of(collection_id));
  if (!saved) log::warning("an index could not be saved: {}", saved.error().message);
}

void IndexSet::save_all() {
  for (const auto& [id, index] : all())
    save(id, index);
}

bool IndexSet::tidy(bool purge_deleted) {
  std::vector<store::CollectionRow> collections;
  const auto read = store_.read([&](store::Sql& sql) -> Result<void> {
    collections = TRY(store::list_collections(sql));
    return {};
  });
  if (read) open_those_behind(collections);
  bool merged = false;
  for (const auto& [id, index] : all()) {
    bool changed = false;
    while (index->merge(purge_deleted))
      changed = true;
    merged = merged || changed;
    if (!index->is_saved() || changed) save(id, index);
  }
  if (read) remove_orphans(collections);
  return merged;
}

// What was erased while an index was not open still stands in its files.
void IndexSet::open_those_behind(const std::vector<store::CollectionRow>& collections) {
  for (const store::CollectionRow& collection : collections) {
    std::uint64_t& seen = positions_seen_[collection.collection_id];
    if (seen == collection.position || find(collection.collection_id)) continue;
    seen = collection.position;
    const auto saved = index::CollectionIndex::saved_place(folder_of(collection.collection_id));
    if (!saved && saved.error().code == Code::kNotFound) continue;
    if (saved && saved->position == collection.position && saved->timeline == store_.timeline())
      continue;
    const auto opened = get(collection);
    if (!opened) log::warning("an index could not be opened: {}", opened.error().message);
  }
}

void IndexSet::remove_orphans(const std::vector<store::CollectionRow>& collections) {
  std::set<std::string> known;
  for (const store::CollectionRow& collection : collections)
    known.insert(std::to_string(collection.collection_id));
  const std::lock_guard lock(files_mutex_);
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    const bool numbered = name.find_first_not_of("0123456789") == std::string::npos;
    if (!numbered || known.contains(name) || find(std::stoll(name))) continue;
    std::filesystem::remove_all(entry.path(), error);
  }
}

std::map<std::int64_t, std::uint64_t> IndexSet::deleted_rows() {
  std::map<std::int64_t, std::uint64_t> out;
  for (const auto& [id, index] : all()) {
    const std::uint64_t deleted = index->statistics().deleted;
    if (deleted > 0) out[id] = deleted;
  }
  return out;
}

std::vector<std::pair<std::int64_t, IndexSet::Index>> IndexSet::all() {
  const std::lock_guard lock(mutex_);
  return {indexes_.begin(), indexes_.end()};
}

}  // namespace alexandria::library
