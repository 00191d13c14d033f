#include "index_set.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "alexandria/base/log.hpp"
#include "alexandria/model/metadata.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/records.hpp"

namespace alexandria::library {
namespace {

constexpr std::uint64_t kPublishedFrom = 1000;  // positions: less is built as fast

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

index::VectorSpace vector_space_of(const store::CollectionRow& collection) {
  return {.dimension = collection.dimension};
}

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
  take_text(row.metadata, "properties", false);
  row.text = join_hyphens(record.text);
  row.document = record.text;
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
  auto loaded = index::CollectionIndex::load(folder_of(collection.collection_id),
                                             vector_space_of(collection));
  std::string why;
  if (loaded) {
    const auto belongs = belongs_to_history(collection, (*loaded)->place());
    if (belongs && *belongs) return std::move(*loaded);
    why = belongs ? "it is of another history" : belongs.error().message;
  } else if (loaded.error().code != Code::kNotFound) {
    why = loaded.error().message;
  }
  if (!why.empty()) log::warning("the index of collection {} is rebuilt: {}", collection.name, why);
  return std::make_shared<index::CollectionIndex>(vector_space_of(collection));
}

Result<IndexSet::Index> IndexSet::open(const store::CollectionRow& collection) {
  Index index;
  {
    const std::lock_guard lock(files_mutex_);
    take_published(collection);
    index = load(collection);
  }
  auto followed = follow_pages(collection.collection_id, *index);
  if (!followed && followed.error().reason == "stale_position") {
    index = std::make_shared<index::CollectionIndex>(vector_space_of(collection));
    followed = follow_pages(collection.collection_id, *index);
  }
  if (!followed) return std::unexpected(followed.error());
  return index;
}

Result<IndexSet::Index> IndexSet::get(const store::CollectionRow& collection, Freshness freshness) {
  constexpr int kOpenings = 3;
  const std::int64_t id = collection.collection_id;
  for (int opening = 0; opening < kOpenings; ++opening) {
    if (!find(id)) {
      const std::lock_guard one(open_mutex_);
      if (!find(id)) {
        const std::uint64_t connections = store_.connections_made();
        auto index = TRY(open(collection));
        const std::lock_guard lock(mutex_);
        followed_[id].index = std::move(index);
        followed_[id].seen_by = connections;
      }
    }
    const bool is_fresh = freshness == Freshness::kCommitted;
    auto index = TRY(
        wait_for(id, is_fresh ? collection.position : 0, is_fresh ? store_.connections_made() : 0));
    if (index) return index;
  }
  return fail(Code::kUnavailable, "index_reopened",
              "the index of collection {} is being opened anew: try again", collection.name);
}

IndexSet::Index IndexSet::find(std::int64_t collection_id) {
  const std::lock_guard lock(mutex_);
  const auto found = followed_.find(collection_id);
  return found == followed_.end() ? nullptr : found->second.index;
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

// Links to the files are published, so that nothing waits for the network with them.
void IndexSet::publish(std::int64_t collection_id, const Index& index) {
  if (published_ == nullptr || index->place().position < kPublishedFrom) return;
  const std::filesystem::path links = folder_of(collection_id).string() + ".published";
  std::error_code error;
  index::Place place;
  {
    const std::lock_guard lock(files_mutex_);
    const auto folder = folder_of(collection_id);
    const auto saved = index::CollectionIndex::saved_place(folder);
    if (!saved) return;
    if (index->deleted_in_files() > 0) return;  // the next purge takes them out
    place = *saved;
    std::filesystem::remove_all(links, error);
    if (!platform::make_folder(links)) return;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
      if (entry.is_regular_file() && !error)
        std::filesystem::create_hard_link(entry.path(), links / entry.path().filename(), error);
    if (error) return;
  }
  const auto done =
      published_->publish(collection_id, links, place, erased_.contains(collection_id));
  if (!done)
    log::warning("the index of collection {} was not published: {}", collection_id,
                 done.error().message);
  // What was deleted must not stay in what is published: else it is tried again.
  if (done && *done) {
    published_at_[collection_id] = place.position;
    if (place == index->place()) erased_.erase(collection_id);
  }
  std::filesystem::remove_all(links, error);
}

// A node that has no files of a collection takes those of another.
void IndexSet::take_published(const store::CollectionRow& collection) {
  const auto folder = folder_of(collection.collection_id);
  if (published_ == nullptr || std::filesystem::exists(folder)) return;
  const auto taken = published_->take(collection.collection_id, folder);
  if (taken)
    log::info("the index of collection {} was taken from another node", collection.name);
  else if (taken.error().code != Code::kNotFound)
    log::warning("the published index of collection {} is refused: {}", collection.name,
                 taken.error().message);
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
    if (index->statistics().deleted > 0) erased_.insert(id);
    while (index->merge(purge_deleted))
      merged = true;
    if (!index->is_saved()) save(id, index);
    if (published_at_[id] != index->place().position) publish(id, index);
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
  if (published_ != nullptr && known != known_before_) {
    std::vector<std::int64_t> ids;
    for (const store::CollectionRow& collection : collections)
      ids.push_back(collection.collection_id);
    const auto done = published_->forget_others(ids);
    if (done) known_before_ = known;
  }
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
  std::vector<std::pair<std::int64_t, Index>> out;
  for (const auto& [id, followed] : followed_)
    out.emplace_back(id, followed.index);
  return out;
}

}  // namespace alexandria::library
