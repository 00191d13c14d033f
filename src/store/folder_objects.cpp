#include "folder_objects.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>

#include "alexandria/base/log.hpp"

namespace alexandria::store {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kIncoming = ".incoming";  // no key begins with it
constexpr std::size_t kBlockBytes = 1 << 18;
// A file that is still being written after so long is what an ended process left.
constexpr auto kIncomingMax = std::chrono::hours(24);

void remove_leftovers(const fs::path& incoming) {
  std::error_code error;
  const auto oldest = fs::file_time_type::clock::now() - kIncomingMax;
  for (fs::directory_iterator entry(incoming, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code ignored;
    const auto changed = fs::last_write_time(entry->path(), ignored);
    if (!ignored && changed < oldest) fs::remove(entry->path(), ignored);
  }
}

/// The folder and those above it, up to `root`, durable when this returns also if another process
/// has just made them.
Result<void> make_durable_folder(const fs::path& root, const fs::path& folder) {
  TRY(platform::make_folder(folder));
  for (fs::path above = folder; above != root; above = above.parent_path())
    TRY(platform::sync_path(above.parent_path()));
  return {};
}

std::int64_t milliseconds_of(fs::file_time_type time) {
  const auto since = std::chrono::file_clock::to_sys(time).time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

std::unexpected<Error> not_found(const std::string& key, const fs::path& folder) {
  return fail(Code::kNotFound, "object_not_found", "there is no object {} in {}", key,
              folder.string());
}

std::unexpected<Error> wrong_checksum(const std::string& what, const std::string& wanted,
                                      const std::string& found) {
  return fail(Code::kDataLoss, "checksum_mismatch", "{} has the SHA-256 {} instead of {}", what,
              found, wanted);
}

std::unexpected<Error> cancelled(const std::string& key) {
  return fail(Code::kCancelled, "cancelled", "cancelled at the object {}", key);
}

}  // namespace

namespace {

fs::path root_of(const fs::path& folder) {
  std::error_code error;
  const fs::path whole = fs::absolute(folder, error).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

}  // namespace

std::unique_ptr<Objects> FolderObjects::open_to_read(const fs::path& folder) {
  return std::unique_ptr<Objects>(new FolderObjects(root_of(folder)));
}

Result<std::unique_ptr<Objects>> FolderObjects::open(const fs::path& folder) {
  const fs::path root = root_of(folder);
  TRY(platform::make_folder(root / kIncoming));
  remove_leftovers(root / kIncoming);
  return std::unique_ptr<Objects>(new FolderObjects(root));
}

Result<fs::path> FolderObjects::path_of(const std::string& key) const {
  TRY(check_object_key(key));
  if (key == kIncoming || key.starts_with(std::string(kIncoming) + "/"))
    return fail(Code::kInvalidArgument, "bad_object_key", "the key {} is reserved in a folder",
                key);
  return folder_ / key;
}

Result<bool> FolderObjects::keep(platform::TemporaryFile file, const fs::path& path,
                                 bool if_absent) const {
  TRY(make_durable_folder(folder_, path.parent_path()));
  if (if_absent) return file.keep_as_new(path);
  TRY(file.keep_as(path));
  return true;
}

Result<bool> FolderObjects::put(const std::string& key, const fs::path& file,
                                const PutOptions& options) {
  const fs::path path = TRY(path_of(key));
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return fail(Code::kNotFound, "file_not_found", "cannot open {} to keep it as the object {}",
                file.string(), key);
  auto copy = TRY(platform::TemporaryFile::make(folder_ / kIncoming));
  platform::Sha256 hash;
  std::string block(kBlockBytes, '\0');
  while (in) {
    if (options.stop.stop_requested()) return cancelled(key);
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto came = std::string_view(block).substr(0, static_cast<std::size_t>(in.gcount()));
    hash.update(came);
    TRY(copy.write(came));
  }
  if (in.bad())
    return fail(Code::kUnavailable, "file_error", "cannot read {} to its end", file.string());
  const std::string found = hash.finish();
  if (!options.sha256.empty() && found != options.sha256)
    return wrong_checksum(file.string(), options.sha256, found);
  return keep(std::move(copy), path, options.if_absent);
}

Result<bool> FolderObjects::put_bytes(const std::string& key, std::string_view bytes,
                                      const PutOptions& options) {
  const fs::path path = TRY(path_of(key));
  if (bytes.size() > kSmallObjectBytesMax)
    return fail(Code::kInvalidArgument, "object_too_large",
                "the object {} has {} bytes; from memory at most {} are put", key, bytes.size(),
                kSmallObjectBytesMax);
  if (!options.sha256.empty() && platform::sha256_of(bytes) != options.sha256)
    return wrong_checksum("the object " + key, options.sha256, platform::sha256_of(bytes));
  auto copy = TRY(platform::TemporaryFile::make(folder_ / kIncoming));
  TRY(copy.write(bytes));
  return keep(std::move(copy), path, options.if_absent);
}

// Gives the object, or the range of it, in blocks, and checks its checksum at the end.
Result<void> FolderObjects::read(const std::string& key, const GetOptions& options,
                                 const std::function<Result<void>(std::string_view)>& take) const {
  const fs::path path = TRY(path_of(key));
  std::error_code error;
  const bool is_there = fs::is_regular_file(path, error);
  std::ifstream in(path, std::ios::binary);
  if (!is_there || !in) return not_found(key, folder_);
  std::uint64_t left = UINT64_MAX;
  if (options.range) {
    const std::uint64_t bytes = fs::file_size(path, error);
    if (options.range->first >= bytes)
      return fail(Code::kInvalidArgument, "range_not_satisfiable",
                  "the object {} has {} bytes, none at {}", key, bytes, options.range->first);
    in.seekg(static_cast<std::streamoff>(options.range->first));
    left = options.range->bytes;
  }
  platform::Sha256 hash;
  std::string block(kBlockBytes, '\0');
  while (in && left > 0) {
    if (options.stop.stop_requested()) return cancelled(key);
    in.read(block.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(left, kBlockBytes)));
    const auto came = std::string_view(block).substr(0, static_cast<std::size_t>(in.gcount()));
    left -= came.size();
    hash.update(came);
    TRY(take(came));
  }
  if (in.bad()) return fail(Code::kUnavailable, "file_error", "cannot read {}", path.string());
  const std::string found = hash.finish();
  if (options.sha256.empty() || found == options.sha256) return {};
  return wrong_checksum("the object " + key + " in " + folder_.string(), options.sha256, found);
}

Result<std::uint64_t> FolderObjects::get(const std::string& key, const fs::path& target,
                                         const GetOptions& options) {
  auto file = TRY(platform::TemporaryFile::make(target.parent_path()));
  TRY(read(key, options, [&](std::string_view bytes) { return file.write(bytes); }));
  TRY(file.keep_as(target));
  return file.bytes();
}

Result<std::string> FolderObjects::get_bytes(const std::string& key, std::uint64_t bytes_max,
                                             const GetOptions& options) {
  std::string out;
  TRY(read(key, options, [&](std::string_view bytes) -> Result<void> {
    if (out.size() + bytes.size() > bytes_max)
      return fail(Code::kResourceExhausted, "object_too_large",
                  "the object {} has more than {} bytes", key, bytes_max);
    out.append(bytes);
    return {};
  }));
  return out;
}

Result<std::uint64_t> FolderObjects::size(const std::string& key) {
  const fs::path path = TRY(path_of(key));
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return not_found(key, folder_);
  const std::uint64_t bytes = fs::file_size(path, error);
  if (error) return not_found(key, folder_);
  return bytes;
}

Result<void> FolderObjects::remove(const std::string& key) {
  const fs::path path = TRY(path_of(key));
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return {};
  fs::remove(path, error);
  if (error)
    return fail(Code::kUnavailable, "file_error", "cannot remove {}: {}", path.string(),
                error.message());
  return platform::sync_path(path.parent_path());
}

Result<void> FolderObjects::list(const std::string& prefix,
                                 const std::function<bool(const ObjectEntry&)>& each) {
  // Only the folder that holds everything with the prefix is read.
  const fs::path begin = fs::path(prefix.substr(0, prefix.rfind('/') + 1)).lexically_normal();
  if (begin.is_absolute() || std::ranges::find(begin, fs::path("..")) != begin.end()) return {};
  const fs::path root = begin.empty() ? folder_ : folder_ / begin;
  std::error_code error;
  fs::recursive_directory_iterator entry(root, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const std::string key = entry->path().lexically_relative(folder_).string();
    if (key == kIncoming) {
      entry.disable_recursion_pending();
      continue;
    }
    std::error_code gone;
    if (!entry->is_regular_file(gone) || gone || !key.starts_with(prefix) || !check_object_key(key))
      continue;
    const std::uint64_t bytes = entry->file_size(gone);
    const auto changed = gone ? fs::file_time_type() : entry->last_write_time(gone);
    if (!gone && !each({key, bytes, milliseconds_of(changed)})) return {};
  }
  if (!error || error == std::errc::no_such_file_or_directory) return {};
  return fail(Code::kUnavailable, "file_error", "cannot list {}: {}", root.string(),
              error.message());
}

}  // namespace alexandria::store
