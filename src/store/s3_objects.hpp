#pragma once
// Objects in an S3 bucket.
//   S1 each request bears the SHA-256 of what it sends, inside its signature: a server takes no
//      other bytes. What a put stores bears its checksum too
//   S2 a put bears a random mark of its own, so that one whose answer was lost can be told from
//      another's
//   S3 an upload in parts that fails is aborted
#include <memory>

#include "s3_client.hpp"

namespace alexandria::store {

class S3Objects final : public Objects {
 public:
  static Result<std::unique_ptr<Objects>> open(const S3Place& place, const S3Limits& limits,
                                               const base::Clock& clock);
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
  std::string describe() const override;

 private:
  S3Objects(const S3Place& place, const S3Limits& limits, const base::Clock& clock)
      : place_(place), client_(place, limits, clock) {}
  std::string full_key(const std::string& key) const;
  Result<bool> put_whole(const std::string& key, s3::Payload payload, const PutOptions& options);
  Result<s3::Answer> head(const std::string& key, s3::Deadline& deadline,
                          const std::stop_token& stop = {});

  const S3Place place_;
  s3::Client client_;
};

}  // namespace alexandria::store
