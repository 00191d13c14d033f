#pragma once
// An object, or a range of it, as it comes from an S3 server; cut off, it goes on where it was.
#include <filesystem>

#include "alexandria/platform/sha256.hpp"
#include "s3_client.hpp"

namespace alexandria::store::s3 {

/// How many bytes the object of an answer has. kInternal `object_store_error` if it does not say.
Result<std::uint64_t> length_of(const Answer& answer);

/// Used once, by one thread.
class Download {
 public:
  Download(Client& client, std::string key, const GetOptions& options)
      : client_(client), key_(std::move(key)), options_(options) {}
  /// As `Objects::get` and `Objects::get_bytes`.
  Result<std::uint64_t> to_file(const std::filesystem::path& target);
  Result<std::string> to_memory(std::uint64_t bytes_max);

 private:
  /// Where the bytes go: taken in their order, or all of them anew.
  struct Sink {
    std::function<Result<void>()> begin;
    std::function<Result<void>(std::string_view)> write;
  };
  Result<void> run(const Sink& sink);
  Result<void> begin(const Sink& sink);
  Result<void> take(const Sink& sink, const Answer& answer, std::string_view bytes);
  void ask(Request& request) const;
  Result<void> check(const Answer& answer);
  Client& client_;
  const std::string key_;
  const GetOptions& options_;
  std::uint64_t bytes_ = 0;  // that came
  std::optional<platform::Sha256> hash_;
  std::string etag_;  // of the object whose beginning came
  bool is_new_answer_ = true;
};

}  // namespace alexandria::store::s3
