#pragma once
// Blobs: original bytes, named by their SHA-256, in a folder.
//   B1 a blob's file is durable before the commit that names it
//   B2 a file is unlinked only when its row is gone (condemned, unreferenced, past its grace) and
//      nobody holds it; holding, unlinking and looking whether it is held exclude each other
//   B3 a file that comes, or whose row goes, has a mark until it is settled: without a row and
//      without a holder it is removed then. A file without row and mark is somebody's only copy,
//      whatever the database says: it stays, and `check` names it
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "alexandria/base/guarded.hpp"
#include "alexandria/base/result.hpp"
#include "alexandria/store/sql.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::store {

class Blobs;

/// While it lives the blob's file stays, whether a row names it or not. Movable; must not outlive
/// its Blobs.
class BlobHold {
 public:
  BlobHold(BlobHold&& other) noexcept : blobs_(std::exchange(other.blobs_, nullptr)) {
    sha256_ = std::move(other.sha256_);
  }
  BlobHold& operator=(BlobHold&&) = delete;
  ~BlobHold();
  const std::string& sha256() const { return sha256_; }

 private:
  friend class Blobs;
  BlobHold(const Blobs* blobs, std::string sha256) : blobs_(blobs), sha256_(std::move(sha256)) {}
  const Blobs* blobs_;
  std::string sha256_;
};

/// Threads: all functions may be called at any time.
class Blobs {
 public:
  /// Whether `folder` has files of blobs.
  static bool has_files(const std::filesystem::path& folder);
  /// Makes `folder` with its subfolders, and `incoming` (empty: in `folder`), which is emptied; it
  /// is this process's alone, and on the same file system.
  static Result<std::unique_ptr<Blobs>> open(const std::filesystem::path& folder,
                                             const std::filesystem::path& incoming = {});
  /// Where new bytes are written before their hash is known; cleared by `open`.
  std::filesystem::path incoming() const { return incoming_; }
  std::filesystem::path path_of(const std::string& sha256) const;
  /// Moves a written file of `incoming` to its name; durable when this returns. Keep the hold until
  /// the request that names the blob (`reference`) is committed.
  Result<BlobHold> keep(const std::filesystem::path& file, const std::string& sha256) const;
  /// Writes the blob's row, or revives a condemned one.
  static Result<void> reference(Sql& sql, const BlobHold& hold, std::uint64_t bytes);

  /// Condemns live blobs that no version names; removes rows and files of those condemned before
  /// `grace_ms` ago. Gives how many files went.
  Result<std::size_t> tidy(Store& store, std::int64_t grace_ms) const;
  /// Settles what has a mark and no holder: removes files of uploads that were refused or never
  /// committed, and of rows that went. Gives how many files went.
  Result<std::size_t> sweep(Store& store) const;
  /// Missing, damaged and unknown files; those that wait to be removed go to `waiting`. Reads every
  /// byte. No snapshot is held while files are read.
  Result<std::vector<std::string>> check(const Reads& store,
                                         std::vector<std::string>& waiting) const;

 private:
  friend class BlobHold;
  Blobs(std::filesystem::path folder, std::filesystem::path incoming)
      : folder_(std::move(folder)), incoming_(std::move(incoming)) {}
  /// False if somebody holds it.
  bool unlink(const std::string& sha256) const;
  std::filesystem::path mark_of(const std::string& sha256) const;
  Result<void> mark(const std::string& sha256) const;
  /// Removes the mark, and the file too where no row has it; false if somebody holds it, or there
  /// was no file to remove.
  bool settle(const std::string& sha256, bool has_row) const;
  std::vector<std::string> files() const;
  std::vector<std::string> marks() const;
  std::filesystem::path folder_;
  std::filesystem::path incoming_;
  mutable base::Guarded<std::map<std::string, int>> holds_;
};

}  // namespace alexandria::store
