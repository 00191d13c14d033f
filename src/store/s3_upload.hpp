#pragma once
// A large file, sent to an S3 server in parts.
#include <atomic>

#include "alexandria/platform/file.hpp"
#include "s3_client.hpp"

namespace alexandria::store::s3 {

/// Metadata of an object: the mark of the put that wrote it.
inline constexpr const char* kMarkHeader = "x-amz-meta-alexandria-put";

/// The size of the parts of a file: at least `part_bytes`, and such that 10,000 suffice.
std::uint64_t part_size(std::uint64_t file_bytes, std::uint64_t part_bytes);

/// Used once, by one thread.
class Upload {
 public:
  Upload(Client& client, std::string key, const platform::FileReader& file,
         const PutOptions& options);
  /// As `Objects::put`. After a failure the parts that came are removed, as far as the server can
  /// be reached.
  Result<bool> run();

 private:
  struct Part {
    std::string etag;
    std::string sha256;  // in hexadecimal digits
  };
  Result<void> check_file() const;
  Result<void> begin();
  Result<Part> send_part(std::size_t number);
  Result<void> send_parts();
  Result<bool> complete();
  Result<bool> settle(const Error& error);
  Result<void> check_stored(const Answer& answer) const;
  void abort();

  Client& client_;
  const std::string key_;
  const platform::FileReader& file_;
  const PutOptions& options_;
  const std::uint64_t part_bytes_;
  const std::string mark_;
  Deadline deadline_;
  std::string upload_id_;
  std::vector<Part> parts_;
};

}  // namespace alexandria::store::s3
