#include "answer.hpp"

#include <ctime>
#include <fstream>

#include <fmt/chrono.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "alexandria/base/log.hpp"
#include "alexandria/http/event_topic.hpp"

namespace alexandria::http {
namespace {

constexpr std::size_t kBlock = 64 << 10;

bool has_no_body(int status) { return status == 204 || status == 304; }

bool is_stream(const Response& response) {
  return response.events || static_cast<bool>(response.stream);
}

}  // namespace

std::string http_date(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", parts);
}

std::string answer_head(const Response& response, const AnswerForm& form,
                        std::optional<std::uint64_t> length) {
  std::string head =
      fmt::format("HTTP/1.1 {} {}\r\ndate: {}\r\n", response.status, status_text(response.status),
                  http_date(std::chrono::system_clock::now()));
  if (!has_no_body(response.status))
    head += fmt::format("content-type: {}\r\n", response.content_type);
  head += "x-content-type-options: nosniff\r\n";
  for (const auto& [name, value] : response.headers)
    head += fmt::format("{}: {}\r\n", name, value);
  if (length && !has_no_body(response.status))
    head += fmt::format("content-length: {}\r\n", *length);
  if (!length) head += "cache-control: no-store\r\n";
  if (!length && form.has_chunks) head += "transfer-encoding: chunked\r\n";
  head += form.keep ? "\r\n" : "connection: close\r\n\r\n";
  return head;
}

// Used by the loop and by one disk task at a time, never by both.
struct AnswerWriter::FileSource {
  std::filesystem::path path;
  std::ifstream in;
  std::uint64_t bytes = 0;
  std::string block;

  bool open() {
    std::error_code error;
    bytes = std::filesystem::file_size(path, error);
    in.open(path, std::ios::binary);
    return !error && in.is_open();
  }
  bool read() {
    block.resize(kBlock);
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    block.resize(static_cast<std::size_t>(in.gcount()));
    return !block.empty();
  }
};

void AnswerWriter::start(Response response, AnswerForm form, std::shared_ptr<Outbox> outbox,
                         Done done) {
  response_ = std::move(response);
  form_ = form;
  done_ = std::move(done);
  outbox_ = std::move(outbox);
  started_ = Clock::now();
  sent_ = 0;
  if (!is_stream(response_)) return response_.file.empty() ? send_memory() : open_file();
  send(answer_head(response_, form_, std::nullopt), [this] {
    if (form_.head_only) return finish(true);
    if (response_.events) response_.events->subscribe(outbox_, response_.events_after);
    drain();
  });
}

void AnswerWriter::stop() {
  loop_.release_answer(std::exchange(reserved_, 0));
  if (response_.events && outbox_) response_.events->unsubscribe(outbox_.get());
  if (outbox_) outbox_->cancel();
  outbox_.reset();
  file_.reset();
  response_ = {};
  done_ = nullptr;
  is_writing_ = false;
  deadline_ = heartbeat_ = Clock::time_point::max();
}

void AnswerWriter::finish(bool is_whole) {
  const Done done = std::move(done_);
  stop();
  if (done) done(is_whole);
}

void AnswerWriter::send(std::string text, std::function<void()> next) {
  text_ = std::move(text);
  write(text_.data(), text_.size(), std::move(next));
}

void AnswerWriter::write(const void* bytes, std::size_t size, std::function<void()> next) {
  const Deadlines& limits = loop_.options().deadlines;
  sent_ += size;
  const auto at_rate = std::chrono::milliseconds(sent_ * 1000 / limits.rate_min);
  deadline_ = started_ + limits.transfer + at_rate;
  is_writing_ = true;
  asio::async_write(socket_, asio::buffer(bytes, size),
                    [this, owner = owner_.shared_from_this(), next = std::move(next)](
                        const ErrorCode& error, std::size_t) {
                      if (!done_) return;  // stopped
                      is_writing_ = false;
                      deadline_ = Clock::time_point::max();
                      try {
                        if (error)
                          finish(false);
                        else
                          next();
                      } catch (const std::exception& failure) {
                        log::error("an answer ended: {}", failure.what());
                        finish(false);
                      }
                    });
}

void AnswerWriter::send_memory() {
  const std::string& body = response_.shared_body ? *response_.shared_body : response_.body;
  const std::string head = answer_head(response_, form_, body.size());
  const bool has_body = !form_.head_only && !has_no_body(response_.status);
  if (!has_body) return send(head, [this] { finish(true); });
  if (!response_.shared_body) {
    reserved_ = body.size();
    loop_.reserve_answer(reserved_);
  }
  if (body.size() <= kBlock) return send(head + body, [this] { finish(true); });
  send(head, [this, &body] { write(body.data(), body.size(), [this] { finish(true); }); });
}

void AnswerWriter::open_file() {
  file_ = std::make_shared<FileSource>();
  file_->path = response_.file;
  runtime::WorkerPool::Task open = [this, owner = owner_.shared_from_this(),
                                    file = file_]() mutable {
    const bool is_good = file->open();
    asio::post(loop_.context(), [this, owner = std::move(owner), is_good] {
      if (!done_) return;
      if (!is_good) {
        log::error("{} could not be opened to be sent", response_.file.string());
        response_ = error_answer(500, "internal", "a file of the library could not be opened");
        return send_memory();
      }
      const std::string head = answer_head(response_, form_, file_->bytes);
      if (form_.head_only) return send(head, [this] { finish(true); });
      send(head, [this] { read_file(); });
    });
  };
  if (!loop_.disk().submit(open)) finish(false);
}

void AnswerWriter::read_file() {
  if (file_->bytes == 0) return finish(true);
  runtime::WorkerPool::Task read = [this, owner = owner_.shared_from_this(),
                                    file = file_]() mutable {
    const bool is_good = file->read();
    asio::post(loop_.context(), [this, owner = std::move(owner), is_good] {
      if (done_) on_block(is_good);
    });
  };
  if (!loop_.disk().submit(read)) finish(false);
}

// A file that shrinks while it is sent ends the connection: its length was announced.
void AnswerWriter::on_block(bool is_good) {
  if (!is_good || file_->block.size() > file_->bytes) return finish(false);
  write(file_->block.data(), file_->block.size(), [this] {
    file_->bytes -= file_->block.size();
    if (file_->bytes == 0) return finish(true);
    read_file();
  });
}

void AnswerWriter::drain() {
  if (is_writing_ || !outbox_) return;
  const Outbox::Batch batch = outbox_->take(kBlock);
  if (!batch.bytes.empty()) {
    started_ = Clock::now();  // the time of a stream is that of its pieces
    sent_ = 0;
    return send(form_.has_chunks ? fmt::format("{:x}\r\n{}\r\n", batch.bytes.size(), batch.bytes)
                                 : batch.bytes,
                [this] { drain(); });
  }
  if (batch.end == Outbox::End::kBroken) return finish(false);
  if (batch.end == Outbox::End::kFinished) {
    if (!form_.has_chunks) return finish(true);
    return send("0\r\n\r\n", [this] { finish(true); });
  }
  if (has_events()) heartbeat_ = Clock::now() + loop_.options().deadlines.heartbeat;
}

bool AnswerWriter::tick(Clock::time_point now) {
  if (is_writing_) return now < deadline_;
  if (now < heartbeat_) return true;
  heartbeat_ = Clock::time_point::max();
  constexpr std::string_view kComment = ": still here\n\n";
  send(form_.has_chunks ? fmt::format("{:x}\r\n{}\r\n", kComment.size(), kComment)
                        : std::string(kComment),
       [this] { drain(); });
  return true;
}

}  // namespace alexandria::http
