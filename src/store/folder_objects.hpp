#pragma once
// Objects in a folder: of this machine, or one that several nodes share (then its file system must
// have links and fsync, as NFS has).
#include <filesystem>

#include "alexandria/platform/file.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/objects.hpp"

namespace alexandria::store {

class FolderObjects final : public Objects {
 public:
  static Result<std::unique_ptr<Objects>> open(const std::filesystem::path& folder);
  /// Makes and removes nothing.
  static std::unique_ptr<Objects> open_to_read(const std::filesystem::path& folder);
  using Objects::get;
  using Objects::put;
  Result<bool> put(const std::string& key, const std::filesystem::path& file,
                   const PutOptions& options) override;
  Result<std::uint64_t> get(const std::string& key, const std::filesystem::path& target,
                            const GetOptions& options) override;
  Result<bool> put_bytes(const std::string& key, std::string_view bytes,
                         const PutOptions& options) override;
  Result<std::string> get_bytes(const std::string& key, std::uint64_t bytes_max,
                                const GetOptions& options) override;
  Result<std::uint64_t> size(const std::string& key) override;
  Result<void> remove(const std::string& key) override;
  Result<void> list(const std::string& prefix,
                    const std::function<bool(const ObjectEntry&)>& each) override;
  std::string describe() const override { return "folder " + folder_.string(); }

 private:
  explicit FolderObjects(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Result<std::filesystem::path> path_of(const std::string& key) const;
  Result<bool> keep(platform::TemporaryFile file, const std::filesystem::path& path,
                    bool if_absent) const;
  Result<void> read(const std::string& key, const GetOptions& options,
                    const std::function<Result<void>(std::string_view)>& take) const;
  const std::filesystem::path folder_;
};

}  // namespace alexandria::store
