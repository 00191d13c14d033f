#include "s3_download.hpp"

#include <charconv>

#include "alexandria/platform/file.hpp"
#include "s3_answer.hpp"

namespace alexandria::store::s3 {
namespace {

constexpr int kBeginningsMax = 3;  // of an object that is replaced while it is read

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size())
    return std::nullopt;
  return number;
}

/// Where the bytes of an answer begin in the object: of "bytes 5-9/20" 5.
std::optional<std::uint64_t> first_of(const Answer& answer) {
  if (answer.status != 206) return 0;
  const std::string range = answer.header("content-range");
  if (!range.starts_with("bytes ")) return std::nullopt;
  return number_of(std::string_view(range).substr(6, range.find('-') - 6));
}

}  // namespace

Result<std::uint64_t> length_of(const Answer& answer) {
  if (const auto length = number_of(answer.header("content-length"))) return *length;
  return fail(Code::kInternal, "object_store_error",
              "the server does not say how many bytes an object has");
}

Result<void> Download::begin(const Sink& sink) {
  bytes_ = 0;
  hash_.emplace();
  etag_.clear();
  return sink.begin();
}

// What is still missing, of the very object that came so far.
void Download::ask(Request& request) const {
  request.headers = {{"x-amz-checksum-mode", "ENABLED"}};
  const std::uint64_t first = options_.range ? options_.range->first : 0;
  if (options_.range)
    request.headers["range"] =
        fmt::format("bytes={}-{}", first + bytes_, first + options_.range->bytes - 1);
  else if (bytes_ > 0)
    request.headers["range"] = fmt::format("bytes={}-", bytes_);
  if (bytes_ > 0 && !etag_.empty()) request.headers["if-match"] = etag_;
}

Result<void> Download::take(const Sink& sink, const Answer& answer, std::string_view bytes) {
  if (is_new_answer_) {
    is_new_answer_ = false;
    const std::uint64_t first = options_.range ? options_.range->first : 0;
    const auto came_from = first_of(answer);
    const bool goes_on = came_from == first + bytes_ &&
                         (bytes_ == 0 || etag_.empty() || answer.header("etag") == etag_);
    if (!goes_on) {
      if (options_.range || came_from != 0)
        return fail(Code::kUnimplemented, "object_store_error",
                    "the server sends other bytes than the range that was asked for");
      TRY(begin(sink));
    }
    etag_ = answer.header("etag");
  }
  bytes_ += bytes.size();
  if (options_.range && bytes_ > options_.range->bytes)
    return fail(Code::kUnimplemented, "object_store_error",
                "the server sends more bytes than were asked for");
  hash_->update(bytes);
  return sink.write(bytes);
}

Result<void> Download::check(const Answer& answer) {
  const std::string found = hash_->finish();
  if (!options_.sha256.empty() && found != options_.sha256)
    return fail(Code::kDataLoss, "checksum_mismatch", "has the SHA-256 {} instead of {}", found,
                options_.sha256);
  // With a "-" it is one of the checksums of parts; an answer with 206 bears that of the whole.
  const std::string kept = answer.header("x-amz-checksum-sha256");
  const bool is_of_all = answer.status == 200 && !kept.empty() && !kept.contains('-');
  if (options_.sha256.empty() && is_of_all && kept != base64_of_hex(found))
    return fail(Code::kDataLoss, "checksum_mismatch", "has the SHA-256 {} instead of {} (base64)",
                base64_of_hex(found), kept);
  return {};
}

Result<void> Download::run(const Sink& sink) {
  if (options_.range && options_.range->bytes == 0)
    return fail(Code::kInvalidArgument, "range_not_satisfiable", "a range of no bytes");
  Request request{.key = key_, .stop = options_.stop};
  request.take = [&](const Answer& answer, std::string_view bytes) {
    return take(sink, answer, bytes);
  };
  const auto between = [&](Request& again) {
    is_new_answer_ = true;
    ask(again);
  };
  Deadline deadline = client_.deadline();
  for (int beginnings = 1;; ++beginnings) {
    TRY(begin(sink));
    is_new_answer_ = true;
    ask(request);
    const auto outcome = client_.send(request, deadline, between);
    if (outcome.answer) {
      auto checked = check(*outcome.answer);
      if (!checked)
        return fail(checked.error().code, checked.error().reason, "GET {}: {}",
                    client_.name_of(request), checked.error().message);
      return {};
    }
    const bool is_another =
        outcome.answer.error().reason == "precondition_failed" ||
        (bytes_ > 0 && outcome.answer.error().reason == "range_not_satisfiable");
    if (!is_another || beginnings == kBeginningsMax) return std::unexpected(outcome.answer.error());
  }
}

Result<std::uint64_t> Download::to_file(const std::filesystem::path& target) {
  std::optional<platform::TemporaryFile> file;
  const auto begin_file = [&]() -> Result<void> {
    file.reset();
    file.emplace(TRY(platform::TemporaryFile::make(target.parent_path())));
    return {};
  };
  TRY(run({begin_file, [&](std::string_view bytes) { return file->write(bytes); }}));
  TRY(file->keep_as(target));
  return bytes_;
}

Result<std::string> Download::to_memory(std::uint64_t bytes_max) {
  std::string out;
  const auto begin_text = [&]() -> Result<void> {
    out.clear();
    return {};
  };
  const auto write = [&](std::string_view bytes) -> Result<void> {
    if (out.size() + bytes.size() > bytes_max)
      return fail(Code::kResourceExhausted, "object_too_large", "has more than {} bytes",
                  bytes_max);
    out.append(bytes);
    return {};
  };
  TRY(run({begin_text, write}));
  return out;
}

}  // namespace alexandria::store::s3
