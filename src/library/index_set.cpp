#include "index_set.hpp"

#include <algorithm>

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

Result<std::shared_ptr<index::CollectionIndex>> IndexSet::open(
    const store::CollectionRow& collection) {
  std::shared_ptr<index::CollectionIndex> index;
  auto loaded =
      index::CollectionIndex::load(folder_of(collection.collection_id), collection.dimension);
  if (loaded && TRY(belongs_to_history(collection, (*loaded)->place())))
    index = std::move(*loaded);
  else if (loaded || loaded.error().code != Code::kNotFound)
    log::warning("the index of collection {} is rebuilt: {}", collection.name,
                 loaded ? "it is of another history" : loaded.error().message);
  if (!index) index = std::make_shared<index::CollectionIndex>(collection.dimension);

  // Rows are gathered to some thousands; a state in between is never served, since nobody else
  // holds the index yet.
  std::vector<store::RecordRow> rows;
  const auto flush = [&](const index::Place& place) {
    std::ranges::sort(rows, {}, &store::RecordRow::row_no);
    if (!rows.empty()) index->apply(to_index_rows(rows), place);
    rows.clear();
    while (index->merge()) {}
  };
  index::Place end = index->place();
  auto result = store_.read([&](store::Sql& sql) -> Result<void> {
    const store::CollectionRow now = TRY(store::find_collection(sql, collection.collection_id));
    end = {store_.timeline(), now.position,
           TRY(store::commit_at(sql, now.collection_id, now.position))};
    return store::read_changes(sql, now, index->place().position, [&](store::RecordRow row) {
      rows.push_back(std::move(row));
      if (rows.size() >= kRowsTogether) flush(index->place());
    });
  });
  if (!result && result.error().reason == "stale_position") {
    std::error_code ignored;
    std::filesystem::remove_all(folder_of(collection.collection_id), ignored);
    return open(collection);
  }
  if (!result) return std::unexpected(result.error());
  flush(end);
  if (index->place() != end) index->apply({}, end);
  return index;
}

Result<std::shared_ptr<index::CollectionIndex>> IndexSet::get(
    const store::CollectionRow& collection) {
  const auto find = [&]() -> std::shared_ptr<index::CollectionIndex> {
    const std::lock_guard lock(mutex_);
    const auto found = indexes_.find(collection.collection_id);
    return found == indexes_.end() ? nullptr : found->second;
  };
  if (auto index = find()) return index;
  const std::lock_guard opening(open_mutex_);
  if (auto index = find()) return index;
  auto index = TRY(open(collection));
  // What was committed between the snapshot and this moment: taken on the writer's thread, where
  // nothing can come between.
  TRY(store_.write(
      [&](store::Sql& sql) -> Result<void> {
        const store::CollectionRow now = TRY(store::find_collection(sql, collection.collection_id));
        if (now.position == index->place().position) return {};
        std::vector<store::RecordRow> rows;
        TRY(store::read_changes(sql, now, index->place().position,
                                [&](store::RecordRow row) { rows.push_back(std::move(row)); }));
        std::ranges::sort(rows, {}, &store::RecordRow::row_no);
        index->apply(to_index_rows(rows),
                     {store_.timeline(), now.position,
                      TRY(store::commit_at(sql, now.collection_id, now.position))});
        return {};
      },
      [&] {
        const std::lock_guard lock(mutex_);
        indexes_[collection.collection_id] = index;
      }));
  return index;
}

void IndexSet::follow(std::int64_t collection_id, const std::vector<store::RecordRow>& rows,
                      const store::CommitRow& commit) {
  std::shared_ptr<index::CollectionIndex> index;
  {
    const std::lock_guard lock(mutex_);
    const auto found = indexes_.find(collection_id);
    if (found == indexes_.end()) return;
    index = found->second;
  }
  if (commit.last <= index->place().position) return;
  index->apply(to_index_rows(rows), {store_.timeline(), commit.last, commit.commit_id});
}

void IndexSet::drop(std::int64_t collection_id) {
  {
    const std::lock_guard lock(mutex_);
    indexes_.erase(collection_id);
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_of(collection_id), ignored);
}

std::vector<std::pair<std::int64_t, std::shared_ptr<index::CollectionIndex>>> IndexSet::all() {
  const std::lock_guard lock(mutex_);
  return {indexes_.begin(), indexes_.end()};
}

}  // namespace alexandria::library
