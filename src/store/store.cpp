#include "alexandria/store/store.hpp"

#include "alexandria/store/meta.hpp"
#include "database.hpp"

namespace alexandria::store {

struct Store::State {
  std::filesystem::path folder;
  const base::Clock* clock = nullptr;
  std::string timeline;
  std::unique_ptr<Database> database;
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder,
                                           const base::Clock& clock, RoomLimits limits,
                                           const PostgresOptions& postgres) {
  auto state = std::make_unique<State>();
  state->folder = folder;
  state->clock = &clock;
  state->database =
      TRY(postgres.address.empty() ? open_sqlite(folder, clock, limits) : open_postgres(postgres));
  return over(std::move(state));
}

Result<std::unique_ptr<Store>> Store::open_to_read(const std::filesystem::path& folder,
                                                   const base::Clock& clock,
                                                   const PostgresOptions& postgres) {
  auto state = std::make_unique<State>();
  state->folder = folder;
  state->clock = &clock;
  state->database = TRY(postgres.address.empty() ? open_sqlite_to_read(folder, clock)
                                                 : open_postgres_to_read(postgres));
  return over(std::move(state));
}

Result<std::unique_ptr<Store>> Store::over(std::unique_ptr<State> state) {
  TRY(state->database->read(
      [&](Sql& sql) -> Result<void> {
        state->timeline = TRY(read_meta(sql, "timeline"));
        return {};
      },
      {}));
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Result<void> Store::write(const std::function<Result<void>(Sql&)>& request,
                          const std::function<void()>& committed, Intent intent) {
  return state_->database->write(request, committed, intent);
}

Result<void> Reads::go_on() const {
  if (stop_.stop_requested())
    return fail(Code::kCancelled, "cancelled", "the request was cancelled");
  return {};
}

Result<void> Store::read(const std::function<Result<void>(Sql&)>& query,
                         const std::stop_token& stop) {
  return state_->database->read(query, stop);
}

Result<void> Store::tidy() { return state_->database->tidy(); }
void Store::tell(const std::string& news) { state_->database->tell(news); }
void Store::hear(const std::function<void(const std::string& news)>& take) {
  state_->database->hear(take);
}
bool Store::erasure_waits() const { return state_->database->erasure_waits(); }
bool Store::is_full() const { return !full_reason().empty(); }
std::string Store::full_reason() const { return state_->database->full_reason(); }
Dialect Store::dialect() const { return state_->database->dialect(); }
const std::string& Store::timeline() const { return state_->timeline; }
const std::filesystem::path& Store::folder() const { return state_->folder; }
const base::Clock& Store::clock() const { return *state_->clock; }
std::uint64_t Store::connections_made() const { return state_->database->connections_made(); }
std::uint64_t Store::bytes() const { return state_->database->bytes(); }

}  // namespace alexandria::store
