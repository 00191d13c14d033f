// Addresses of PostgreSQL.
#include <algorithm>
#include <memory>

#include "postgres.hpp"

namespace alexandria::store {
namespace {

using Parameters = std::map<std::string, std::string>;

Result<Parameters> parse(const std::string& address) {
  char* said = nullptr;
  PQconninfoOption* options = PQconninfoParse(address.c_str(), &said);
  if (options == nullptr) {
    const std::string why = said == nullptr ? "it cannot be read" : said;
    PQfreemem(said);
    return fail(Code::kInvalidArgument, "invalid_database_url",
                "the address of the database is wrong: {}", why.substr(0, why.find('\n')));
  }
  Parameters out;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option)
    if (option->val != nullptr) out[option->keyword] = option->val;
  PQconninfoFree(options);
  return out;
}

bool is_on_this_machine(const std::string& host) {
  return host.empty() || host.front() == '/' || host.front() == '@' || host == "localhost" ||
         host == "::1" || host.starts_with("127.");
}

// Of "a,b,c".
bool are_on_this_machine(const std::string& hosts) {
  for (std::size_t at = 0; at <= hosts.size();) {
    const std::size_t comma = std::min(hosts.find(',', at), hosts.size());
    if (!is_on_this_machine(hosts.substr(at, comma - at))) return false;
    at = comma + 1;
  }
  return true;
}

std::string at_or_empty(const Parameters& parameters, const char* name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

}  // namespace

Result<void> check_postgres_address(const std::string& address) {
  if (TRY(parse(address)).contains("password"))
    return fail(Code::kInvalidArgument, "invalid_database_url",
                "the address of the database holds a password: name it as database.password = "
                "file:PATH or env:NAME, so that it stands in neither settings nor process lists");
  return {};
}

Result<Parameters> parameters_of(const PostgresOptions& options) {
  Parameters out = TRY(parse(options.address));
  const std::string hosts =
      at_or_empty(out, "hostaddr").empty() ? at_or_empty(out, "host") : out["hostaddr"];
  out.emplace("connect_timeout", "5");
  out.emplace("application_name", "alexandria");
  out.emplace("keepalives_idle", "10");
  out.emplace("keepalives_interval", "5");
  out.emplace("tcp_user_timeout", "10000");
  if (!are_on_this_machine(hosts)) out.emplace("sslmode", "verify-full");
  if (hosts.contains(',')) out.emplace("target_session_attrs", "read-write");
  out["client_encoding"] = "UTF8";
  if (!options.password.empty()) out["password"] = options.password;
  return out;
}

}  // namespace alexandria::store
