#include "alexandria/store/store.hpp"

#include <condition_variable>
#include <mutex>
#include <vector>

#include "writer.hpp"

namespace alexandria::store {
namespace {
constexpr std::size_t kReaders = 4;
}

struct Store::State {
  std::filesystem::path folder;
  const base::Clock* clock = nullptr;
  std::string timeline;
  std::unique_ptr<Writer> writer;
  std::mutex mutex;
  std::condition_variable returned;
  std::vector<std::unique_ptr<SqliteConnection>> readers;  // those not in use

  std::unique_ptr<SqliteConnection> take() {
    std::unique_lock lock(mutex);
    returned.wait(lock, [&] { return !readers.empty(); });
    auto reader = std::move(readers.back());
    readers.pop_back();
    return reader;
  }
  void give(std::unique_ptr<SqliteConnection> reader) {
    {
      const std::lock_guard lock(mutex);
      readers.push_back(std::move(reader));
    }
    returned.notify_one();
  }
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder,
                                           const base::Clock& clock) {
  const auto path = folder / "library.db";
  auto state = std::make_unique<State>();
  state->folder = folder;
  state->clock = &clock;
  auto connection = TRY(SqliteConnection::open(path, false));
  TRY(migrate(*connection, clock.now_ms()));
  TRY(connection->query("SELECT value FROM meta WHERE name = 'timeline'", {},
                        [&](const SqlRow& row) {
                          state->timeline = row.text(0);
                          return false;
                        }));
  for (std::size_t i = 0; i < kReaders; ++i)
    state->readers.push_back(TRY(SqliteConnection::open(path, true)));
  state->writer = std::make_unique<Writer>(std::move(connection));
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Result<void> Store::write(const std::function<Result<void>(Sql&)>& request,
                          const std::function<void()>& committed) {
  return state_->writer->write(request, committed);
}

Result<void> Store::read(const std::function<Result<void>(Sql&)>& query) {
  auto reader = state_->take();
  auto result = [&]() -> Result<void> {
    TRY(reader->script("BEGIN"));
    auto inner = query(*reader);
    TRY(reader->script("COMMIT"));
    return inner;
  }();
  state_->give(std::move(reader));
  return result;
}

Result<void> Store::read_settled(const std::function<Result<void>(Sql&)>& query) {
  auto result = read(query);
  state_->writer->settle();
  return result;
}

const std::string& Store::timeline() const { return state_->timeline; }
const std::filesystem::path& Store::folder() const { return state_->folder; }
const base::Clock& Store::clock() const { return *state_->clock; }

std::uint64_t Store::bytes() const {
  std::uint64_t total = 0;
  for (const char* name : {"library.db", "library.db-wal"}) {
    std::error_code error;
    const auto size = std::filesystem::file_size(state_->folder / name, error);
    if (!error) total += size;
  }
  return total;
}

}  // namespace alexandria::store
