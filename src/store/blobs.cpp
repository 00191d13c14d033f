#include "alexandria/store/blobs.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "alexandria/base/log.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/sha256.hpp"

namespace alexandria::store {
namespace fs = std::filesystem;
namespace {

struct BlobRow {
  std::uint64_t bytes = 0;
  bool condemned = false;
};

Result<std::map<std::string, BlobRow>> all_rows(const Reads& store) {
  std::map<std::string, BlobRow> out;
  TRY(store.read([&](Sql& sql) {
    return sql.query("SELECT sha256, bytes, state FROM blobs", {}, [&](const SqlRow& row) {
      out[row.text(0)] = {static_cast<std::uint64_t>(row.integer(1)), row.text(2) == "condemned"};
      return true;
    });
  }));
  return out;
}

bool is_name_of_blob(const std::string& name) {
  return name.size() == 64 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

BlobHold::~BlobHold() {
  if (blobs_ == nullptr) return;
  blobs_->holds_.with([&](auto& holds) {
    const auto held = holds.find(sha256_);
    if (--held->second == 0) holds.erase(held);
  });
}

Result<std::unique_ptr<Blobs>> Blobs::open(const fs::path& folder, const fs::path& incoming) {
  const fs::path arriving = incoming.empty() ? folder / "incoming" : incoming;
  std::error_code error;
  fs::remove_all(arriving, error);
  fs::create_directories(arriving, error);
  if (!error) fs::create_directories(folder / "unsettled", error);
  if (error)
    return fail(Code::kUnavailable, "file_error", "cannot make the folder {}: {}", folder.string(),
                error.message());
  return std::unique_ptr<Blobs>(new Blobs(folder, arriving));
}

fs::path Blobs::path_of(const std::string& sha256) const {
  return folder_ / sha256.substr(0, 2) / sha256;
}

Result<BlobHold> Blobs::keep(const fs::path& file, const std::string& sha256) const {
  holds_.with([&](auto& holds) { ++holds[sha256]; });
  BlobHold hold(this, sha256);
  const fs::path target = path_of(sha256);
  TRY(platform::make_folder(target.parent_path()));
  TRY(mark(sha256));
  TRY(platform::sync_path(file));
  TRY(platform::rename_file(file, target));
  TRY(platform::sync_path(target.parent_path()));
  TRY(platform::sync_path(folder_));
  return hold;
}

bool Blobs::has_files(const fs::path& folder) { return !Blobs(folder, folder).files().empty(); }

fs::path Blobs::mark_of(const std::string& sha256) const { return folder_ / "unsettled" / sha256; }

// An empty file, durable when this returns.
Result<void> Blobs::mark(const std::string& sha256) const {
  TRY(platform::reserve_file(mark_of(sha256), 0));
  return platform::sync_path(folder_ / "unsettled");
}

Result<void> Blobs::reference(Sql& sql, const BlobHold& hold, std::uint64_t bytes) {
  TRY(sql.run(R"sql(
        INSERT INTO blobs (sha256, bytes, state) VALUES ($1, $2, 'live')
        ON CONFLICT (sha256) DO UPDATE SET state = 'live', condemned_ms = 0)sql",
              {std::string_view(hold.sha256()), to_sql(bytes)}));
  return {};
}

// Rows are asked for, and files unlinked, on the writer's thread: a request that names the blob
// either ran before, and its row is there, or comes later, and its holder is.
Result<std::size_t> Blobs::tidy(Store& store, std::int64_t grace_ms) const {
  std::vector<std::string> gone;
  std::size_t removed = 0;
  const std::int64_t now = store.clock().now_ms();
  const auto request = [&](Sql& sql) -> Result<void> {
    gone.clear();
    TRY(sql.run(R"sql(
          UPDATE blobs SET state = 'condemned', condemned_ms = $1
          WHERE state = 'live' AND sha256 NOT IN (SELECT sha256 FROM versions))sql",
                {now}));
    return sql.query(R"sql(
          DELETE FROM blobs WHERE state = 'condemned' AND condemned_ms <= $1
            AND sha256 NOT IN (SELECT sha256 FROM versions) RETURNING sha256)sql",
                     {now - grace_ms}, [&](const SqlRow& row) {
                       gone.push_back(row.text(0));
                       // Without a mark, on a full disk, a process that ends here leaves a file.
                       if (const auto marked = mark(gone.back()); !marked)
                         log::warning("blob {}: {}", gone.back(), marked.error().message);
                       return true;
                     });
  };
  const auto committed = [&] {
    for (const std::string& sha256 : gone)
      removed += settle(sha256, false) ? 1U : 0U;
  };
  TRY(store.write(request, committed, Intent::kUpkeep));
  return removed;
}

bool Blobs::settle(const std::string& sha256, bool has_row) const {
  return holds_.with([&](const auto& holds) {
    if (holds.contains(sha256)) return false;
    std::error_code error;
    const bool removed = !has_row && fs::remove(path_of(sha256), error);
    if (error) {
      log::warning("blob {} could not be removed: {}", sha256, error.message());
      return false;
    }
    fs::remove(mark_of(sha256), error);
    return removed;
  });
}

std::vector<std::string> Blobs::files() const {
  std::vector<std::string> out;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder_, error);
  while (!error && entry != fs::recursive_directory_iterator()) {
    const std::string name = entry->path().filename().string();
    if (is_name_of_blob(name) && entry->path() == path_of(name)) out.push_back(name);
    entry.increment(error);
  }
  return out;
}

std::vector<std::string> Blobs::marks() const {
  std::vector<std::string> out;
  std::error_code error;
  for (fs::directory_iterator entry(folder_ / "unsettled", error);
       !error && entry != fs::directory_iterator(); entry.increment(error))
    if (const std::string name = entry->path().filename().string(); is_name_of_blob(name))
      out.push_back(name);
  return out;
}

Result<std::size_t> Blobs::sweep(Store& store) const {
  std::size_t removed = 0;
  for (const std::string& sha256 : marks()) {
    bool known = false;
    const auto request = [&](Sql& sql) {
      return sql.query("SELECT 1 FROM blobs WHERE sha256 = $1", {std::string_view(sha256)},
                       [&](const SqlRow&) {
                         known = true;
                         return false;
                       });
    };
    const auto committed = [&] { removed += settle(sha256, known) ? 1U : 0U; };
    TRY(store.write(request, committed, Intent::kUpkeep));
  }
  return removed;
}

Result<std::vector<std::string>> Blobs::check(const Reads& store,
                                              std::vector<std::string>& waiting) const {
  std::vector<std::string> problems;
  std::set<std::string> marked;
  for (std::string& sha256 : marks())
    marked.insert(std::move(sha256));
  const auto found = files();
  const auto rows = TRY(all_rows(store));
  std::vector<std::string> unknown;
  for (const std::string& sha256 : found)
    if (!rows.contains(sha256)) unknown.push_back(sha256);
  if (!unknown.empty()) {  // what came meanwhile has a row by now, or a mark
    for (std::string& sha256 : marks())
      marked.insert(std::move(sha256));
    const auto later = TRY(all_rows(store));
    for (const std::string& sha256 : unknown)
      if (marked.contains(sha256))
        waiting.push_back("blob " + sha256 + ", a file of no document");
      else if (!later.contains(sha256) && fs::exists(path_of(sha256)))
        problems.push_back("blob " + sha256 +
                           " is a file that the database does not know; it stays, for it may be of "
                           "another state of the library");
  }
  for (const auto& [sha256, blob] : rows) {
    TRY(store.go_on());
    if (blob.condemned) waiting.push_back("blob " + sha256);
    std::error_code error;
    const auto size = fs::file_size(path_of(sha256), error);
    if (error && !blob.condemned)
      problems.push_back("blob " + sha256 + " has no file");
    else if (!error && size != blob.bytes)
      problems.push_back(
          fmt::format("blob {} has {} bytes instead of {}", sha256, size, blob.bytes));
    else if (!error && platform::sha256_of_file(path_of(sha256)).value_or("") != sha256)
      problems.push_back("blob " + sha256 + " does not have the bytes of its name");
  }
  return problems;
}

}  // namespace alexandria::store
