#include "alexandria/store/test_database.hpp"

#include <cstdlib>

#include <libpq-fe.h>

#include "alexandria/base/assert.hpp"
#include "alexandria/base/identifier.hpp"

namespace alexandria::store {
namespace {

// Of the form postgresql:///?host=FOLDER&user=NAME, without a database.
const char* server() { return std::getenv("ALEXANDRIA_TEST_POSTGRES"); }

std::string address_of(const std::string& database) {
  const std::string address = server();
  const std::size_t at = address.find("/?");
  return address.substr(0, at + 1) + database + address.substr(at + 1);
}

void run(const std::string& statement) {
  PGconn* connection = PQconnectdb(address_of("postgres").c_str());
  PGresult* result = PQexec(connection, statement.c_str());
  if (PQresultStatus(result) != PGRES_COMMAND_OK) base::die(PQerrorMessage(connection));
  PQclear(result);
  PQfinish(connection);
}

}  // namespace

bool TestDatabase::is_on_postgres() { return server() != nullptr; }

TestDatabase::TestDatabase() {
  if (!is_on_postgres()) return;
  name_ = "test_" + base::random_hex(8);
  run("CREATE DATABASE " + name_ + " ENCODING 'UTF8' TEMPLATE template0");
  options_.address = address_of(name_);
  options_.connections = 6;
}

TestDatabase::~TestDatabase() {
  if (!name_.empty()) run("DROP DATABASE " + name_ + " WITH (FORCE)");
}

}  // namespace alexandria::store
