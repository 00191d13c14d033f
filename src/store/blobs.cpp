#include "alexandria/store/blobs.hpp"

#include <algorithm>
#include <set>

#include "alexandria/base/identifier.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/objects_place.hpp"
#include "folder_objects.hpp"

namespace alexandria::store {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLifeBytes = 6;  // of the random part of a key
constexpr std::int64_t kArrivingMs = 3600'000;
constexpr std::int64_t kGarbageTogether = 500;
constexpr const char* kMarks = "unsettled";  // of files of programs before this one

struct BlobRow {
  std::uint64_t bytes = 0;
  std::string state;
  std::string key;
};

bool is_hash(std::string_view name) {
  constexpr std::size_t kDigits = 64;
  return name.size() == kDigits &&
         name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// "ab/abcd...-0123456789ab"; blobs of programs before this one have no random part.
std::string plain_key(const std::string& sha256) { return sha256.substr(0, 2) + "/" + sha256; }
std::string new_key(const std::string& sha256) {
  return plain_key(sha256) + "-" + base::random_hex(kLifeBytes);
}

// The hash that a key is of; empty: it is no key of a blob.
std::string hash_in(std::string_view key) {
  const std::string_view name = key.substr(std::min(key.find('/') + 1, key.size()));
  const std::string hash(name.substr(0, name.find('-')));
  return is_hash(hash) && key.starts_with(plain_key(hash)) ? hash : std::string();
}

Result<std::map<std::string, BlobRow>> rows_by_key(const Reads& store) {
  std::map<std::string, BlobRow> out;
  TRY(store.read([&](Sql& sql) {
    return sql.query(
        "SELECT sha256, bytes, state, object_key FROM blobs", {}, [&](const SqlRow& row) {
          const std::string key = row.text(3).empty() ? plain_key(row.text(0)) : row.text(3);
          out[key] = {static_cast<std::uint64_t>(row.integer(1)), row.text(2), key};
          return true;
        });
  }));
  return out;
}

Result<std::set<std::string>> garbage_keys(const Reads& store) {
  std::set<std::string> out;
  TRY(store.read([&](Sql& sql) {
    return sql.query("SELECT object_key FROM blob_garbage", {}, [&](const SqlRow& row) {
      out.insert(row.text(0));
      return true;
    });
  }));
  return out;
}

}  // namespace

Result<void> check_objects_url(const std::string& url) {
  TRY(parse_objects_url(url));
  return {};
}

Blobs::~Blobs() = default;

Result<std::unique_ptr<Blobs>> Blobs::open(const BlobPlaces& places, Store& store) {
  std::unique_ptr<Blobs> blobs(new Blobs(places, store));
  const ObjectsPlace place = TRY(parse_objects_url(places.url));
  std::error_code error;
  fs::remove_all(places.incoming, error);
  fs::create_directories(places.incoming, error);
  if (error)
    return fail(Code::kUnavailable, "file_error", "cannot make the folder {}: {}",
                places.incoming.string(), error.message());
  const auto* folder = std::get_if<FolderPlace>(&place);
  blobs->objects_ = folder != nullptr && places.only_read
                        ? FolderObjects::open_to_read(folder->folder)
                        : TRY(open_objects(place, {}, store.clock()));
  if (folder != nullptr) {
    blobs->folder_ = folder->folder;
    if (!places.only_read) TRY(blobs->settle_marks());
  } else {
    blobs->cache_ = TRY(ObjectCache::open(places.cache, *blobs->objects_, places.cache_bytes));
  }
  return blobs;
}

bool Blobs::has_files(const fs::path& folder) {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error))
    if (!hash_in(entry->path().lexically_relative(folder).generic_string()).empty()) return true;
  return false;
}

// Programs before this one marked a file that had come and had no row yet, or whose row had gone.
Result<void> Blobs::settle_marks() {
  std::vector<std::string> marked;
  std::error_code error;
  for (fs::directory_iterator entry(*folder_ / kMarks, error);
       !error && entry != fs::directory_iterator(); entry.increment(error))
    if (const std::string name = entry->path().filename().string(); is_hash(name))
      marked.push_back(name);
  if (error) return {};
  const auto settled = store_.write(
      [&](Sql& sql) -> Result<void> {
        for (const std::string& sha256 : marked)
          TRY(sql.run(R"sql(
                INSERT INTO blob_garbage (object_key) SELECT $1
                WHERE NOT EXISTS (SELECT 1 FROM blobs WHERE sha256 = $2)
                ON CONFLICT DO NOTHING)sql",
                      {std::string_view(plain_key(sha256)), std::string_view(sha256)}));
        return {};
      },
      {}, Intent::kUpkeep);
  if (settled) fs::remove_all(*folder_ / kMarks, error);
  return {};
}

std::optional<fs::path> Blobs::file_of(const std::string& key) const {
  if (!folder_) return std::nullopt;
  return *folder_ / key;
}

// The blob's life now, or a new one.
Result<KeptBlob> Blobs::announce(const std::string& sha256, std::uint64_t bytes) {
  KeptBlob blob{sha256, new_key(sha256), bytes};
  TRY(store_.write([&](Sql& sql) {
    return sql.query(
        R"sql(
        INSERT INTO blobs (sha256, bytes, state, condemned_ms, object_key)
        VALUES ($1, $2, 'arriving', $3, $4)
        ON CONFLICT (sha256) DO UPDATE SET
          condemned_ms = CASE WHEN blobs.state = 'live' THEN 0 ELSE excluded.condemned_ms END,
          state = CASE WHEN blobs.state = 'live' THEN 'live' ELSE 'arriving' END
        RETURNING object_key)sql",
        {std::string_view(sha256), to_sql(bytes), sql.now_ms(), std::string_view(blob.key)},
        [&](const SqlRow& row) {
          blob.key = row.text(0).empty() ? plain_key(sha256) : row.text(0);
          return true;
        });
  }));
  return blob;
}

Result<void> Blobs::put(const fs::path& file, const KeptBlob& blob) {
  // What is there already was put under the same hash, and is not sent over the network again.
  if (!folder_) {
    const auto size = objects_->size(blob.key);
    if (size && *size == blob.bytes) return {};
  }
  if (const auto target = file_of(blob.key)) {
    if (TRY(take(file, *target))) return {};
  }
  TRY(objects_->put(blob.key, file, {.sha256 = blob.sha256}));
  return {};
}

// Gives the written file its name, where both are on one file system; false where they are not.
Result<bool> Blobs::take(const fs::path& file, const fs::path& target) const {
  TRY(platform::make_folder(target.parent_path()));
  TRY(platform::sync_path(file));
  std::error_code error;
  fs::rename(file, target, error);
  if (error == std::errc::cross_device_link) return false;
  if (error)
    return fail(Code::kUnavailable, "file_error", "cannot rename {} to {}: {}", file.string(),
                target.string(), error.message());
  TRY(platform::sync_path(target.parent_path()));
  TRY(platform::sync_path(*folder_));
  return true;
}

Result<KeptBlob> Blobs::keep(const fs::path& file, const std::string& sha256) {
  std::error_code error;
  const std::uint64_t bytes = fs::file_size(file, error);
  if (error)
    return fail(Code::kNotFound, "file_not_found", "cannot read {}: {}", file.string(),
                error.message());
  const KeptBlob blob = TRY(announce(sha256, bytes));
  TRY(put(file, blob));
  return blob;
}

Result<void> Blobs::reference(Sql& sql, const KeptBlob& blob) {
  const std::int64_t found =
      TRY(sql.run(R"sql(
        UPDATE blobs SET state = 'live', condemned_ms = 0
        WHERE sha256 = $1 AND COALESCE(NULLIF(object_key, ''), $2) = $3)sql",
                  {std::string_view(blob.sha256), std::string_view(plain_key(blob.sha256)),
                   std::string_view(blob.key)}));
  if (found > 0) return {};
  return fail(Code::kUnavailable, "blob_gone",
              "the bytes of {} were removed before the upload was complete: upload them again",
              blob.sha256);
}

Result<void> Blobs::put_as(const KeptBlob& blob, const fs::path& file) {
  const std::string key = blob.key.empty() ? plain_key(blob.sha256) : blob.key;
  const auto size = objects_->size(key);
  if (size && *size == blob.bytes) return {};
  TRY(objects_->put(key, file, {.sha256 = blob.sha256}));
  return {};
}

Result<void> Blobs::give_up(const KeptBlob& blob) {
  return store_.write(
      [&](Sql& sql) -> Result<void> {
        TRY(sql.run(R"sql(
              UPDATE blobs SET state = 'condemned', condemned_ms = $1
              WHERE sha256 = $2 AND object_key = $3 AND state = 'arriving')sql",
                    {sql.now_ms(), std::string_view(blob.sha256), std::string_view(blob.key)}));
        return {};
      },
      {}, Intent::kUpkeep);
}

Result<BlobFile> Blobs::open_file(const std::string& sha256, const std::stop_token& stop) const {
  std::string key;
  TRY(store_.read([&](Sql& sql) {
    return sql.query("SELECT object_key FROM blobs WHERE sha256 = $1", {std::string_view(sha256)},
                     [&](const SqlRow& row) {
                       key = row.text(0).empty() ? plain_key(sha256) : row.text(0);
                       return false;
                     });
  }));
  if (key.empty()) return fail(Code::kNotFound, "blob_not_found", "there is no blob {}", sha256);
  if (const auto file = file_of(key)) return BlobFile(*file);
  return BlobFile(TRY(cache_->hold(sha256, key, stop)));
}

Result<std::size_t> Blobs::tidy(std::int64_t grace_ms) {
  TRY(store_.write(
      [&](Sql& sql) -> Result<void> {
        const std::int64_t now = sql.now_ms();
        TRY(sql.run(R"sql(
              UPDATE blobs SET state = 'condemned', condemned_ms = $1
              WHERE state = 'live' AND NOT EXISTS
                (SELECT 1 FROM versions v WHERE v.sha256 = blobs.sha256))sql",
                    {now}));
        // A version that came between looking and condemning.
        TRY(sql.run(R"sql(
              UPDATE blobs SET state = 'live', condemned_ms = 0
              WHERE state = 'condemned' AND EXISTS
                (SELECT 1 FROM versions v WHERE v.sha256 = blobs.sha256))sql"));
        std::vector<std::string> gone;
        TRY(sql.query(R"sql(
              DELETE FROM blobs WHERE (state = 'condemned' AND condemned_ms <= $1
                                       OR state = 'arriving' AND condemned_ms <= $2)
                AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.sha256 = blobs.sha256)
              RETURNING sha256, object_key)sql",
                      {now - grace_ms, now - kArrivingMs}, [&](const SqlRow& row) {
                        gone.push_back(row.text(1).empty() ? plain_key(row.text(0)) : row.text(1));
                        return true;
                      }));
        std::vector<Values> rows;
        for (const std::string& key : gone)
          rows.push_back({std::string_view(key)});
        TRY(sql.run_each("INSERT INTO blob_garbage (object_key) VALUES ($1) ON CONFLICT DO NOTHING",
                         rows));
        return {};
      },
      {}, Intent::kUpkeep));
  return remove_garbage();
}

// The objects first: a key leaves the list when there is nothing behind it.
Result<std::size_t> Blobs::remove_garbage() {
  std::vector<std::string> keys;
  TRY(store_.read([&](Sql& sql) {
    return sql.query("SELECT object_key FROM blob_garbage ORDER BY object_key LIMIT $1",
                     {kGarbageTogether}, [&](const SqlRow& row) {
                       keys.push_back(row.text(0));
                       return true;
                     });
  }));
  std::vector<Values> gone;
  for (const std::string& key : keys) {
    const auto removed = objects_->remove(key);
    if (removed)
      gone.push_back({std::string_view(key)});
    else
      log::warning("object {} could not be removed: {}", key, removed.error().message);
  }
  if (gone.empty()) return 0;
  TRY(store_.write(
      [&](Sql& sql) -> Result<void> {
        TRY(sql.run_each("DELETE FROM blob_garbage WHERE object_key = $1", gone));
        return {};
      },
      {}, Intent::kUpkeep));
  return gone.size();
}

Result<std::vector<std::string>> Blobs::check(const Reads& store,
                                              std::vector<std::string>& waiting) {
  std::vector<std::string> problems;
  std::map<std::string, std::uint64_t> found;
  TRY(objects_->list("", [&](const ObjectEntry& object) {
    if (!hash_in(object.key).empty()) found[object.key] = object.bytes;
    return true;
  }));
  const auto garbage = TRY(garbage_keys(store));  // before the rows: what left them is in there
  const auto rows = TRY(rows_by_key(store));
  const auto garbage_now = TRY(garbage_keys(store));
  for (const auto& [key, bytes] : found) {
    if (rows.contains(key)) continue;
    if (garbage.contains(key) || garbage_now.contains(key))
      waiting.push_back("blob " + key + ", a file of no document");
    else if (objects_->size(key))
      problems.push_back("blob " + key +
                         " is a file that the database does not know; it stays, for it may be of "
                         "another state of the library");
  }
  for (const auto& [key, blob] : rows) {
    TRY(store.go_on());
    const std::string sha256 = hash_in(key);
    if (blob.state != "live") waiting.push_back("blob " + sha256);
    const auto size = objects_->size(key);
    if (!size && size.error().code != Code::kNotFound) return std::unexpected(size.error());
    if (!size) {
      if (blob.state == "live") problems.push_back("blob " + sha256 + " has no file");
      continue;
    }
    if (*size != blob.bytes && blob.state != "arriving") {
      problems.push_back(
          fmt::format("blob {} has {} bytes instead of {}", sha256, *size, blob.bytes));
      continue;
    }
    if (const auto file = file_of(key)) {
      if (platform::sha256_of_file(*file).value_or("") != sha256)
        problems.push_back("blob " + sha256 + " does not have the bytes of its name");
    } else if (blob.state == "live") {
      const auto held = cache_->hold(sha256, key);
      if (!held && held.error().code == Code::kDataLoss)
        problems.push_back("blob " + sha256 + " does not have the bytes of its name");
    }
  }
  return problems;
}

}  // namespace alexandria::store
