#pragma once
// How a Response becomes bytes on a connection.
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "alexandria/http/message.hpp"
#include "loop.hpp"
#include "outbox.hpp"

namespace alexandria::http {

/// What the request says about the form of its answer.
struct AnswerForm {
  bool keep = true;        ///< the connection goes on afterwards
  bool head_only = false;  ///< HEAD: the same head, no body
  bool has_chunks = true;  ///< false for HTTP/1.0
};

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
std::string http_date(std::chrono::system_clock::time_point time);

/// Status line and header fields with the empty line. `length`: of the body; empty for a stream.
std::string answer_head(const Response& response, const AnswerForm& form,
                        std::optional<std::uint64_t> length);

/// Writes one answer. Belongs to a channel and the loop's thread.
class AnswerWriter {
 public:
  /// How it ended: whether the answer is whole, so that another may follow.
  using Done = std::function<void(bool is_whole)>;
  /// `owner` is kept alive while a write is under way. `outbox` carries a stream or events.
  AnswerWriter(Loop& loop, StreamSocket& socket, Channel& owner)
      : loop_(loop), socket_(socket), owner_(owner) {}
  ~AnswerWriter() { stop(); }
  AnswerWriter(const AnswerWriter&) = delete;
  AnswerWriter& operator=(const AnswerWriter&) = delete;

  void start(Response response, AnswerForm form, std::shared_ptr<Outbox> outbox, Done done);
  /// There is more in the outbox.
  void drain();
  /// Sends a heartbeat where one is due. False if the peer has been too slow.
  bool tick(Clock::time_point now);
  /// Nothing more is written or called; gives memory back and leaves the topic.
  void stop();
  bool has_events() const { return static_cast<bool>(response_.events); }
  std::uint64_t waiting_bytes() const { return reserved_; }

 private:
  struct FileSource;
  void send(std::string text, std::function<void()> next);
  void write(const void* bytes, std::size_t size, std::function<void()> next);
  void send_memory();
  void open_file();
  void read_file();
  void on_block(bool is_good);
  void finish(bool is_whole);

  Loop& loop_;
  StreamSocket& socket_;
  Channel& owner_;
  Response response_;
  AnswerForm form_;
  Done done_;
  std::shared_ptr<Outbox> outbox_;
  std::shared_ptr<FileSource> file_;
  std::string text_;  // what is being written, if it is not the body
  bool is_writing_ = false;
  Clock::time_point started_{};
  Clock::time_point deadline_ = Clock::time_point::max();  // of the write under way
  Clock::time_point heartbeat_ = Clock::time_point::max();
  std::uint64_t sent_ = 0;
  std::uint64_t reserved_ = 0;
};

}  // namespace alexandria::http
