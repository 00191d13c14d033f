#include "s3_client.hpp"

#include <random>
#include <thread>

#include "alexandria/base/metrics.hpp"

namespace alexandria::store::s3 {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kLookEvery{20};  // for a stop, while it pauses

/// Between half of the full pause and all of it: clients that failed together come back apart.
milliseconds growing_pause(const S3Limits& limits, int tries) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  const int doublings = std::min(tries - 1, 20);
  const auto full =
      std::min<std::int64_t>(limits.pause_max.count(), limits.pause_first.count() << doublings);
  return milliseconds(std::uniform_int_distribution<std::int64_t>(full / 2, full)(random));
}

Error with(Error error, const std::string& addition) {
  error.message += " (" + addition + ")";
  return error;
}

}  // namespace

// Gives an error if the pause would take too long, or was ended.
Result<void> Client::pause(const Failure& failure, int tries, const Request& request,
                           const Deadline& deadline) const {
  milliseconds wait = growing_pause(limits_, tries);
  if (failure.pause) wait = std::max(wait, *failure.pause);
  if (failure.pause && *failure.pause > limits_.retry_after_max)
    return std::unexpected(with(
        failure.error, fmt::format("to be tried again after {} s", failure.pause->count() / 1000)));
  if (wait >= deadline.left())
    return std::unexpected(
        with(failure.error, fmt::format("{} tries, no time is left for another", tries)));
  const auto until = std::chrono::steady_clock::now() + wait;
  while (std::chrono::steady_clock::now() < until) {
    if (request.stop.stop_requested())
      return fail(Code::kCancelled, "cancelled", "cancelled while waiting to try again: {}",
                  failure.error.message);
    std::this_thread::sleep_for(std::min(kLookEvery, wait));
  }
  return {};
}

Client::Outcome Client::send(Request& request, Deadline& deadline,
                             const std::function<void(Request&)>& between) {
  budget_.add_first_try();
  for (int tries = 1;; ++tries) {
    auto answer = transport_.send(request, deadline);
    if (answer) return {std::move(*answer), tries};
    const Failure& failure = answer.error();
    if (!failure.may_pass) return {std::unexpected(failure.error), tries};
    if (tries >= limits_.tries_max)
      return {std::unexpected(with(failure.error, fmt::format("{} tries", tries))), tries};
    if (!budget_.take())
      return {std::unexpected(
                  with(failure.error, "not tried again: too many requests to this store fail now")),
              tries};
    if (auto paused = pause(failure, tries, request, deadline); !paused)
      return {std::unexpected(std::move(paused).error()), tries};
    metrics::counter("alexandria_object_store_retries_total",
                     "Requests to the object store that were tried again.")
        .add();
    if (between) between(request);
  }
}

}  // namespace alexandria::store::s3
