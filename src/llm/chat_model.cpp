#include "alexandria/llm/chat_model.hpp"

#include <algorithm>
#include <thread>

#include <boost/json.hpp>

#include "alexandria/http/client.hpp"
#include "alexandria/llm/sse_parser.hpp"

namespace alexandria::llm {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

constexpr auto kRetryAfterMax = std::chrono::seconds(20);

bool may_succeed_later(int status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

// What one attempt came to.
struct Attempt {
  std::string text;
  bool finished = false;
  bool stopped = false;  // by the taker of the text
  std::optional<Error> error;
};

class Streaming {
 public:
  Streaming(const ChatOptions& options, const std::function<bool(std::string_view)>& on_text)
      : options_(options), on_text_(on_text) {}

  bool take(std::string_view bytes) {
    for (const std::string& data : parser_.feed(bytes))
      if (!event(data)) return false;
    return true;
  }
  Attempt& attempt() { return attempt_; }

 private:
  bool give_up(std::string_view reason, std::string message, Code code = Code::kUnavailable) {
    attempt_.error = Error{code, std::string(reason), std::move(message)};
    return false;
  }

  bool event(const std::string& data) {
    if (data == "[DONE]") {
      attempt_.finished = true;
      return true;
    }
    boost::system::error_code error;
    const json::value value = json::parse(data, error);
    if (error || !value.is_object())
      return give_up("model_malformed", "the language model sent an event that is no JSON");
    if (value.get_object().contains("error"))
      return give_up("model_failed",
                     "the language model reported an error in the middle of its answer");
    const json::value* choices = value.get_object().if_contains("choices");
    if (choices == nullptr || !choices->is_array())
      return give_up("model_malformed", "the language model sent an event without choices");
    if (choices->get_array().empty()) return true;  // usage only
    const json::value& choice = choices->get_array().front();
    if (!choice.is_object())
      return give_up("model_malformed", "the language model sent a choice that is no object");
    if (const json::value* reason = choice.get_object().if_contains("finish_reason");
        reason != nullptr && reason->is_string())
      attempt_.finished = true;
    const json::value* delta = choice.get_object().if_contains("delta");
    const json::value* content = delta != nullptr && delta->is_object()
                                     ? delta->get_object().if_contains("content")
                                     : nullptr;
    if (content == nullptr || !content->is_string()) return true;
    const std::string_view text = content->get_string();
    if (attempt_.text.size() + text.size() > options_.answer_bytes_max)
      return give_up(
          "model_answer_too_long",
          fmt::format("the answer is over the limit of {} bytes", options_.answer_bytes_max),
          Code::kResourceExhausted);
    attempt_.text += text;
    attempt_.stopped = !text.empty() && !on_text_(text);
    return !attempt_.stopped;
  }

  const ChatOptions& options_;
  const std::function<bool(std::string_view)>& on_text_;
  SseParser parser_;
  Attempt attempt_;
};

Error error_of_status(int status) {
  if (status == 401 || status == 403)
    return {Code::kUnavailable, "model_key_refused",
            fmt::format("the language model refuses the key (status {}); see ask.key", status)};
  if (status == 429)
    return {Code::kUnavailable, "model_rate_limited",
            "the language model answers no more requests for now (status 429)"};
  if (may_succeed_later(status))
    return {Code::kUnavailable, "model_failed",
            fmt::format("the language model failed (status {})", status)};
  return {Code::kUnavailable, "model_refused",
          fmt::format(
              "the language model refuses the request (status {}); see ask.base_url and ask.model",
              status)};
}

Error error_of_transport(const Error& error, const ChatOptions& options) {
  if (error.code == Code::kDeadline)
    return {Code::kDeadline, "model_timeout",
            fmt::format("the language model did not answer within {} s", options.timeout.count())};
  if (error.code == Code::kCancelled) return error;
  return {Code::kUnavailable, "model_not_reached",
          "the language model cannot be reached; see ask.base_url"};
}

http::ClientRequest request_of(const ChatOptions& options, const std::vector<Message>& messages) {
  json::array list;
  for (const Message& message : messages)
    list.push_back({{"role", message.role}, {"content", message.content}});
  http::ClientRequest request;
  request.method = "POST";
  request.url = options.base_url;
  while (request.url.ends_with('/'))
    request.url.pop_back();
  request.url += "/chat/completions";
  request.headers = {{"Content-Type", "application/json"}, {"Accept", "text/event-stream"}};
  if (!options.key.empty()) request.headers["Authorization"] = "Bearer " + options.key;
  request.body = json::serialize(json::object{{"model", options.model},
                                              {"messages", std::move(list)},
                                              {"stream", true},
                                              {"temperature", 0}});
  request.silence_max = options.silence_max;
  return request;
}

bool sleep_until(Clock::time_point when, const std::atomic<bool>& stop) {
  while (Clock::now() < when && !stop)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  return !stop;
}

}  // namespace

Result<std::string> ChatModel::stream(const std::vector<Message>& messages,
                                      const std::function<bool(std::string_view)>& on_text,
                                      const std::atomic<bool>& stop) const {
  const auto deadline = Clock::now() + options_.timeout;
  http::Client client;
  for (unsigned number = 1;; ++number) {
    http::ClientRequest request = request_of(options_, messages);
    Streaming streaming(options_, on_text);
    request.timeout =
        std::max(std::chrono::seconds(1),
                 std::chrono::duration_cast<std::chrono::seconds>(deadline - Clock::now()));
    request.stop = &stop;
    request.on_bytes = [&](std::string_view bytes) { return streaming.take(bytes); };
    const auto response = client.send(request);
    Attempt& attempt = streaming.attempt();
    if (attempt.stopped) return std::move(attempt.text);
    const bool ok = response && response->status == 200;
    if (ok && !attempt.error && attempt.finished) return std::move(attempt.text);
    Error error = attempt.error ? *attempt.error
                  : !response   ? error_of_transport(response.error(), options_)
                  : !ok         ? error_of_status(response->status)
                                : Error{Code::kUnavailable, "model_cut",
                                "the language model's answer ended in the middle"};
    if (stop) return fail(Code::kCancelled, "cancelled", "the question was cancelled");
    const bool again = attempt.text.empty() && error.code == Code::kUnavailable &&
                       (!response || may_succeed_later(response->status)) &&
                       number < options_.attempts;
    auto pause = std::chrono::milliseconds(250) * (1 << number);
    if (response && response->retry_after.count() > 0)
      pause = std::min<std::chrono::milliseconds>(response->retry_after, kRetryAfterMax);
    if (!attempt.text.empty() && !response && error.reason == "model_not_reached")
      error = {Code::kUnavailable, "model_cut", "the language model's answer ended in the middle"};
    if (!again || Clock::now() + pause >= deadline) return std::unexpected(std::move(error));
    if (!sleep_until(Clock::now() + pause, stop))
      return fail(Code::kCancelled, "cancelled", "the question was cancelled");
  }
}

}  // namespace alexandria::llm
