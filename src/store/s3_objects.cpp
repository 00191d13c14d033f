#include "s3_objects.hpp"

#include "alexandria/base/identifier.hpp"
#include "alexandria/platform/sha256.hpp"
#include "s3_answer.hpp"
#include "s3_download.hpp"
#include "s3_upload.hpp"

namespace alexandria::store {
namespace {

constexpr int kPagesMax = 1'000'000;  // of 1,000 keys

std::unexpected<Error> wrong_checksum(const std::string& what, const std::string& wanted,
                                      const std::string& found) {
  return fail(Code::kDataLoss, "checksum_mismatch", "{} has the SHA-256 {} instead of {}", what,
              found, wanted);
}

}  // namespace

Result<std::unique_ptr<Objects>> S3Objects::open(const S3Place& place, const S3Limits& limits,
                                                 const base::Clock& clock) {
  return std::unique_ptr<Objects>(new S3Objects(place, limits, clock));
}

std::string S3Objects::describe() const {
  return fmt::format("s3://{}{}{} at {}", place_.bucket, place_.prefix.empty() ? "" : "/",
                     place_.prefix, place_.endpoint);
}

std::string S3Objects::full_key(const std::string& key) const {
  return place_.prefix.empty() ? key : place_.prefix + "/" + key;
}

Result<s3::Answer> S3Objects::head(const std::string& key, s3::Deadline& deadline,
                                   const std::stop_token& stop) {
  s3::Request request{.method = "HEAD", .key = full_key(key), .stop = stop};
  return client_.send(request, deadline).answer;
}

// One request. Of a conditional put that was sent twice the second may find what the first left.
Result<bool> S3Objects::put_whole(const std::string& key, s3::Payload payload,
                                  const PutOptions& options) {
  const std::string mark = base::random_hex(16);
  const std::string checksum = s3::base64_of_hex(payload.sha256);
  s3::Request request{.method = "PUT",
                      .key = full_key(key),
                      .headers = {{"x-amz-checksum-sha256", checksum}, {s3::kMarkHeader, mark}},
                      .payload = std::move(payload),
                      .stop = options.stop};
  if (options.if_absent) request.headers["if-none-match"] = "*";
  s3::Deadline deadline = client_.deadline();
  const auto outcome = client_.send(request, deadline);
  if (outcome.answer) {
    const std::string stored = outcome.answer->header("x-amz-checksum-sha256");
    if (stored.empty() || stored == checksum) return true;
    return fail(Code::kDataLoss, "checksum_mismatch",
                "PUT {}: the server stored bytes with the SHA-256 {} (base64) instead of {}",
                client_.name_of(request), stored, checksum);
  }
  const Error& error = outcome.answer.error();
  if (!options.if_absent || error.reason != "precondition_failed") return std::unexpected(error);
  if (outcome.tries == 1) return false;
  const auto there = TRY(head(key, deadline, options.stop));
  return there.header(s3::kMarkHeader) == mark;
}

Result<bool> S3Objects::put_bytes(const std::string& key, std::string_view bytes,
                                  const PutOptions& options) {
  TRY(check_object_key(key));
  if (bytes.size() > kSmallObjectBytesMax)
    return fail(Code::kInvalidArgument, "object_too_large",
                "the object {} has {} bytes; from memory at most {} are put", key, bytes.size(),
                kSmallObjectBytesMax);
  s3::Payload payload = s3::payload_of(bytes);
  if (!options.sha256.empty() && payload.sha256 != options.sha256)
    return wrong_checksum("the object " + key, options.sha256, payload.sha256);
  return put_whole(key, std::move(payload), options);
}

Result<bool> S3Objects::put(const std::string& key, const std::filesystem::path& path,
                            const PutOptions& options) {
  TRY(check_object_key(key));
  const auto file = TRY(platform::FileReader::open(path));
  if (file.bytes() <= client_.limits().part_bytes) {
    s3::Payload payload = TRY(s3::payload_of(file, 0, file.bytes()));
    if (!options.sha256.empty() && payload.sha256 != options.sha256)
      return wrong_checksum(path.string(), options.sha256, payload.sha256);
    return put_whole(key, std::move(payload), options);
  }
  if (options.if_absent) {  // the parts need not be sent if it is there already
    s3::Deadline deadline = client_.deadline();
    const auto there = head(key, deadline, options.stop);
    if (there) return false;
    if (there.error().reason != "object_not_found") return std::unexpected(there.error());
  }
  return s3::Upload(client_, full_key(key), file, options).run();
}

Result<std::uint64_t> S3Objects::get(const std::string& key, const std::filesystem::path& target,
                                     const GetOptions& options) {
  TRY(check_object_key(key));
  return s3::Download(client_, full_key(key), options).to_file(target);
}

Result<std::string> S3Objects::get_bytes(const std::string& key, std::uint64_t bytes_max,
                                         const GetOptions& options) {
  TRY(check_object_key(key));
  return s3::Download(client_, full_key(key), options).to_memory(bytes_max);
}

Result<std::uint64_t> S3Objects::size(const std::string& key) {
  TRY(check_object_key(key));
  s3::Deadline deadline = client_.deadline();
  const auto answer = TRY(head(key, deadline));
  return s3::length_of(answer);
}

Result<void> S3Objects::remove(const std::string& key) {
  TRY(check_object_key(key));
  s3::Request request{.method = "DELETE", .key = full_key(key)};
  s3::Deadline deadline = client_.deadline();
  const auto outcome = client_.send(request, deadline);
  if (outcome.answer || outcome.answer.error().reason == "object_not_found") return {};
  return std::unexpected(outcome.answer.error());
}

Result<void> S3Objects::list(const std::string& prefix,
                             const std::function<bool(const ObjectEntry&)>& each) {
  const std::string above = full_key("");  // "" or "prefix/"
  s3::Request request{.query = {{"list-type", "2"}, {"max-keys", "1000"}}};
  if (!above.empty() || !prefix.empty()) request.query["prefix"] = above + prefix;
  const std::string what = "GET " + client_.name_of(request) + " (list)";
  for (int pages = 0; pages < kPagesMax; ++pages) {
    s3::Deadline deadline = client_.deadline();  // of each page
    const auto answer = TRY(client_.send(request, deadline).answer);
    s3::Page page = TRY(s3::read_page(what, answer.body));
    for (ObjectEntry& entry : page.entries) {
      if (!entry.key.starts_with(above)) continue;
      entry.key.erase(0, above.size());
      if (check_object_key(entry.key) && !each(entry)) return {};
    }
    if (page.continuation.empty()) return {};
    if (request.query["continuation-token"] == page.continuation) break;
    request.query["continuation-token"] = page.continuation;
  }
  return fail(Code::kInternal, "object_store_error", "{}: the list does not end", what);
}

}  // namespace alexandria::store
