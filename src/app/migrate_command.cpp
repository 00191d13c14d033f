// Moves a library: from a folder to PostgreSQL and back, its originals with it.
#include <cstdio>

#include "alexandria/base/clock.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/file_lock.hpp"
#include "alexandria/platform/system.hpp"
#include "alexandria/store/check.hpp"
#include "alexandria/store/copy.hpp"
#include "alexandria/store/nodes.hpp"
#include "commands.hpp"
#include "data_folder.hpp"

namespace alexandria::app {
namespace {

bool is_postgres(const std::string& place) {
  return place.starts_with("postgresql://") || place.starts_with("postgres://");
}

// A library that nobody else uses while it is copied.
struct Place {
  std::optional<platform::TemporaryFolder> temporary;
  std::optional<platform::FileLock> lock;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::Blobs> blobs;
};

Result<void> need_no_nodes(store::Store& store, const std::string& where) {
  std::vector<store::NodeRow> nodes;
  TRY(store.read([&](store::Sql& sql) -> Result<void> {
    nodes = TRY(store::list_nodes(sql));
    return {};
  }));
  for (const store::NodeRow& node : nodes)
    if (node.state != "lost")
      return fail(Code::kConflict, "nodes_running", "node {} at {} serves {}: stop all nodes first",
                  node.node_id, node.address.empty() ? "no address" : node.address, where);
  return {};
}

// Of the source no file is made or changed, its lock neither.
Result<platform::FileLock> lock_of(const std::filesystem::path& folder, bool is_source) {
  if (is_source && !holds_library(folder))
    return fail(Code::kNotFound, "library_not_found", "there is no library in {}", folder.string());
  if (is_source) return platform::FileLock::take_as_it_is(folder / "lock");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  return platform::FileLock::take(
      folder / "lock", fmt::format("alexandria migrate, process {}", platform::process_id()));
}

Result<Place> open_place(const std::string& where, const std::string& blobs_url,
                         const Settings& settings, const base::Clock& clock, bool is_source) {
  Place place;
  store::PostgresOptions postgres = settings.library.postgres;
  postgres.address.clear();
  std::filesystem::path folder = where;
  if (is_postgres(where)) {
    TRY(store::check_postgres_address(where));
    postgres.address = where;
    place.temporary.emplace(TRY(platform::TemporaryFolder::make()));
    folder = *place.temporary;
    if (blobs_url.empty())
      return fail(Code::kInvalidArgument, "no_blobs_url",
                  "where {} keeps its originals must be said: {}", where,
                  is_source ? "--from-blobs URL" : "--blobs URL");
  } else {
    if (where.find("://") != std::string::npos)
      return fail(Code::kInvalidArgument, "invalid_place",
                  "a library is moved between a folder and postgresql://USER@HOST/NAME");
    place.lock.emplace(TRY(lock_of(folder, is_source)));
  }
  place.store = TRY(is_source ? store::Store::open_to_read(folder, clock, postgres)
                              : store::Store::open(folder, clock, {}, postgres));
  if (is_postgres(where)) TRY(need_no_nodes(*place.store, where));
  if (is_source && !place.temporary)
    place.temporary.emplace(TRY(platform::TemporaryFolder::make()));
  const std::filesystem::path own = is_source ? std::filesystem::path(*place.temporary) : folder;
  place.blobs = TRY(store::Blobs::open(
      {.url = blobs_url.empty() ? "file:" + (folder / "blobs").string() : blobs_url,
       .incoming = own / "incoming",
       .cache = own / "cache",
       .only_read = is_source},
      *place.store));
  return place;
}

Result<void> move(const MigrateOptions& options, const Settings& settings) {
  const base::SystemClock clock;
  const Place from = TRY(open_place(options.from, options.from_blobs, settings, clock, true));
  const Place to = TRY(open_place(options.to, options.blobs, settings, clock, false));
  const auto progress = [](const std::string& what, std::uint64_t done, std::uint64_t total) {
    fmt::print(stderr, "  {:<16} {} of {}\n", what, done, total);
  };
  const auto tables = TRY(store::copy_database(*from.store, *to.store, progress));
  const std::uint64_t originals =
      TRY(store::copy_blobs(*from.store, *from.blobs, *to.blobs, progress));
  TRY(store::finish_copy(*from.store, *to.store));
  std::uint64_t rows = 0;
  for (const store::CopiedTable& table : tables)
    rows += table.rows;
  const auto problems = TRY(store::check_database(*to.store));
  for (const std::string& problem : problems)
    fmt::print("problem: {}\n", problem);
  if (!problems.empty())
    return fail(Code::kDataLoss, "copy_unsound",
                "the copy has {} problems; the source is as it was", problems.size());
  fmt::print(
      "{} rows of {} tables and {} originals are in {}, counted and proved by their "
      "checksums. The source is as it was.\n",
      rows, tables.size(), originals, options.to);
  return {};
}

}  // namespace

int run_migrate(const MigrateOptions& options, const Settings& settings) {
  const auto moved = move(options, settings);
  return moved ? 0 : report(moved.error(), false);
}

}  // namespace alexandria::app
