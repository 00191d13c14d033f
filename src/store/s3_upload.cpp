#include "s3_upload.hpp"

#include "alexandria/base/identifier.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/runtime/lanes.hpp"
#include "s3_answer.hpp"

namespace alexandria::store::s3 {
namespace {

constexpr std::uint64_t kPartsMax = 10'000;            // S3's limits
constexpr std::uint64_t kObjectBytesMax = 5ULL << 40;  //
constexpr std::uint64_t kMiB = 1 << 20;

int hex_value(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

std::string bytes_of_hex(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(hex_value(hex[i]) * 16 + hex_value(hex[i + 1]));
  return out;
}

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char sign : text) {
    if (sign == '&')
      out += "&amp;";
    else if (sign == '<')
      out += "&lt;";
    else if (sign == '>')
      out += "&gt;";
    else
      out += sign;
  }
  return out;
}

}  // namespace

std::uint64_t part_size(std::uint64_t file_bytes, std::uint64_t part_bytes) {
  const std::uint64_t least = (file_bytes + kPartsMax - 1) / kPartsMax;
  return std::max(part_bytes, (least + kMiB - 1) / kMiB * kMiB);
}

Upload::Upload(Client& client, std::string key, const platform::FileReader& file,
               const PutOptions& options)
    : client_(client),
      key_(std::move(key)),
      file_(file),
      options_(options),
      part_bytes_(part_size(file.bytes(), client.limits().part_bytes)),
      mark_(base::random_hex(16)),
      deadline_(client.deadline()) {}

Result<void> Upload::check_file() const {
  if (file_.bytes() > kObjectBytesMax)
    return fail(Code::kInvalidArgument, "object_too_large", "{} has {} bytes; an object at most {}",
                file_.path().string(), file_.bytes(), kObjectBytesMax);
  if (options_.sha256.empty()) return {};
  const Payload all = TRY(payload_of(file_, 0, file_.bytes()));
  if (all.sha256 == options_.sha256) return {};
  return fail(Code::kDataLoss, "checksum_mismatch", "{} has the SHA-256 {} instead of {}",
              file_.path().string(), all.sha256, options_.sha256);
}

Result<void> Upload::begin() {
  Request request{.method = "POST",
                  .key = key_,
                  .query = {{"uploads", ""}},
                  .headers = {{"x-amz-checksum-algorithm", "SHA256"}, {kMarkHeader, mark_}},
                  .payload = payload_of(""),
                  .stop = options_.stop};
  const auto answer = TRY(client_.send(request, deadline_).answer);
  upload_id_ = element_of(answer.body, "UploadId");
  if (!upload_id_.empty()) return {};
  return fail(Code::kInternal, "object_store_error", "POST {}: the answer names no upload",
              client_.name_of(request));
}

Result<Upload::Part> Upload::send_part(std::size_t number) {
  const std::uint64_t first = number * part_bytes_;
  Payload payload = TRY(payload_of(file_, first, std::min(part_bytes_, file_.bytes() - first)));
  Part part{.etag = {}, .sha256 = payload.sha256};
  Request request{.method = "PUT",
                  .key = key_,
                  .query = {{"partNumber", std::to_string(number + 1)}, {"uploadId", upload_id_}},
                  .headers = {{"x-amz-checksum-sha256", base64_of_hex(part.sha256)}},
                  .payload = std::move(payload),
                  .stop = options_.stop};
  Deadline deadline = client_.deadline();
  const auto answer = TRY(client_.send(request, deadline).answer);
  part.etag = answer.header("etag");
  if (!part.etag.empty()) return part;
  return fail(Code::kInternal, "object_store_error", "PUT {}: the answer to part {} has no ETag",
              client_.name_of(request), number + 1);
}

Result<void> Upload::send_parts() {
  const std::size_t count =
      static_cast<std::size_t>((file_.bytes() + part_bytes_ - 1) / part_bytes_);
  parts_.resize(count);
  std::atomic<std::size_t> next = 0;
  base::Guarded<std::optional<Error>> first_error;
  std::atomic<bool> failed = false;
  const std::size_t lanes =
      std::min(count, std::max<std::size_t>(1, client_.limits().parts_at_once));
  runtime::run_lanes(lanes, [&](std::size_t) {
    for (std::size_t number = next++; number < count && !failed; number = next++) {
      auto part = send_part(number);
      if (part) {
        parts_[number] = std::move(*part);
        continue;
      }
      failed = true;
      first_error.with([&](auto& error) {
        if (!error) error = std::move(part).error();
      });
    }
  });
  auto error = first_error.with([](auto& kept) { return std::move(kept); });
  if (error) return std::unexpected(std::move(*error));
  return {};
}

// A server may say what the checksums of the parts amount to.
Result<void> Upload::check_stored(const Answer& answer) const {
  const std::string stored = element_of(answer.body, "ChecksumSHA256");
  const std::size_t dash = stored.find('-');
  if (dash == std::string::npos) return {};
  std::string all;
  for (const Part& part : parts_)
    all += bytes_of_hex(part.sha256);
  if (stored.substr(0, dash) == base64_of_hex(platform::sha256_of(all))) return {};
  return fail(Code::kDataLoss, "checksum_mismatch",
              "the server put the parts of {} together to other bytes", key_);
}

Result<bool> Upload::complete() {
  std::string body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
  for (std::size_t i = 0; i < parts_.size(); ++i)
    body += fmt::format(
        "<Part><PartNumber>{}</PartNumber><ETag>{}</ETag><ChecksumSHA256>{}</ChecksumSHA256></"
        "Part>",
        i + 1, xml_text(parts_[i].etag), base64_of_hex(parts_[i].sha256));
  body += "</CompleteMultipartUpload>";
  Request request{.method = "POST",
                  .key = key_,
                  .query = {{"uploadId", upload_id_}},
                  .headers = {{"content-type", "application/xml"}},
                  .payload = payload_of(body),
                  .stop = options_.stop};
  if (options_.if_absent) request.headers["if-none-match"] = "*";
  Deadline deadline = client_.deadline();
  const auto outcome = client_.send(request, deadline);
  if (!outcome.answer) return settle(outcome.answer.error());
  // The status was sent before the parts were put together: an error may follow it.
  if (!error_code_of(outcome.answer->body).empty()) {
    Answer failed = *outcome.answer;
    failed.status = 500;
    return settle(failure_of("POST " + client_.name_of(request), failed).error);
  }
  TRY(check_stored(*outcome.answer));
  return true;
}

// After an error that may have come after the deed: the mark tells whose object is there.
Result<bool> Upload::settle(const Error& error) {
  Request request{.method = "HEAD", .key = key_};
  Deadline deadline = client_.deadline();
  const auto there = client_.send(request, deadline).answer;
  if (there && there->header(kMarkHeader) == mark_) {
    upload_id_.clear();
    return true;
  }
  if (there && options_.if_absent && error.reason == "precondition_failed") {
    abort();
    return false;
  }
  return std::unexpected(error);
}

void Upload::abort() {
  if (upload_id_.empty()) return;
  Request request{.method = "DELETE", .key = key_, .query = {{"uploadId", upload_id_}}};
  Deadline deadline = client_.deadline();
  const auto aborted = client_.send(request, deadline).answer;
  if (!aborted && aborted.error().reason != "upload_not_found")
    log::warning("the parts of an upload to {} stay until the bucket's rules remove them: {}",
                 client_.name_of(request), aborted.error().message);
  upload_id_.clear();
}

Result<bool> Upload::run() {
  TRY(check_file());
  TRY(begin());
  auto done = send_parts();
  Result<bool> result = done ? complete() : Result<bool>(std::unexpected(std::move(done).error()));
  if (!result) abort();
  return result;
}

}  // namespace alexandria::store::s3
