#include <algorithm>
#include <array>

#include <boost/asio/write.hpp>

#include "ascii.hpp"
#include "connection.hpp"

namespace alexandria::http {
namespace {

using beast::http::error;

constexpr std::size_t kWaitingBlock = 1 << 10;  // most heads fit; thousands of these are held
constexpr std::size_t kBlock = 64 << 10;
constexpr std::size_t kChunkHeadBytesMax = 16 << 10;  // size, extensions, trailer fields
constexpr std::uint64_t kDrainBytes = 64ULL << 20;

Response no_request() {
  return error_answer(400, "invalid_request", "this is no HTTP/1.1 request");
}

Response broken_body() {
  return error_answer(400, "invalid_request", "the body could not be read to its end");
}

// Of these, two are a contradiction; of others, two lines are one list (RFC 9110, 5.3).
bool is_single(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kSingle = {
      "host",           "origin",           "authorization", "content-type",
      "content-length", "content-encoding", "expect"};
  return std::ranges::find(kSingle, name) != kSingle.end();
}

Result<void> add_field(Request& request, const std::string& name, std::string_view value) {
  const auto [known, is_new] = request.headers.emplace(name, value);
  if (is_new) return {};
  if (is_single(name))
    return fail(Code::kInvalidArgument, "repeated_header", "the request has two {} headers", name);
  known->second += name == "cookie" ? "; " : ", ";
  known->second += value;
  return {};
}

// Whoever stands before us may read a body's end elsewhere: nothing is guessed (RFC 9112, 6.1).
Result<void> check_framing(const Request& request, unsigned version, int& status) {
  const auto coding = request.headers.find("transfer-encoding");
  if (coding == request.headers.end()) return {};
  if (version < 11)
    return fail(Code::kInvalidArgument, "invalid_request",
                "a request of HTTP/1.0 has no Transfer-Encoding");
  if (beast::iequals(trimmed(coding->second), "chunked")) return {};
  status = 501;
  return fail(Code::kUnimplemented, "unknown_transfer_coding",
              "bodies come whole or chunked here, not '{}'", coding->second);
}

Response unknown_coding(const std::string& coding) {
  Response response =
      error_answer(415, "unknown_content_coding",
                   fmt::format("bodies are taken as they are here, not coded as '{}'", coding));
  response.headers["accept-encoding"] = "identity";
  return response;
}

}  // namespace

void Connection::read() {
  if (is_reading_) return;
  is_reading_ = true;
  const std::size_t wanted = state_ == State::kWaiting ? kWaitingBlock
                             : state_ == State::kHead  ? kReadBufferKept
                                                       : kBlock;
  socket_.async_read_some(buffer_.prepare(wanted),
                          later([this](const ErrorCode& failure, std::size_t bytes) {
                            is_reading_ = false;
                            on_read(failure, bytes);
                          }));
}

void Connection::on_read(const ErrorCode& failure, std::size_t bytes) {
  buffer_.commit(bytes);
  if (state_ == State::kDraining) {
    drained_bytes_ += bytes;
    buffer_.clear();
    return failure || drained_bytes_ > kDrainBytes ? close() : read();
  }
  if (failure) return on_read_end();
  if (state_ == State::kBody) return feed_body();
  if (state_ == State::kWaiting || state_ == State::kHead) feed_head();
}

// The peer sends no more, or the time was up and the read was cancelled.
void Connection::on_read_end() {
  if (state_ == State::kWaiting) return close();
  if (Clock::now() >= deadline_)
    return refuse(
        error_answer(408, "request_timeout", "the request did not come to its end in time"));
  refuse(state_ == State::kHead ? no_request() : broken_body());
}

void Connection::feed_head() {
  if (state_ == State::kWaiting) {
    state_ = State::kHead;
    deadline_ = Clock::now() + limits_.head;
  }
  while (!parser_->is_header_done()) {
    if (buffer_.size() == 0) return read();
    ErrorCode failure;
    const std::size_t used = parser_->put(buffer_.data(), failure);
    has_fold_.see({static_cast<const char*>(buffer_.data().data()), used});
    buffer_.consume(used);
    if (failure == error::need_more) return read();
    if (failure == error::header_limit)
      return refuse(error_answer(431, "headers_too_large",
                                 fmt::format("the head of a request may have {} bytes",
                                             loop_.options().header_bytes_max)));
    if (failure) return refuse(no_request());
  }
  begin_request();
}

// What the head says, as a value. `status` is that of the answer to an error.
Result<void> Connection::read_head(Request& request, int& status) {
  const auto& head = parser_->get();
  std::size_t count = 0;
  for (const auto& field : head) {
    if (++count > loop_.options().headers_max) {
      status = 431;
      return fail(Code::kResourceExhausted, "too_many_headers", "a request may have {} headers",
                  loop_.options().headers_max);
    }
    status = 400;
    TRY(add_field(request, lower(field.name_string()), field.value()));
  }
  status = 400;
  if (has_fold_.found())
    return fail(Code::kInvalidArgument, "invalid_request",
                "a header goes on in a second line, which HTTP no longer allows");
  if (head.version() >= 11 && !request.headers.contains("host"))
    return fail(Code::kInvalidArgument, "host_needed", "the request has no Host header");
  TRY(check_framing(request, head.version(), status));
  request.method = std::string(head.method_string());
  if (form_.head_only) request.method = "GET";
  return parse_target(std::string_view(head.target().data(), head.target().size()), request);
}

void Connection::begin_request() {
  ticket_->end_waiting();
  const auto& head = parser_->get();
  form_.head_only = head.method() == beast::http::verb::head;
  form_.has_chunks = head.version() >= 11;
  form_.keep = form_.has_chunks && parser_->keep_alive();
  exchange_ = std::make_shared<Exchange>();
  Request& request = exchange_->request;
  request.peer = peer_;
  request.deadline = Clock::now() + limits_.request;
  request.stop = exchange_->stop.get_token();
  int status = 400;
  if (const auto read = read_head(request, status); !read)
    return refuse(error_answer(status, read.error().reason, read.error().message));
  exchange_->plan = plan_request(loop_.handler(), request);
  if (exchange_->plan.refusal) {
    if (!parser_->is_done()) return refuse(std::move(*exchange_->plan.refusal));
    return answer(std::move(*exchange_->plan.refusal));
  }
  const std::string coding = request.header("content-encoding");
  if (!coding.empty() && !beast::iequals(coding, "identity")) return refuse(unknown_coding(coding));
  asker_ = exchange_->plan.is_stranger ? Asker::kStranger : Asker::kKnown;
  // A stranger's body may make room for another connection, and gets its place once it is here.
  const bool waits = asker_ == Asker::kStranger && !parser_->is_done();
  if (waits) ticket_->begin_waiting(this);
  if (!waits && !take_place()) return;
  if (parser_->is_done()) return dispatch();
  if (auto refusal = begin_body()) refuse(std::move(*refusal));
}

// False once the request is refused.
bool Connection::take_place() {
  if (ticket_->begin_request(asker_)) return true;
  Response busy = error_answer(
      429, "too_many_requests",
      fmt::format("{} has {} requests under way", peer_, loop_.options().requests_per_peer));
  busy.headers["retry-after"] = "1";
  refuse(std::move(busy));
  return false;
}

std::optional<Response> Connection::begin_body() {
  const Request& request = exchange_->request;
  const BodyPlan& plan = exchange_->plan;
  const auto announced = parser_->content_length();
  if (announced && *announced > plan.bytes_max) return body_too_large(plan);
  if (plan.multipart) {
    const std::string boundary = multipart_boundary(request.header("content-type"));
    if (boundary.empty())
      return error_answer(415, "multipart_needed",
                          "this address takes multipart/form-data with a part named file");
    exchange_->upload = std::make_unique<Upload>(loop_.options(), boundary);
  }
  parser_->body_limit(plan.bytes_max);  // of chunks, which say their size before they come
  state_ = State::kBody;
  body_begin_ = Clock::now();
  body_bytes_ = 0;
  deadline_ = body_begin_ + limits_.transfer;
  block_.resize(kBlock);
  const std::string expectation = request.header("expect");
  if (expectation.empty() || parser_->get().version() < 11) {  // HTTP/1.0 knows no expectations
    feed_body();
    return std::nullopt;
  }
  if (!beast::iequals(expectation, "100-continue"))
    return error_answer(417, "unknown_expectation", "only 100-continue can be expected here");
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(kContinue),
                    later([this](const ErrorCode& failure, std::size_t) {
                      if (failure) return close();
                      if (state_ == State::kBody) feed_body();
                    }));
  return std::nullopt;
}

void Connection::feed_body() {
  while (!parser_->is_done()) {
    if (buffer_.size() == 0) return read();
    auto& body = parser_->get().body();
    body.data = block_.data();
    body.size = block_.size();
    ErrorCode failure;
    const std::size_t used = parser_->put(buffer_.data(), failure);
    buffer_.consume(used);
    const std::size_t got = block_.size() - body.size;
    if (failure == error::body_limit) return refuse(body_too_large(exchange_->plan));
    const bool is_usual = !failure || failure == error::need_buffer || failure == error::need_more;
    if (!is_usual || (used == 0 && buffer_.size() > kChunkHeadBytesMax))
      return refuse(broken_body());
    if (got > 0) {
      if (auto refusal = on_block(std::string_view(block_).substr(0, got)))
        return refuse(std::move(*refusal));
      if (is_writing_block_) return;
    } else if (used == 0 || failure == error::need_more) {
      return read();
    }
  }
  end_body();
}

// Counts the bytes and keeps those of a plain body; those of a form go to the disk.
std::optional<Response> Connection::on_block(std::string_view bytes) {
  const BodyPlan& plan = exchange_->plan;
  body_bytes_ += bytes.size();
  if (body_bytes_ > plan.bytes_max) return body_too_large(plan);
  const auto at_rate = std::chrono::milliseconds(body_bytes_ * 1000 / limits_.rate_min);
  deadline_ = body_begin_ + limits_.transfer + at_rate;
  if (exchange_->upload) {
    write_block(bytes.size());
    return std::nullopt;
  }
  if (!loop_.reserve_body(bytes.size(), asker_)) return too_busy("too many bodies are being read");
  reserved_ += bytes.size();
  exchange_->request.body += bytes;
  return std::nullopt;
}

// The time that the disk takes is not the peer's.
void Connection::write_block(std::size_t bytes) {
  is_writing_block_ = true;
  const auto begin = Clock::now();
  const auto deadline = std::exchange(deadline_, Clock::time_point::max());
  runtime::WorkerPool::Task write = [this, self = shared_from_this(), exchange = exchange_, bytes,
                                     begin, deadline, block = std::move(block_)]() mutable {
    Result<void> written = exchange->upload->feed(std::string_view(block).substr(0, bytes));
    asio::post(loop_.context(),
               [this, self = std::move(self), exchange = std::move(exchange), begin, deadline,
                block = std::move(block), written = std::move(written)]() mutable {
                 is_writing_block_ = false;
                 if (state_ != State::kBody || exchange != exchange_) {
                   return discard_upload(loop_, std::move(exchange));
                 }
                 const auto spent = Clock::now() - begin;
                 body_begin_ += spent;
                 deadline_ = deadline + spent;
                 block_ = std::move(block);
                 later([this, written = std::move(written)] {
                   if (!written) return refuse(failed_upload(written.error()));
                   feed_body();
                 })();
               });
  };
  loop_.disk().submit(write);
}

void Connection::end_body() {
  block_ = {};
  if (exchange_->upload) {
    if (const auto finished = exchange_->upload->finish(); !finished)
      return refuse(failed_upload(finished.error()));
    exchange_->upload->move_into(exchange_->request);
  }
  if (asker_ == Asker::kStranger) {
    ticket_->end_waiting();
    if (!take_place()) return;
  }
  dispatch();
}

}  // namespace alexandria::http
