#pragma once
// What the processes on one database tell each other, by LISTEN and NOTIFY.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "alexandria/store/store.hpp"

namespace alexandria::store {

/// Two threads with a connection each: one that tells, all that came together in one round trip and
/// after its COMMIT (a NOTIFY inside of a transaction lets all commits of the database wait for
/// each other), and one that hears, started by `hear`. Behind a pooler nothing is heard. Threads:
/// all functions at any time.
class PostgresNews {
 public:
  explicit PostgresNews(PostgresOptions options);
  ~PostgresNews();
  PostgresNews(const PostgresNews&) = delete;
  PostgresNews& operator=(const PostgresNews&) = delete;
  void tell(const std::string& news);
  void hear(std::function<void(const std::string& news)> take);

 private:
  void run_teller(const std::stop_token& stop);
  void run_hearer(const std::stop_token& stop);
  bool rest(const std::stop_token& stop);

  PostgresOptions options_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::set<std::string> told_;
  std::function<void(const std::string& news)> take_;
  std::jthread teller_;
  std::jthread hearer_;
};

}  // namespace alexandria::store
