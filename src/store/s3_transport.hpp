#pragma once
// One HTTP request to an S3 server: signed, sent and answered, by libcurl.
#include <atomic>
#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alexandria/base/clock.hpp"
#include "alexandria/base/guarded.hpp"
#include "alexandria/base/result.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/runtime/slots.hpp"
#include "alexandria/store/objects_place.hpp"

namespace alexandria::store::s3 {

/// What a request sends: bytes in memory, or a part of a file that is open.
struct Payload {
  std::string_view bytes;                      ///< sent if there is no file
  const platform::FileReader* file = nullptr;  ///< of which `first` and what follows is sent
  std::uint64_t first = 0;
  std::uint64_t size = 0;  ///< of what is sent, in both cases
  std::string sha256;      ///< of what is sent, 64 hexadecimal digits
};
/// Bytes in memory, which must outlive the request.
Payload payload_of(std::string_view bytes);
/// `size` bytes of a file, which must outlive the request. kDataLoss `checksum_mismatch` if it is
/// shorter. Reads them all once.
Result<Payload> payload_of(const platform::FileReader& file, std::uint64_t first,
                           std::uint64_t size);

struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;                            ///< without what went to `Request::take`
  /// The header, or "".
  std::string header(const std::string& name) const;
};

struct Request {
  std::string method = "GET";
  std::string key;  ///< with the prefix of the place; empty: the bucket is asked
  std::map<std::string, std::string> query;
  std::map<std::string, std::string> headers = {};  ///< names in lower case
  std::optional<Payload> payload;
  /// Takes the body of a 2xx answer as it comes; an error ends the request with it.
  std::function<Result<void>(const Answer&, std::string_view)> take;
  std::stop_token stop;
};

/// Why there is no answer with status 2xx.
struct Failure {
  Error error;
  bool may_pass = false;                           ///< another try may succeed
  std::optional<std::chrono::milliseconds> pause;  ///< that the server asks for
  std::string code;                                ///< S3's name of the error, or ""
  std::optional<std::int64_t> server_ms;           ///< the clock of a server that refuses us
};

/// By when a call must be done. What it has to move is known only after a while; each byte more
/// gives it more time.
class Deadline {
 public:
  explicit Deadline(const S3Limits& limits)
      : at_(std::chrono::steady_clock::now() + limits.call_max),
        bytes_per_second_(static_cast<double>(limits.bytes_per_second_min)) {}
  void add_bytes(std::uint64_t bytes) {
    const std::chrono::duration<double> more(static_cast<double>(bytes) / bytes_per_second_);
    at_ += std::chrono::duration_cast<std::chrono::steady_clock::duration>(more);
  }
  bool is_over() const { return std::chrono::steady_clock::now() >= at_; }
  std::chrono::milliseconds left() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(at_ -
                                                                 std::chrono::steady_clock::now());
  }

 private:
  std::chrono::steady_clock::time_point at_;
  double bytes_per_second_;
};

/// Threads: at any time. Holds at most `requests_at_once` connections, which stay open for the next
/// request.
class Transport {
 public:
  /// `clock` must outlive it.
  Transport(const S3Place& place, const S3Limits& limits, const base::Clock& clock);
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  /// The answer, if its status is 2xx.
  std::expected<Answer, Failure> send(const Request& request, Deadline& deadline);
  /// "s3://bucket/key", for messages.
  std::string name_of(const Request& request) const;

 private:
  using Handle = void*;
  /// Sends it once more, signed by the server's clock, if that is why it was refused.
  std::expected<Answer, Failure> perform(Handle handle, const Request& request, Deadline& deadline);
  /// `ahead_ms`: of the server's clock before ours.
  std::expected<Answer, Failure> perform_once(Handle handle, const Request& request,
                                              Deadline& deadline, std::int64_t ahead_ms);
  /// The headers of a request, with its signature; kUnauthenticated `no_credentials`.
  Result<std::map<std::string, std::string>> headers_of(const Request& request,
                                                        std::int64_t ahead_ms) const;
  std::string host() const;
  std::string path_of(const Request& request) const;
  const S3Place place_;
  const S3Limits limits_;
  const base::Clock& clock_;
  std::atomic<std::int64_t> ahead_ms_ = 0;  // of the server's clock, once it has refused ours
  runtime::Slots slots_;
  base::Guarded<std::vector<Handle>> idle_;
};

}  // namespace alexandria::store::s3
