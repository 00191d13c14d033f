#pragma once
// Objects: bytes kept under keys, in a folder or in an S3 bucket (`objects_place.hpp` opens one).
//   O1 what `put` answered for is durable; readers see all of an object or none of it
//   O2 what `get` leaves under its target's name is whole, checked and durable
//   O3 of all that put a key with `if_absent`, also on other nodes, exactly one is told it was new
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "alexandria/base/result.hpp"

namespace alexandria::store {

/// Bytes `first` to `first + bytes - 1`; what lies behind the end is left out.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t bytes = 0;
};

struct PutOptions {
  std::string sha256;      ///< of the bytes, 64 hexadecimal digits; empty: not known beforehand
  bool if_absent = false;  ///< an object that is there stays as it is
  std::stop_token stop = {};
};

struct GetOptions {
  std::string sha256;  ///< of what is read (of the range, if there is one); empty: not known
  std::optional<ByteRange> range = {};
  std::stop_token stop = {};
};

struct ObjectEntry {
  std::string key;
  std::uint64_t bytes = 0;
  std::int64_t modified_ms = 0;  ///< since 1970-01-01 UTC, by the keeper's clock
};

/// Keys are UTF-8 of 1 to 900 bytes in segments divided by `/`; a segment has 1 to 200 bytes, is
/// not `.` or `..` and has no control character. kInvalidArgument `bad_object_key`.
Result<void> check_object_key(std::string_view key);

/// Every function may fail with: kInvalidArgument `bad_object_key`; kCancelled `cancelled`;
/// kDeadline `object_store_timeout`; kUnavailable `object_store_not_reached`,
/// `object_store_busy`; kUnauthenticated `signature_mismatch`, `access_key_unknown`,
/// `session_expired`, `clock_skewed`, `no_credentials`; kPermission `object_access_denied`;
/// kNotFound `bucket_not_found`; kInvalidArgument `wrong_region`; kResourceExhausted
/// `object_store_full` (of a folder: `disk_full`), `queue_full`; kInternal `object_store_error`.
/// Threads: all functions may be called at any time.
class Objects {
 public:
  virtual ~Objects() = default;

  /// Puts the bytes of `file`, which must not change meanwhile. Gives whether they were written:
  /// false only with `if_absent`, if the key was there. kDataLoss `checksum_mismatch` if the file
  /// does not have the checksum of the options; then, and after every other error, the object is
  /// as it was, or (lost answers) whole and new.
  virtual Result<bool> put(const std::string& key, const std::filesystem::path& file,
                           const PutOptions& options) = 0;
  Result<bool> put(const std::string& key, const std::filesystem::path& file) {
    return put(key, file, {});
  }

  /// Writes the object, or a range of it, to `target` (in a folder that exists), which is replaced;
  /// after an error it is as it was. Gives how many bytes. kNotFound `object_not_found`;
  /// kInvalidArgument `range_not_satisfiable` if the range begins behind the end; kDataLoss
  /// `checksum_mismatch`.
  virtual Result<std::uint64_t> get(const std::string& key, const std::filesystem::path& target,
                                    const GetOptions& options) = 0;
  Result<std::uint64_t> get(const std::string& key, const std::filesystem::path& target) {
    return get(key, target, {});
  }

  /// The same for small objects, in memory. `put_bytes` takes 16 MiB at most (kInvalidArgument
  /// `object_too_large`), `get_bytes` gives kResourceExhausted `object_too_large` above
  /// `bytes_max`.
  virtual Result<bool> put_bytes(const std::string& key, std::string_view bytes,
                                 const PutOptions& options) = 0;
  virtual Result<std::string> get_bytes(const std::string& key, std::uint64_t bytes_max,
                                        const GetOptions& options) = 0;

  /// How many bytes an object has. kNotFound `object_not_found`.
  virtual Result<std::uint64_t> size(const std::string& key) = 0;

  /// Durable when this returns. That there is no such object is success.
  virtual Result<void> remove(const std::string& key) = 0;

  /// Calls `each` with every object whose key begins with `prefix`, in no promised order, until it
  /// gives false. Objects that come or go meanwhile may be told or not. What lies there under a
  /// name that is no key (`check_object_key`) is passed over.
  virtual Result<void> list(const std::string& prefix,
                            const std::function<bool(const ObjectEntry&)>& each) = 0;

  /// Where the objects are, for messages: "s3://bucket/prefix at https://host". No secrets.
  virtual std::string describe() const = 0;
};

inline constexpr std::uint64_t kSmallObjectBytesMax = 16ULL << 20;

}  // namespace alexandria::store
