#include "alexandria/store/object_cache.hpp"

#include <algorithm>
#include <vector>

#include "alexandria/base/log.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/sha256.hpp"

namespace alexandria::store {
namespace fs = std::filesystem;
namespace {

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

CachedFile::~CachedFile() {
  if (cache_ != nullptr) cache_->release(sha256_);
}

Result<std::unique_ptr<ObjectCache>> ObjectCache::open(const fs::path& folder, Objects& objects,
                                                       std::uint64_t bytes_max) {
  TRY(platform::make_folder(folder));
  std::unique_ptr<ObjectCache> cache(new ObjectCache(folder, objects, bytes_max));
  TRY(cache->take_over());
  return cache;
}

Result<void> ObjectCache::take_over() {
  struct Found {
    std::string name;
    std::uint64_t bytes = 0;
    fs::file_time_type used;
  };
  std::vector<Found> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code unknown;
    const std::string name = entry->path().filename().string();
    const bool is_file = entry->is_regular_file(unknown) && !unknown;
    if (is_file && is_sha256(name))
      found.push_back({name, entry->file_size(unknown), entry->last_write_time(unknown)});
    else if (is_file && name.starts_with("tmp-"))
      fs::remove(entry->path(), unknown);
  }
  if (error)
    return fail(Code::kUnavailable, "file_error", "cannot read the folder {}: {}", folder_.string(),
                error.message());
  std::ranges::sort(found, {}, &Found::used);
  const std::lock_guard lock(mutex_);
  for (const Found& file : found) {
    order_.push_back(file.name);
    entries_[file.name] = {.bytes = file.bytes, .place = std::prev(order_.end())};
    counts_.bytes += file.bytes;
  }
  while (counts_.bytes > bytes_max_)
    drop(entries_.find(order_.front()));
  return {};
}

// With the lock held; nobody holds the entry or is at it.
void ObjectCache::drop(Entries::iterator entry) {
  std::error_code error;
  fs::remove(path_of(entry->first), error);
  if (error) log::warning("{} stays: {}", path_of(entry->first).string(), error.message());
  counts_.bytes -= entry->second.bytes;
  ++counts_.removed;
  order_.erase(entry->second.place);
  entries_.erase(entry);
}

// With the lock held: the entry, made if need be, as the one used last.
ObjectCache::Entry& ObjectCache::entry_of(const std::string& sha256) {
  const auto [entry, is_new] = entries_.try_emplace(sha256);
  if (is_new) entry->second.place = order_.insert(order_.end(), sha256);
  order_.splice(order_.end(), order_, entry->second.place);
  return entry->second;
}

bool ObjectCache::is_as_checked(const std::string& sha256, const Entry& entry) const {
  std::error_code error;
  if (!entry.is_checked || fs::file_size(path_of(sha256), error) != entry.bytes || error)
    return false;
  return fs::last_write_time(path_of(sha256), error) == entry.checked && !error;
}

// The time of change is also that of use, for the next start.
void ObjectCache::mark_used(const std::string& sha256, Entry& entry) const {
  std::error_code error;
  fs::last_write_time(path_of(sha256), fs::file_time_type::clock::now(), error);
  entry.checked = fs::last_write_time(path_of(sha256), error);
  entry.is_checked = !error;
}

Result<CachedFile> ObjectCache::hold(const std::string& sha256, const std::string& key,
                                     const std::stop_token& stop) {
  if (!is_sha256(sha256))
    return fail(Code::kInvalidArgument, "bad_checksum", "{:?} is no SHA-256 in small digits",
                sha256.substr(0, 80));
  std::unique_lock lock(mutex_);
  for (auto found = entries_.find(sha256); found != entries_.end() && found->second.work;
       found = entries_.find(sha256)) {
    const std::shared_ptr<Work> work = found->second.work;
    if (!changed_.wait(lock, stop, [&] { return work->is_done; }))
      return fail(Code::kCancelled, "cancelled", "cancelled at the object {}", key);
    // That another was cancelled says nothing about this one.
    if (work->error && work->error->code != Code::kCancelled) return std::unexpected(*work->error);
  }
  Entry& entry = entry_of(sha256);
  if (entry.holders > 0 || is_as_checked(sha256, entry)) {
    ++counts_.hits;
  } else {
    const auto work = std::make_shared<Work>();
    entry.work = work;
    lock.unlock();
    auto brought = bring(sha256, key, entry, stop);
    lock.lock();
    entry.work.reset();
    work->is_done = true;
    if (!brought) work->error = brought.error();
    changed_.notify_all();
    if (!brought) {
      counts_.bytes -= entry.bytes;
      order_.erase(entry.place);
      entries_.erase(sha256);
      return std::unexpected(std::move(brought).error());
    }
  }
  if (entry.holders++ == 0) mark_used(sha256, entry);
  return CachedFile(this, sha256, path_of(sha256), entry.bytes);
}

// Removes a file that has other bytes than its name says; false if it has those, or there is none.
bool ObjectCache::forget_if_damaged(const std::string& sha256, Entry& entry) {
  const auto found = platform::sha256_of_file(path_of(sha256));
  const bool is_good = found && *found == sha256;
  if (is_good) return false;
  std::error_code error;
  fs::remove(path_of(sha256), error);
  const std::lock_guard lock(mutex_);
  if (entry.bytes > 0) {
    log::warning("{} is damaged or gone and is fetched anew", path_of(sha256).string());
    ++counts_.damaged;
  }
  counts_.bytes -= std::exchange(entry.bytes, 0);
  return true;
}

// Without the lock, by the one that has the entry's work.
Result<void> ObjectCache::bring(const std::string& sha256, const std::string& key, Entry& entry,
                                const std::stop_token& stop) {
  if (!forget_if_damaged(sha256, entry)) return {};
  const std::uint64_t bytes = TRY(objects_.size(key));
  TRY(reserve(key, entry, bytes));
  const std::uint64_t came =
      TRY(objects_.get(key, path_of(sha256), {.sha256 = sha256, .stop = stop}));
  if (came == bytes) return {};
  return fail(Code::kDataLoss, "checksum_mismatch", "the object {} was replaced meanwhile", key);
}

// Takes room for an entry, from those used least lately that nobody holds.
Result<void> ObjectCache::reserve(const std::string& key, Entry& entry, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  ++counts_.fetches;
  std::uint64_t kept = 0;  // by those that must stay
  for (const auto& [name, other] : entries_)
    if (other.holders > 0 || other.work) kept += other.bytes;
  if (kept + bytes > bytes_max_)
    return fail(Code::kResourceExhausted, "object_cache_full",
                "the object {} has {} bytes, {} are held: the cache {} may have {}", key, bytes,
                kept, folder_.string(), bytes_max_);
  for (auto name = order_.begin(); counts_.bytes + bytes > bytes_max_ && name != order_.end();) {
    const auto other = entries_.find(*name++);
    if (other->second.holders == 0 && !other->second.work) drop(other);
  }
  entry.bytes = bytes;
  counts_.bytes += bytes;
  return {};
}

void ObjectCache::release(const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  --entries_.at(sha256).holders;
}

ObjectCache::Counts ObjectCache::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace alexandria::store
