#pragma once
// Requests to an S3 server, tried again where that may help: after growing pauses with a random
// part, and as long as retries stay a small share of all requests, so that a server in trouble is
// not loaded more by those that wait for it.
#include <algorithm>

#include "s3_transport.hpp"

namespace alexandria::store::s3 {

/// Tokens for retries: each first try brings `share` of one, each retry costs one, and there are
/// never more than `reserve`. Threads: at any time.
class RetryBudget {
 public:
  RetryBudget(double share, double reserve) : share_(share), reserve_(reserve), tokens_(reserve) {}
  void add_first_try() {
    tokens_.with([this](double& tokens) { tokens = std::min(reserve_, tokens + share_); });
  }
  bool take() {
    return tokens_.with([](double& tokens) {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    });
  }

 private:
  const double share_;
  const double reserve_;
  base::Guarded<double> tokens_;
};

/// Threads: at any time.
class Client {
 public:
  Client(const S3Place& place, const S3Limits& limits, const base::Clock& clock)
      : limits_(limits),
        transport_(place, limits, clock),
        budget_(limits.retry_share, limits.retry_reserve) {}
  /// What one request did: `tries` counts them also when it failed.
  struct Outcome {
    Result<Answer> answer;
    int tries = 0;
  };
  /// Sends until there is an answer with status 2xx, an error that would come again, or one of the
  /// limits. `between` may change the request before it is tried again.
  Outcome send(Request& request, Deadline& deadline,
               const std::function<void(Request&)>& between = {});
  Deadline deadline() const { return Deadline(limits_); }
  const S3Limits& limits() const { return limits_; }
  std::string name_of(const Request& request) const { return transport_.name_of(request); }

 private:
  Result<void> pause(const Failure& failure, int tries, const Request& request,
                     const Deadline& deadline) const;
  const S3Limits limits_;
  Transport transport_;
  RetryBudget budget_;
};

}  // namespace alexandria::store::s3
