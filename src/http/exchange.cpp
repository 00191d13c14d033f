#include "exchange.hpp"

#include <exception>

#include "alexandria/base/log.hpp"

namespace alexandria::http {
namespace {

Response failed(const Request& request, std::string_view what) {
  log::error("{} {}: {}", request.method, request.path, what);
  return error_answer(500, "internal", "something went wrong inside; the log says what");
}

Response handle(Handler& handler, Request& request) {
  try {
    return handler.handle(request);
  } catch (const std::exception& error) {
    return failed(request, error.what());
  } catch (...) {
    return failed(request, "unknown exception");
  }
}

void run_stream(const std::function<void(const StreamWriter&)>& stream, Exchange& exchange) {
  const StreamWriter write = [&](std::string_view bytes) {
    return exchange.outbox->push_waiting(bytes, exchange.request.stop, exchange.request.deadline);
  };
  try {
    stream(write);
    return exchange.outbox->finish();
  } catch (const std::exception& error) {
    (void)failed(exchange.request, error.what());
  } catch (...) {
    (void)failed(exchange.request, "unknown exception");
  }
  exchange.outbox->abort();
}

}  // namespace

BodyPlan plan_request(Handler& handler, const Request& head) {
  try {
    return handler.plan(head);
  } catch (const std::exception& error) {
    return {.refusal = failed(head, error.what())};
  } catch (...) {
    return {.refusal = failed(head, "unknown exception")};
  }
}

void run_exchange(Handler& handler, Exchange& exchange,
                  const std::function<void(Response)>& deliver) {
  Response response = handle(handler, exchange.request);
  remove_files(exchange.request);
  if (!response.stream || exchange.head_only) return deliver(std::move(response));
  const auto stream = std::exchange(response.stream, [](const StreamWriter&) {});
  deliver(std::move(response));
  run_stream(stream, exchange);
}

void discard_upload(Loop& loop, std::shared_ptr<Exchange> exchange) {
  runtime::WorkerPool::Task remove = [exchange = std::move(exchange)] {
    exchange->upload.reset();
    remove_files(exchange->request);
  };
  if (!loop.disk().submit(remove)) remove();
}

Response body_too_large(const BodyPlan& plan) {
  return error_answer(
      413, "body_too_large",
      fmt::format("the body is over the limit of {} bytes for this address", plan.bytes_max));
}

Response failed_upload(const Error& error) {
  int status = 503;
  if (error.code == Code::kInvalidArgument) status = 400;
  if (error.code == Code::kResourceExhausted) status = 413;
  if (error.reason == "disk_full") status = 507;
  return error_answer(status, error.reason, error.message);
}

Response too_busy(std::string_view message) {
  Response response = error_answer(503, "queue_full", message);
  response.headers["retry-after"] = "1";
  return response;
}

}  // namespace alexandria::http
