#pragma once
// Blobs: original bytes, named by their SHA-256, in a folder. A file is unlinked only when
// condemned, unreferenced and past its grace.
#include <filesystem>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// Threads: all functions may be called at any time.
class Blobs {
 public:
  /// Makes `folder` with its subfolders.
  static Result<Blobs> open(const std::filesystem::path& folder);
  /// Where new bytes are written before their hash is known; cleared by `open`.
  std::filesystem::path incoming() const { return folder_ / "incoming"; }
  std::filesystem::path path_of(const std::string& sha256) const;
  /// Moves a written file of `incoming` to its name; durable when this returns. Afterwards call
  /// `reference` in the request that names it.
  Result<void> keep(const std::filesystem::path& file, const std::string& sha256) const;
  /// Writes the blob's row, or revives a condemned one. kUnavailable if its file has gone in the
  /// meantime: keep it again.
  Result<void> reference(Sql& sql, const std::string& sha256, std::uint64_t bytes) const;
  /// Condemns live blobs that no version names, and removes the rows of those condemned before
  /// `grace_ms` ago; gives the files to unlink.
  static Result<std::vector<std::string>> condemn(Sql& sql, std::int64_t now_ms,
                                                  std::int64_t grace_ms);
  void unlink(const std::string& sha256) const;
  /// Missing, damaged and unknown files. `deep` reads every byte.
  Result<std::vector<std::string>> check(Sql& sql, bool deep) const;

 private:
  explicit Blobs(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace alexandria::store
