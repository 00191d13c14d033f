#pragma once
// The database that a test's store stands on: SQLite in its folder, or, where
// ALEXANDRIA_TEST_POSTGRES names a server, a database of its own there (tools/with_postgres).
#include <string>

#include "alexandria/store/store.hpp"

namespace alexandria::store {

class TestDatabase {
 public:
  /// Ends the process with a message if the server that is named cannot be used.
  TestDatabase();
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  static bool is_on_postgres();
  /// Without an address on SQLite.
  const PostgresOptions& options() const { return options_; }

 private:
  PostgresOptions options_;
  std::string name_;
};

}  // namespace alexandria::store
