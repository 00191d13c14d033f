#include "published_indexes.hpp"

#include <charconv>
#include <chrono>
#include <map>
#include <set>
#include <vector>

#include "alexandria/base/clock.hpp"
#include "alexandria/base/identifier.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/sha256.hpp"

namespace alexandria::library {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kListBytesMax = 1 << 20;
constexpr std::int64_t kFreshMs = 30'000;   // a list that is younger is not replaced ...
constexpr std::int64_t kErasedMs = 10'000;  // ... nor one that may hold text that is gone
constexpr const char* kLists = "at/";

// A line a file: its hash, its size, its name.
std::string lines_of(const std::vector<PublishedFile>& files) {
  std::string out;
  for (const PublishedFile& file : files)
    out += fmt::format("{} {} {}\n", file.sha256, file.bytes, file.name);
  return out;
}

Result<std::vector<PublishedFile>> files_of(std::string_view lines) {
  std::vector<PublishedFile> out;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    PublishedFile file;
    bool is_sound = second != std::string_view::npos;
    if (is_sound) {
      file.sha256 = line.substr(0, first);
      file.name = line.substr(second + 1);
      const std::string_view bytes = line.substr(first + 1, second - first - 1);
      is_sound = std::from_chars(bytes.data(), bytes.data() + bytes.size(), file.bytes).ec ==
                     std::errc() &&
                 !file.name.empty() && fs::path(file.name).filename() == file.name;
    }
    if (!is_sound)
      return fail(Code::kDataLoss, "published_index_damaged",
                  "the list of a published index has a line that is none");
    out.push_back(std::move(file));
  }
  return out;
}

// Of ".../at/POSITION-TIME-...": the place that it is of.
std::uint64_t position_of(const std::string& list) {
  std::uint64_t out = 0;
  std::from_chars(list.data() + list.rfind('/') + 1, list.data() + list.size(), out);
  return out;
}

// Of the same: when it was made.
std::int64_t made_ms(const std::string& list) {
  const std::size_t dash = list.find('-', list.rfind('/') + 1);
  std::int64_t out = 0;
  if (dash != std::string::npos)
    std::from_chars(list.data() + dash + 1, list.data() + list.size(), out);
  return out;
}

}  // namespace

std::string PublishedIndexes::prefix_of(std::int64_t collection_id) const {
  return fmt::format("indexes/{}/{}/", timeline_, collection_id);
}

// The list of the greatest position; of several the youngest. Empty: there is none.
Result<std::string> PublishedIndexes::newest(std::int64_t collection_id) {
  std::string found;
  TRY(objects_.list(prefix_of(collection_id) + kLists, [&](const store::ObjectEntry& object) {
    found = std::max(found, object.key);
    return true;
  }));
  return found;
}

Result<std::vector<PublishedFile>> PublishedIndexes::put_files(const std::string& prefix,
                                                               const fs::path& folder) {
  std::vector<PublishedFile> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!entry.is_regular_file()) continue;
    PublishedFile file{entry.path().filename().string(), {}, entry.file_size()};
    file.sha256 = TRY(platform::sha256_of_file(entry.path()));
    const auto size = objects_.size(prefix + file.sha256);
    if (!size || *size != file.bytes)
      TRY(objects_.put(prefix + file.sha256, entry.path(), {.sha256 = file.sha256}));
    files.push_back(std::move(file));
  }
  return files;
}

Result<bool> PublishedIndexes::publish(std::int64_t collection_id, const fs::path& folder,
                                       const index::Place& place, bool erased) {
  const std::int64_t now = base::SystemClock().now_ms();
  const std::string before = TRY(newest(collection_id));
  if (!before.empty() && position_of(before) >= place.position) {
    TRY(keep_only(collection_id, before));  // whoever published it may have died before that
    return true;
  }
  const std::int64_t age = now - made_ms(before);
  if (!before.empty() && age >= 0 && age < (erased ? kErasedMs : kFreshMs)) return false;
  const std::string prefix = prefix_of(collection_id);
  const std::string list =
      fmt::format("{}{}{:020}-{:015}-{}", prefix, kLists, place.position, now, base::random_hex(4));
  const auto files = put_files(prefix, folder);
  const auto done =
      files ? objects_.put_bytes(list, lines_of(*files), {}) : std::unexpected(files.error());
  if (!done) {
    TRY(withdraw(collection_id, place));
    return std::unexpected(done.error());
  }
  // Another node may have published a later one meanwhile, and taken files for its own leftovers.
  TRY(put_files(prefix, folder));
  const std::string last = TRY(newest(collection_id));
  TRY(keep_only(collection_id, last));
  return true;
}

// Leaves what a later place published, or nothing.
Result<void> PublishedIndexes::withdraw(std::int64_t collection_id, const index::Place& place) {
  const std::string list = TRY(newest(collection_id));
  return keep_only(collection_id, position_of(list) > place.position ? list : std::string());
}

// Of what is published, one list and its files; empty: nothing.
Result<void> PublishedIndexes::keep_only(std::int64_t collection_id, const std::string& list) {
  const std::string prefix = prefix_of(collection_id);
  std::set<std::string> kept;
  if (!list.empty()) {
    kept.insert(list);
    const std::string lines = TRY(objects_.get_bytes(list, kListBytesMax, {}));
    for (const PublishedFile& file : TRY(files_of(lines)))
      kept.insert(prefix + file.sha256);
  }
  std::vector<std::string> gone;
  TRY(objects_.list(prefix, [&](const store::ObjectEntry& object) {
    if (!kept.contains(object.key)) gone.push_back(object.key);
    return true;
  }));
  for (const std::string& key : gone)
    TRY(objects_.remove(key));
  return {};
}

Result<void> PublishedIndexes::take(std::int64_t collection_id, const fs::path& folder) {
  const std::string list = TRY(newest(collection_id));
  if (list.empty())
    return fail(Code::kNotFound, "index_not_published",
                "no index of collection number {} is published", collection_id);
  const std::string lines = TRY(objects_.get_bytes(list, kListBytesMax, {}));
  const fs::path beside = folder.string() + ".taken";
  std::error_code error;
  fs::remove_all(beside, error);
  TRY(platform::make_folder(beside));
  for (const PublishedFile& file : TRY(files_of(lines))) {
    const auto got = objects_.get(prefix_of(collection_id) + file.sha256, beside / file.name,
                                  {.sha256 = file.sha256});
    if (got) continue;
    fs::remove_all(beside, error);
    const Code code = got.error().code;
    if (code == Code::kDataLoss || code == Code::kNotFound) (void)objects_.remove(list);
    return fail(Code::kDataLoss, "published_index_damaged", "its file {}: {}", file.name,
                got.error().message);
  }
  fs::remove_all(folder, error);
  return platform::rename_file(beside, folder);
}

Result<void> PublishedIndexes::forget_others(const std::vector<std::int64_t>& known) {
  std::vector<std::string> gone;
  std::set<std::string> kept;
  for (const std::int64_t id : known)
    kept.insert(prefix_of(id));
  TRY(objects_.list("indexes/", [&](const store::ObjectEntry& object) {
    const std::size_t end = object.key.find('/', object.key.find('/', 8) + 1);
    if (!kept.contains(object.key.substr(0, end + 1))) gone.push_back(object.key);
    return true;
  }));
  for (const std::string& key : gone)
    TRY(objects_.remove(key));
  return {};
}

}  // namespace alexandria::library
