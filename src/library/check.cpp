#include "alexandria/library/upkeep.hpp"

#include <algorithm>
#include <iterator>

#include "alexandria/store/check.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/records.hpp"
#include "check_chunks.hpp"
#include "check_originals.hpp"
#include "embedders.hpp"
#include "index_set.hpp"
#include "maintenance.hpp"

namespace alexandria::library {

Upkeep::Upkeep(store::Store& store, store::Blobs& blobs, IndexSet& indexes, Embedders& embedders,
               Maintenance& maintenance)
    : store_(store),
      blobs_(blobs),
      indexes_(indexes),
      embedders_(embedders),
      maintenance_(maintenance) {}

void Upkeep::tidy(bool purge_deleted, std::chrono::milliseconds blob_grace) {
  maintenance_.run_once(purge_deleted, blob_grace);
}

// Row numbers of the database and of the index, in one snapshot each; a difference is asked for
// again, since writers go on meanwhile.
Result<std::string> Upkeep::compare_index(const store::CollectionRow& collection) {
  std::string difference;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::uint64_t> rows;
    store::CollectionRow now;
    TRY(store_.read([&](store::Sql& sql) -> Result<void> {
      now = TRY(store::find_collection(sql, collection.collection_id));
      rows = TRY(store::live_row_numbers(sql, collection.collection_id));
      return {};
    }));
    const auto index = TRY(indexes_.get(now));
    const auto indexed = index->live_rows();
    if (rows == indexed) return std::string();
    difference = fmt::format(
        "the index of collection {} holds {} rows at position {}, the database {} at {}",
        collection.name, indexed.size(), index->place().position, rows.size(), now.position);
  }
  return difference;
}

// Files are read once more from the disk: an open index would hide their damage.
std::string Upkeep::check_files(const store::CollectionRow& collection) {
  const auto loaded = index::CollectionIndex::load(indexes_.folder_of(collection.collection_id),
                                                   vector_space_of(collection));
  if (loaded || loaded.error().code == Code::kNotFound) return {};
  return fmt::format("the index files of collection {} are damaged: {}", collection.name,
                     loaded.error().message);
}

// What was erased and still stands in some file.
std::vector<std::string> Upkeep::waiting() {
  std::vector<std::string> out;
  if (store_.erasure_waits()) out.emplace_back("the write-ahead log");
  for (const auto& [collection, rows] : indexes_.deleted_rows())
    out.push_back(fmt::format("{} rows in the index of collection number {}", rows, collection));
  return out;
}

// Vectors of a model that is not the one installed here cannot be compared with questions.
std::string Upkeep::check_model(const store::CollectionRow& collection) {
  const auto embedder = embedders_.get(collection.model);
  if (!embedder)
    return fmt::format("collection {} was made with the model {}, which cannot be opened: {}",
                       collection.name, collection.model, embedder.error().message);
  if (*embedder == nullptr) return {};
  const embed::ModelDescription& model = (*embedder)->model();
  if (model.version == collection.model_version && model.dimension == collection.dimension)
    return {};
  return fmt::format(
      "collection {} was made with {} version {} of {} numbers, the installed one is {} of {}",
      collection.name, collection.model, collection.model_version, collection.dimension,
      model.version, model.dimension);
}

Result<void> Upkeep::check_collection(const store::CollectionRow& collection, bool repair,
                                      CheckReport& report) {
  std::string problem = check_model(collection);
  if (!problem.empty()) report.problems.push_back(std::move(problem));
  problem = check_files(collection);
  if (problem.empty()) problem = TRY(compare_index(collection));
  if (problem.empty()) return {};
  if (!repair) {
    report.problems.push_back(std::move(problem));
    return {};
  }
  TRY(indexes_.rebuild(collection));
  report.repaired.push_back(problem + "; it was rebuilt");
  return {};
}

Result<CheckReport> Upkeep::check(bool repair, const std::stop_token& stop) {
  const std::unique_lock running(checking_, std::try_to_lock);
  if (!running) return fail(Code::kResourceExhausted, "queue_full", "a check is running already");
  CheckReport report;
  report.waiting = waiting();
  const store::Reads reads(store_, stop);
  report.problems = TRY(store::check_database(reads));
  std::ranges::move(TRY(check_chunks(reads)), std::back_inserter(report.problems));
  // From here on a part of the library that cannot be looked at is a problem like another.
  const auto could_not = [&](const std::string& what, const Error& error) {
    report.problems.push_back(fmt::format("{} could not be checked: {}", what, error.message));
  };
  for (auto found : {blobs_.check(reads, report.waiting), check_originals(reads, blobs_)})
    if (found)
      std::ranges::move(*found, std::back_inserter(report.problems));
    else
      could_not("the originals", found.error());
  std::vector<store::CollectionRow> collections;
  const auto listed = store_.read([&](store::Sql& sql) -> Result<void> {
    collections = TRY(store::list_collections(sql));
    return {};
  });
  if (!listed) could_not("the indexes", listed.error());
  for (const store::CollectionRow& collection : collections) {
    TRY(reads.go_on());
    if (const auto done = check_collection(collection, repair, report); !done)
      could_not("the index of collection " + collection.name, done.error());
  }
  report.ok = report.problems.empty();
  return report;
}

Health Upkeep::health() const {
  return {.writable = !store_.is_full(), .reason = store_.full_reason()};
}

}  // namespace alexandria::library
