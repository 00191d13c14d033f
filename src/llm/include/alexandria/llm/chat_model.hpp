#pragma once
// A language model behind an endpoint that speaks the OpenAI API (POST {base_url}/chat/completions
// with stream: true).
#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"

namespace alexandria::llm {

struct ChatOptions {
  std::string base_url;  ///< "http://127.0.0.1:11434/v1"; empty: no model
  std::string model;
  std::string key;  ///< sent as Bearer; may be empty. Never logged, never part of an error.
  std::chrono::seconds timeout{120};     ///< for the whole answer, retries included
  std::chrono::seconds silence_max{30};  ///< without a byte
  unsigned attempts = 3;                 ///< of a request that failed before its first text
  std::size_t answer_bytes_max = 256 << 10;
};

struct Message {
  std::string role;  // system, user, assistant
  std::string content;
};

/// Threads: may be called at any time; each call has a connection of its own.
class ChatModel {
 public:
  explicit ChatModel(ChatOptions options) : options_(std::move(options)) {}
  /// Hands the answer's text to `on_text` as it comes (false stops) and gives all of it. Retries
  /// 429, 500, 502, 503, 504 and connections that fail while no text has come, after the endpoint's
  /// Retry-After or 0.5, 1, 2 s. Errors: kUnavailable `model_not_reached`, `model_refused`,
  /// `model_key_refused`, `model_rate_limited`, `model_failed`, `model_malformed`, `model_cut` (the
  /// stream ended in the middle), kDeadline `model_timeout`, kResourceExhausted
  /// `model_answer_too_long`, kCancelled once `stop` is true.
  Result<std::string> stream(const std::vector<Message>& messages,
                             const std::function<bool(std::string_view)>& on_text,
                             const std::atomic<bool>& stop) const;
  const ChatOptions& options() const { return options_; }

 private:
  ChatOptions options_;
};

}  // namespace alexandria::llm
