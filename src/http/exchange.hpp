#pragma once
// One request and its answer: what a connection and the worker that runs the handler share.
#include <functional>
#include <memory>
#include <stop_token>

#include "alexandria/http/server.hpp"
#include "loop.hpp"
#include "outbox.hpp"
#include "upload.hpp"

namespace alexandria::http {

/// Bytes of a streamed answer that wait for the peer before its worker waits too.
inline constexpr std::size_t kOutboxBytes = 256 << 10;

/// The loop fills it, gives it to one worker (`is_running`), and from then on touches only `stop`,
/// `outbox` and what does not change.
struct Exchange {
  Request request;
  BodyPlan plan;
  bool head_only = false;
  bool is_running = false;  // handed to a worker, which then removes the files
  std::unique_ptr<Upload> upload;
  std::stop_source stop;
  std::shared_ptr<Outbox> outbox;
};

/// Handler::plan; what it throws becomes a refusal with 500.
BodyPlan plan_request(Handler& handler, const Request& head);
/// On a worker: Handler::handle, then the stream if there is one. `deliver` gets the answer before
/// the stream begins. What the handler throws becomes a 500, what the stream throws cuts it.
void run_exchange(Handler& handler, Exchange& exchange,
                  const std::function<void(Response)>& deliver);
/// Removes what an upload left on the disk, away from the loop.
void discard_upload(Loop& loop, std::shared_ptr<Exchange> exchange);

Response body_too_large(const BodyPlan& plan);
Response failed_upload(const Error& error);
/// 503 with `retry-after`.
Response too_busy(std::string_view message);

}  // namespace alexandria::http
