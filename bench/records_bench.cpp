// What it costs to have one record of 2 KB acknowledged, against libpq with bare INSERTs on the
// same server: tools/with_postgres --durable build/release/bench/records_bench [SECONDS] [ROUNDS]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "alexandria/base/metrics.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/record_intake.hpp"
#include "alexandria/store/test_database.hpp"

namespace {

using namespace alexandria;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kRecordBytes = 2048;
constexpr unsigned kClients = 32;

double seconds = 2;

[[noreturn]] void die(const std::string& why) {
  std::fprintf(stderr, "records_bench: %s\n", why.c_str());
  std::exit(1);
}

// Text that does not compress to nothing.
std::string text_of(std::uint64_t number) {
  std::string out;
  std::uint64_t state = number * 0x9E3779B97F4A7C15 + 1;
  while (out.size() < kRecordBytes) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    out += static_cast<char>('a' + (state >> 33) % 26);
  }
  return out;
}

class Bare {
 public:
  Bare() {
    const std::string address = std::getenv("ALEXANDRIA_TEST_POSTGRES");
    connection_ = PQconnectdb(address.c_str());
    if (PQstatus(connection_) != CONNECTION_OK) die(PQerrorMessage(connection_));
  }
  ~Bare() { PQfinish(connection_); }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  void run(const std::string& statement) {
    PGresult* result = PQexec(connection_, statement.c_str());
    if (PQresultStatus(result) != PGRES_COMMAND_OK) die(PQerrorMessage(connection_));
    PQclear(result);
  }
  // INSERT of so many rows, and its COMMIT.
  void insert(std::uint64_t first, unsigned rows) {
    std::string statement = "INSERT INTO bare (id, text) VALUES ";
    std::vector<std::string> values;
    for (unsigned i = 0; i < rows; ++i) {
      statement += fmt::format("{}(${},${})", i == 0 ? "" : ",", 2 * i + 1, 2 * i + 2);
      values.push_back("r" + std::to_string(first + i));
      values.push_back(text_of(first + i));
    }
    std::vector<const char*> pointers;
    for (const std::string& value : values)
      pointers.push_back(value.c_str());
    run("BEGIN");
    PGresult* result = PQexecParams(connection_, statement.c_str(), static_cast<int>(values.size()),
                                    nullptr, pointers.data(), nullptr, nullptr, 0);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) die(PQerrorMessage(connection_));
    PQclear(result);
    run("COMMIT");
  }

 private:
  PGconn* connection_;
};

std::atomic<std::uint64_t> next_number = 1;

struct Seen {
  double p50_ms = 0;
  double per_second = 0;
};

// `clients` threads call `add` for a while; each call adds `rows` records.
Seen measure(unsigned clients, unsigned rows,
             const std::function<std::function<void()>()>& client) {
  std::vector<std::vector<double>> times(clients);
  std::vector<std::jthread> threads;
  const auto began = Clock::now();
  const auto end = began + std::chrono::duration<double>(seconds);
  for (unsigned i = 0; i < clients; ++i) {
    threads.emplace_back([&, i] {
      const auto add = client();
      while (Clock::now() < end) {
        const auto start = Clock::now();
        add();
        times[i].push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
      }
    });
  }
  threads.clear();
  const double spent = std::chrono::duration<double>(Clock::now() - began).count();
  std::vector<double> all;
  for (const auto& some : times)
    all.insert(all.end(), some.begin(), some.end());
  std::ranges::sort(all);
  return {all[all.size() / 2], static_cast<double>(all.size() * rows) / spent};
}

Seen bare(unsigned clients, unsigned rows) {
  return measure(clients, rows, [rows] {
    auto connection = std::make_shared<Bare>();
    return std::function<void()>(
        [connection, rows] { connection->insert(next_number.fetch_add(rows), rows); });
  });
}

Seen ours(unsigned clients, store::RecordIntake& intake, const store::CollectionRow& collection) {
  return measure(clients, 1, [&] {
    return std::function<void()>([&] {
      const std::uint64_t number = next_number++;
      const auto done = intake.insert(
          collection,
          {{.id = "r" + std::to_string(number), .text = text_of(number), .metadata = "{}"}});
      if (!done) die(done.error().message);
    });
  });
}

std::uint64_t commits() {
  return metrics::counter("alexandria_commits_total", "Commits of the database.").value();
}

void print(const char* what, unsigned round, const Seen& seen) {
  std::printf("round %u  %-42s p50 %7.3f ms  %8.0f records/s\n", round, what, seen.p50_ms,
              seen.per_second);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (!store::TestDatabase::is_on_postgres()) die("ALEXANDRIA_TEST_POSTGRES names no server");
  if (argc > 1) seconds = std::atof(argv[1]);
  const unsigned rounds = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 3;
  const store::TestDatabase database;
  const auto folder = std::filesystem::temp_directory_path();
  const base::SystemClock clock;
  auto store = store::Store::open(folder, clock, {}, database.options());
  if (!store) die(store.error().message);
  store::CollectionRow collection;
  const auto made = (*store)->write([&](store::Sql& sql) -> Result<void> {
    collection = TRY(store::create_collection(sql, "c", "none", "", 0, 1));
    return {};
  });
  if (!made) die(made.error().message);
  store::RecordIntake intake(**store);
  Bare().run("CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, text TEXT NOT NULL)");
  for (unsigned round = 1; round <= rounds; ++round) {
    print("bare INSERT, 1 client", round, bare(1, 1));
    print("Alexandria, 1 client", round, ours(1, intake, collection));
    print("bare INSERT, 32 clients, a row each", round, bare(kClients, 1));
    print("bare INSERT, 1 client, batches of 32", round, bare(1, kClients));
    const std::uint64_t before = commits();
    const Seen many = ours(kClients, intake, collection);
    print("Alexandria, 32 clients, a record each", round, many);
    std::printf("         %.1f records a commit\n",
                many.per_second * seconds / static_cast<double>(commits() - before));
  }
  Bare().run("DROP TABLE bare");
  return 0;
}
