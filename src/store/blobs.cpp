#include "alexandria/store/blobs.hpp"

#include <map>

#include "alexandria/platform/file.hpp"
#include "alexandria/platform/sha256.hpp"

namespace alexandria::store {
namespace fs = std::filesystem;

Result<Blobs> Blobs::open(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder / "incoming", error);
  fs::create_directories(folder / "incoming", error);
  if (error)
    return fail(Code::kUnavailable, "file_error", "cannot make the folder {}: {}", folder.string(),
                error.message());
  return Blobs(folder);
}

fs::path Blobs::path_of(const std::string& sha256) const {
  return folder_ / sha256.substr(0, 2) / sha256;
}

Result<void> Blobs::keep(const fs::path& file, const std::string& sha256) const {
  const fs::path target = path_of(sha256);
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  TRY(platform::sync_path(file));
  fs::rename(file, target, error);
  if (error)
    return fail(Code::kUnavailable, "file_error", "cannot move {} to {}: {}", file.string(),
                target.string(), error.message());
  TRY(platform::sync_path(target.parent_path()));
  return platform::sync_path(folder_);
}

Result<void> Blobs::reference(Sql& sql, const std::string& sha256, std::uint64_t bytes) const {
  if (!fs::exists(path_of(sha256)))
    return fail(Code::kUnavailable, "blob_gone",
                "the file of blob {} was removed at the same moment; try again", sha256);
  TRY(
      sql.run("INSERT INTO blobs (sha256, bytes, state) VALUES ($1, $2, 'live') ON CONFLICT "
              "(sha256) DO UPDATE SET state = 'live', condemned_ms = 0",
              {std::string_view(sha256), to_sql(bytes)}));
  return {};
}

Result<std::vector<std::string>> Blobs::condemn(Sql& sql, std::int64_t now_ms,
                                                std::int64_t grace_ms) {
  TRY(
      sql.run("UPDATE blobs SET state = 'condemned', condemned_ms = $1 WHERE state = 'live' AND "
              "sha256 NOT IN (SELECT sha256 FROM versions)",
              {now_ms}));
  std::vector<std::string> gone;
  TRY(
      sql.query("DELETE FROM blobs WHERE state = 'condemned' AND condemned_ms <= $1 AND sha256 NOT "
                "IN (SELECT sha256 FROM versions) RETURNING sha256",
                {now_ms - grace_ms}, [&](const SqlRow& row) {
                  gone.push_back(row.text(0));
                  return true;
                }));
  return gone;
}

void Blobs::unlink(const std::string& sha256) const {
  std::error_code error;
  fs::remove(path_of(sha256), error);
}

Result<std::vector<std::string>> Blobs::check(Sql& sql, bool deep) const {
  std::vector<std::string> problems;
  std::map<std::string, std::uint64_t> known;
  TRY(sql.query("SELECT sha256, bytes FROM blobs", {}, [&](const SqlRow& row) {
    known[row.text(0)] = static_cast<std::uint64_t>(row.integer(1));
    return true;
  }));
  for (const auto& [sha256, bytes] : known) {
    std::error_code error;
    const auto size = fs::file_size(path_of(sha256), error);
    if (error)
      problems.push_back("blob " + sha256 + " has no file");
    else if (size != bytes)
      problems.push_back(fmt::format("blob {} has {} bytes instead of {}", sha256, size, bytes));
    else if (deep && platform::sha256_of_file(path_of(sha256)).value_or("") != sha256)
      problems.push_back("blob " + sha256 + " does not have the bytes of its name");
  }
  return problems;
}

}  // namespace alexandria::store
