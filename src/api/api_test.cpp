#include "alexandria/api/api.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include <boost/json.hpp>

#include "alexandria/base/log.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/store/test_database.hpp"
#include "json_views.hpp"

namespace alexandria::api {
namespace {

class ApiTest : public testing::Test {
 protected:
  void SetUp() override {
    log::set_level(log::Level::kOff);
    library::Options options;
    options.data_folder = folder_;
    options.models_folder = ALEXANDRIA_MODELS;
    options.background = false;
    options.postgres = database_.options();
    library_ = library::Library::open(options, "the test").value();
    api_ = std::make_unique<Api>(*library_, auth::Authority("secret-secret-secret"),
                                 ApiOptions{.version = "test", .listen_host = "127.0.0.1"});
  }
  void TearDown() override {
    api_.reset();
    library_.reset();
  }
  http::Response send(const std::string& method, const std::string& target,
                      const std::string& body = "",
                      std::map<std::string, std::string> headers = {
                          {"authorization", "Bearer secret-secret-secret"}}) {
    http::Request request;
    request.method = method;
    request.headers = std::move(headers);
    EXPECT_TRUE(http::parse_target(target, request));
    request.body = body;
    auto plan = api_->plan(request);
    return plan.refusal ? *plan.refusal : api_->handle(request);
  }
  std::string error_of(const http::Response& response) {
    return std::string(json::parse(response.body).at("error").as_string());
  }
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  store::TestDatabase database_;
  std::unique_ptr<library::Library> library_;
  std::unique_ptr<Api> api_;
};

TEST_F(ApiTest, EveryRouteButThePublicOnesNeedsTheKey) {
  const json::value document = json::parse(api_->openapi());
  std::size_t checked = 0;
  for (const auto& [path, operations] : document.at("paths").as_object()) {
    for (const auto& [method, operation] : operations.as_object()) {
      std::string upper(method);
      for (char& c : upper)
        c = static_cast<char>(c - 32);
      if (path == "/api/v1/session") continue;  // takes the key in its body
      const bool is_public = operation.at("x-right") == "public";
      const int status = send(upper, std::string(path), "{}", {}).status;
      EXPECT_EQ(status == 401, !is_public) << upper << " " << path << " " << status;
      ++checked;
    }
  }
  EXPECT_GE(checked, 20U);
  EXPECT_EQ(send("GET", "/nothing", "", {}).status, 401);
}

TEST_F(ApiTest, EveryRouteOfChromaButThePublicOnesNeedsTheKey) {
  std::size_t checked = 0;
  for (const chroma::RouteRight& route : chroma::route_rights()) {
    const auto refused = send(route.method, route.pattern, "{}", {});
    EXPECT_EQ(refused.status == 401, route.right != auth::Right::kPublic)
        << route.method << " " << route.pattern << " " << refused.status;
    if (refused.status >= 400) EXPECT_TRUE(refused.headers.contains("chroma-trace-id"));
    ++checked;
  }
  EXPECT_GE(checked, 30U);
  EXPECT_EQ(send("GET", "/api/v2/nothing", "", {}).status, 401);
  EXPECT_EQ(send("GET", "/api/v2/nothing").status, 404);
}

TEST_F(ApiTest, ChromaTakesNoAddressOfTheLibrary) {
  const json::value document = json::parse(api_->openapi());
  for (const auto& [path, operations] : document.at("paths").as_object())
    EXPECT_FALSE(chroma::ChromaApi::takes(std::string(path))) << path;
}

TEST_F(ApiTest, UnknownAndWrongFieldsAreNamed) {
  EXPECT_EQ(
      error_of(send("POST", "/api/v1/collections/library/search", R"({"query":"x","foo":1})")),
      "unknown_field");
  EXPECT_EQ(error_of(send("POST", "/api/v1/collections/library/search", R"({"query":1})")),
            "invalid_input");
  EXPECT_EQ(
      error_of(send("POST", "/api/v1/collections/library/search", R"({"query":"x","limit":0})")),
      "invalid_input");
  EXPECT_EQ(error_of(send("POST", "/api/v1/collections/library/search",
                          R"({"query":"x","mode":"magic"})")),
            "invalid_input");
  EXPECT_EQ(error_of(send("POST", "/api/v1/collections/library/search", "{")), "invalid_json");
  EXPECT_EQ(
      error_of(send("POST", "/api/v1/collections/library/search", R"({"query":"x","filter":{}})")),
      "invalid_filter");
  EXPECT_EQ(error_of(send("GET", "/api/v1/documents?limit=x")), "invalid_input");
  EXPECT_EQ(error_of(send("GET", "/api/v1/documents?foo=1")), "unknown_field");
}

TEST_F(ApiTest, WhatIsThereTwiceIsNamed) {
  const std::string search = "/api/v1/collections/library/search";
  for (const char* body :
       {R"({"query":"x","query":"y"})", R"({"query":"x","filter":{"kind":"a","k\u0069nd":"b"}})"}) {
    const auto answer = send("POST", search, body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(error_of(answer), "repeated_field") << body;
  }
  EXPECT_EQ(
      send("POST", search,
           R"({"query":"kind","mode":"keyword","filter":{"$or":[{"kind":"a"},{"kind":"b"}]}})")
          .status,
      200);
}

TEST_F(ApiTest, AFormWithoutANamedFileSaysWhatToDo) {
  http::Request request;
  request.method = "POST";
  request.headers["authorization"] = "Bearer secret-secret-secret";
  ASSERT_TRUE(http::parse_target("/api/v1/collections/library/documents", request));
  request.fields["file"] = "content";
  const auto answer = api_->handle(request);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_of(answer), "file_missing");
  EXPECT_NE(answer.body.find("filename="), std::string::npos) << answer.body;
}

TEST_F(ApiTest, OnlyWhoShowsNoKeyIsAStranger) {
  http::Request request;
  request.method = "POST";
  ASSERT_TRUE(http::parse_target("/api/v1/session", request));
  EXPECT_TRUE(api_->plan(request).is_stranger);
  request.headers["authorization"] = "Bearer wrong";
  EXPECT_TRUE(api_->plan(request).is_stranger);
  request.headers["authorization"] = "Bearer secret-secret-secret";
  EXPECT_FALSE(api_->plan(request).is_stranger);
}

TEST_F(ApiTest, StatusesAreThoseOfTheErrorTable) {
  EXPECT_EQ(send("GET", "/api/v1/documents/none").status, 404);
  EXPECT_EQ(send("GET", "/api/v1/nothing").status, 404);
  EXPECT_EQ(send("DELETE", "/api/v1/documents").status, 405);
  EXPECT_EQ(send("DELETE", "/api/v1/documents").headers["allow"], "GET, HEAD");
  EXPECT_EQ(send("POST", "/api/v1/collections", R"({"name":"library"})").status, 409);
  EXPECT_EQ(send("POST", "/api/v1/collections", R"({"name":"other","model":"none"})").status, 201);
  EXPECT_EQ(send("DELETE", "/api/v1/collections/other").status, 204);
  EXPECT_EQ(send("GET", "/api/v1/collections/other").status, 404);
}

TEST_F(ApiTest, NullIsNotAbsent) {
  const std::string search = "/api/v1/collections/library/search";
  EXPECT_EQ(error_of(send("POST", search, R"({"query":"x","limit":null})")), "invalid_input");
  EXPECT_EQ(error_of(send("POST", search, R"({"query":null,"like":"x"})")), "invalid_input");
  EXPECT_EQ(error_of(send("POST", search, "{}")), "invalid_input");
  EXPECT_EQ(send("POST", search, R"({"query":"x","limit":1.0,"mode":"keyword"})").status, 200);
}

TEST_F(ApiTest, TextsAreCountedInCharactersAndMustSaySomething) {
  const std::string search = "/api/v1/collections/library/search";
  std::string umlauts;
  for (int i = 0; i < 16 << 10; ++i)
    umlauts += "ä";
  EXPECT_EQ(send("POST", search, R"({"mode":"keyword","query":")" + umlauts + "\"}").status, 200);
  EXPECT_EQ(send("POST", search, R"({"query":"x)" + umlauts + "\"}").status, 400);
  EXPECT_EQ(send("POST", search, "{\"query\":\" \xC2\xA0\"}").status, 400);
}

TEST_F(ApiTest, AnUnknownMethodIsToldTheKnownOnes) {
  EXPECT_EQ(send("PATCH", "/api/v1/documents").headers["allow"], "GET, HEAD");
  EXPECT_EQ(send("PATCH", "/api/v1/documents/x").headers["allow"], "DELETE, GET, HEAD");
}

TEST_F(ApiTest, ABodyIsJsonByNameToo) {
  std::map<std::string, std::string> headers{{"authorization", "Bearer secret-secret-secret"},
                                             {"content-type", "text/plain"}};
  const auto status = [&](const char* type) {
    headers["content-type"] = type;
    return send("POST", "/api/v1/collections/library/search", R"({"query":"x","mode":"keyword"})",
                headers)
        .status;
  };
  for (const char* wrong : {"text/plain", "application/jsonx", "application/json-patch+json"})
    EXPECT_EQ(status(wrong), 415) << wrong;
  EXPECT_EQ(status("Application/JSON; charset=utf-8"), 200);
}

TEST_F(ApiTest, EveryParameterOfAPathIsDeclared) {
  const json::value document = json::parse(api_->openapi());
  for (const auto& [path, operations] : document.at("paths").as_object()) {
    const auto names = std::ranges::count(path, '{');
    for (const auto& [method, operation] : operations.as_object()) {
      const auto declared = std::ranges::count_if(
          operation.at("parameters").as_array(),
          [](const json::value& parameter) { return parameter.at("in") == "path"; });
      EXPECT_EQ(declared, names) << path;
    }
  }
}

TEST(JobView, TellsTheTimeLeftByPagesAndOnlyIfTheirNumberIsKnown) {
  store::JobRow job;
  job.state = "running";
  job.started_ms = 1000;
  job.done = 10;
  job.total = 40;
  EXPECT_EQ(view(job, 11'000).at("seconds_left").as_double(), 30);
  job.total = 10;
  EXPECT_FALSE(view(job, 11'000).contains("seconds_left"));
  EXPECT_EQ(view(job, 11'000).at("per_second").as_double(), 1);
}

TEST_F(ApiTest, ListsHaveOneShape) {
  for (const char* address : {"/api/v1/documents", "/api/v1/jobs", "/api/v1/collections"}) {
    const json::value list = json::parse(send("GET", address).body);
    for (const char* key : {"data", "total", "limit", "offset"})
      EXPECT_TRUE(list.as_object().contains(key)) << address << " " << key;
  }
}

TEST_F(ApiTest, ForeignHostsAndOriginsAreRefused) {
  const auto status = [&](const char* header, const std::string& value) {
    std::map<std::string, std::string> headers{{"authorization", "Bearer secret-secret-secret"},
                                               {"host", "127.0.0.1:8080"}};
    headers[header] = value;
    return send("GET", "/api/v1/health/live", "", headers).status;
  };
  for (const char* host : {"localhost:8080", "LOCALHOST", "127.0.0.1", "127.3.4.5:1", "[::1]:8080"})
    EXPECT_EQ(status("host", host), 200) << host;
  for (const char* host :
       {"evil.example", "127.0.0.1.evil.example", "127.evil.example", "127.", "[::1].evil", "[::1",
        "", "localhost.evil.example", "localhost:8080:1", "127.0.0.1@evil.example", "127.0.0.1:x"})
    EXPECT_EQ(status("host", host), 403) << host;
  for (const char* origin : {"http://localhost:8080", "https://127.0.0.1", "http://[::1]:8080"})
    EXPECT_EQ(status("origin", origin), 200) << origin;
  for (const char* origin :
       {"https://evil.example", "http://127.0.0.1.evil.example", "null", "",
        "http://127.evil.example", "evil://http://localhost", "http://localhost@evil.example"})
    EXPECT_EQ(status("origin", origin), 403) << origin;
  ApiOptions behind_proxy{
      .version = "test", .listen_host = "127.0.0.1", .hosts = {"books.example"}};
  api_ = std::make_unique<Api>(*library_, auth::Authority("secret-secret-secret"), behind_proxy);
  EXPECT_EQ(status("host", "books.example"), 200);
  EXPECT_EQ(status("origin", "https://books.example"), 200);
  EXPECT_EQ(status("origin", "https://evil.example"), 403);
  EXPECT_EQ(status("host", "evil.example"), 403);
  const auto absolute =
      send("GET", "http://evil.example/api/v1/health/live", "", {{"host", "127.0.0.1:8080"}});
  EXPECT_EQ(absolute.status, 403);
}

}  // namespace
}  // namespace alexandria::api
