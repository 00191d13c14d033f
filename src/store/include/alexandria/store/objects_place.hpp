#pragma once
// Where objects are kept, as a URL says it.
//   file:/path   file:relative/path
//   s3://bucket/prefix?endpoint=https://host:port&region=R&style=path|virtual&ca=/file
//     &access_key=env:NAME|file:/path&secret_key=...&session_token=...&insecure=true
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "alexandria/base/clock.hpp"
#include "alexandria/store/objects.hpp"

namespace alexandria::store {

struct FolderPlace {
  std::filesystem::path folder;
};

/// Where a secret is found; never the secret itself.
struct SecretSource {
  enum class Kind { kNone, kEnvironment, kFile };
  Kind kind = Kind::kNone;
  std::string name;  ///< of the variable, or the path of the file
};

/// The secret as it is now: a file is read anew, so that keys can be changed under a running
/// server. kUnauthenticated `no_credentials`, naming the source.
Result<std::string> read_secret(const SecretSource& source);

struct S3Place {
  std::string bucket;
  std::string prefix;    ///< of every key, without slashes at its ends; may be empty
  std::string endpoint;  ///< scheme, host and port; not empty
  std::string region;
  bool path_style = true;         ///< host/bucket/key instead of bucket.host/key
  std::filesystem::path ca_file;  ///< trusted instead of the system's authorities, if not empty
  SecretSource access_key;
  SecretSource secret_key;
  SecretSource session_token;  ///< kNone: there is none
};

using ObjectsPlace = std::variant<FolderPlace, S3Place>;

/// Defaults: Amazon's endpoint of the region, `us-east-1`; `path` style at a given endpoint, else
/// `virtual`; keys from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and (if it is set)
/// AWS_SESSION_TOKEN. kInvalidArgument `bad_objects_url` names what is wrong: an unknown or doubled
/// parameter, a secret inside the URL (its value is not repeated), plain http to another machine
/// without `insecure=true`.
Result<ObjectsPlace> parse_objects_url(std::string_view url);

/// Bounds of what one S3 client does. A call is one function of `Objects`, with all its requests.
struct S3Limits {
  std::uint64_t part_bytes = 16ULL << 20;  ///< one request up to this size, parts above
  std::size_t parts_at_once = 3;           ///< of one upload
  std::size_t requests_at_once = 16;       ///< of all calls; each has a connection
  std::size_t requests_waiting = 1'000;    ///< for one of these; above it: `queue_full`
  std::chrono::milliseconds connect_max{5'000};
  std::chrono::milliseconds silence_max{20'000};  ///< no byte in either direction
  std::chrono::milliseconds call_max{120'000};    ///< and the time for its bytes at ...
  std::uint64_t bytes_per_second_min = 256ULL << 10;
  int tries_max = 6;                           ///< of one request
  std::chrono::milliseconds pause_first{100};  ///< doubled with each try, then a random part
  std::chrono::milliseconds pause_max{10'000};
  std::chrono::milliseconds retry_after_max{60'000};  ///< a server that asks for more: an error
  double retry_share = .2;    ///< retries for each first try, in the long run ...
  double retry_reserve = 20;  ///< beyond so many
};

/// Opens the place: a folder is made with those above it; of a bucket nothing is asked yet. `clock`
/// dates the requests to S3 and must outlive the objects.
Result<std::unique_ptr<Objects>> open_objects(const ObjectsPlace& place, const S3Limits& limits,
                                              const base::Clock& clock);

}  // namespace alexandria::store
