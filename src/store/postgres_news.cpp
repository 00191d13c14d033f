#include "postgres_news.hpp"

#include "alexandria/base/log.hpp"
#include "postgres.hpp"

namespace alexandria::store {
namespace {

constexpr const char* kChannel = "alexandria";
constexpr std::size_t kToldMax = 10'000;  // more at a time are lost: others look now and then
constexpr auto kGathered = std::chrono::milliseconds(2);
constexpr auto kListenedAtOnce = std::chrono::milliseconds(500);  // then a stop is looked at
constexpr auto kAgain = std::chrono::seconds(1);                  // after a lost connection

}  // namespace

PostgresNews::PostgresNews(PostgresOptions options) : options_(std::move(options)) {
  teller_ = std::jthread([this](const std::stop_token& stop) { run_teller(stop); });
}

PostgresNews::~PostgresNews() {
  teller_.request_stop();
  hearer_.request_stop();
}

void PostgresNews::tell(const std::string& news) {
  {
    const std::lock_guard lock(mutex_);
    if (told_.size() < kToldMax) told_.insert(news);
  }
  changed_.notify_all();
}

void PostgresNews::hear(std::function<void(const std::string& news)> take) {
  hearer_ = {};  // asked to stop, and joined
  take_ = std::move(take);
  if (!take_) return;
  hearer_ = std::jthread([this](const std::stop_token& stop) { run_hearer(stop); });
}

bool PostgresNews::rest(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, kAgain, [] { return false; });
  return !stop.stop_requested();
}

void PostgresNews::run_teller(const std::stop_token& stop) {
  std::unique_ptr<PostgresConnection> connection;
  for (;;) {
    std::set<std::string> news;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [&] { return !told_.empty(); })) return;
    }
    std::this_thread::sleep_for(kGathered);
    {
      const std::lock_guard lock(mutex_);
      news.swap(told_);
    }
    if (!connection || connection->is_broken())
      connection = PostgresConnection::open(options_).value_or(nullptr);
    if (!connection) {
      if (!rest(stop)) return;
      continue;
    }
    std::vector<Values> runs;
    for (const std::string& one : news)
      runs.push_back({std::string_view(kChannel), std::string_view(one)});
    const auto told = connection->run_each("SELECT pg_notify($1, $2)", runs);
    if (!told) log::write(log::Level::kDebug, "news were not told: " + told.error().message);
  }
}

void PostgresNews::run_hearer(const std::stop_token& stop) {
  std::unique_ptr<PostgresConnection> connection;
  bool was_lost = false;
  while (!stop.stop_requested()) {
    if (!connection || connection->is_broken()) {
      connection = PostgresConnection::open(options_).value_or(nullptr);
      if (connection && connection->is_pooled()) {
        log::info(
            "a pooler stands before the database: news of other nodes are looked for, not "
            "heard");
        return;
      }
      if (connection && !connection->run(std::string("LISTEN ") + kChannel)) connection = nullptr;
      if (!connection) {
        was_lost = true;
        if (!rest(stop)) return;
        continue;
      }
      if (was_lost) take_("");
    }
    const auto news = connection->wait_for_notice(kListenedAtOnce);
    if (!news)
      was_lost = true;
    else if (!news->empty())
      take_(*news);
  }
}

}  // namespace alexandria::store
