#include <algorithm>

#include "alexandria/library/library.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/records.hpp"
#include "core.hpp"

namespace alexandria::library {
namespace {

// Row numbers of the database and of the index, in one snapshot each; a difference is asked for
// again, since writers go on meanwhile.
Result<std::string> compare_index(Core& core, const store::CollectionRow& collection) {
  std::string difference;
  for (int round = 0; round < 3; ++round) {
    const auto index = TRY(core.indexes->get(collection));
    std::vector<std::uint64_t> rows;
    store::CollectionRow now;
    TRY(core.store->read([&](store::Sql& sql) -> Result<void> {
      now = TRY(store::find_collection(sql, collection.collection_id));
      return sql.query("SELECT row_no FROM records WHERE collection_id = $1 ORDER BY row_no",
                       {collection.collection_id}, [&](const store::SqlRow& row) {
                         rows.push_back(static_cast<std::uint64_t>(row.integer(0)));
                         return true;
                       });
    }));
    const auto indexed = index->live_rows();
    if (rows == indexed) return std::string();
    difference = fmt::format(
        "the index of collection {} holds {} rows at position {}, the database {} at {}",
        collection.name, indexed.size(), index->place().position, rows.size(), now.position);
  }
  return difference;
}

// Files are read once more from the disk: an open index would hide their damage.
std::string check_files(Core& core, const store::CollectionRow& collection) {
  const auto loaded = index::CollectionIndex::load(
      core.indexes->folder_of(collection.collection_id), collection.dimension);
  if (loaded || loaded.error().code == Code::kNotFound) return {};
  return fmt::format("the index files of collection {} are damaged: {}", collection.name,
                     loaded.error().message);
}

}  // namespace

Result<CheckReport> Library::check(bool repair) {
  CheckReport report;
  std::vector<store::CollectionRow> collections;
  TRY(core_->store->read([&](store::Sql& sql) -> Result<void> {
    report.problems = TRY(store::check_records(sql));
    collections = TRY(store::list_collections(sql));
    std::ranges::move(TRY(core_->blobs->check(sql, true)), std::back_inserter(report.problems));
    TRY(sql.query("SELECT sha256 FROM blobs WHERE state = 'condemned'", {},
                  [&](const store::SqlRow& row) {
                    report.waiting.push_back("blob " + row.text(0));
                    return true;
                  }));
    return {};
  }));
  for (const store::CollectionRow& collection : collections) {
    std::string problem = check_files(*core_, collection);
    if (problem.empty()) problem = TRY(compare_index(*core_, collection));
    if (problem.empty()) continue;
    if (!repair) {
      report.problems.push_back(problem);
      continue;
    }
    core_->indexes->drop(collection.collection_id);
    TRY(core_->indexes->get(collection));
    report.repaired.push_back(problem + "; it was rebuilt");
  }
  report.ok = report.problems.empty();
  return report;
}

}  // namespace alexandria::library
