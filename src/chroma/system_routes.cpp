#include <chrono>

#include "answers.hpp"
#include "json_out.hpp"
#include "routes.hpp"

namespace alexandria::chroma {
namespace {

constexpr int kBatchMax = 5461;  // what clients take of the reference

Result<http::Response> heartbeat(Call&) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return answer(fmt::format("{{\"nanosecond heartbeat\":{}}}",
                            std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()));
}

Result<http::Response> healthcheck(Call&) {
  return answer(R"({"is_executor_ready":true,"is_log_client_ready":true})");
}

Result<http::Response> version(Call&) { return answer("\"1.0.0\""); }

Result<http::Response> pre_flight(Call&) {
  return answer(
      fmt::format(R"({{"max_batch_size":{},"supports_base64_encoding":true}})", kBatchMax));
}

Result<http::Response> identity(Call&) {
  return answer(R"({"user_id":"","tenant":"default_tenant","databases":["default_database"]})");
}

Result<http::Response> reset(Call& call) {
  if (!call.options.allow_reset)
    return fail(Code::kPermission, "reset_disabled",
                "Reset is disabled by config: the setting chroma.allow_reset of the server allows "
                "it");
  TRY(call.library.record_collections().reset());
  return answer("true");
}

}  // namespace

std::vector<Route> system_routes() {
  using auth::Right;
  return {
      {"GET", "/api/v2", Right::kPublic, heartbeat},
      {"GET", "/api/v2/heartbeat", Right::kPublic, heartbeat},
      {"GET", "/api/v2/healthcheck", Right::kPublic, healthcheck},
      {"GET", "/api/v2/version", Right::kPublic, version},
      {"GET", "/api/v2/pre-flight-checks", Right::kPublic, pre_flight},
      {"GET", "/api/v2/auth/identity", Right::kRead, identity},
      {"POST", "/api/v2/reset", Right::kAdmin, reset},
  };
}

}  // namespace alexandria::chroma
