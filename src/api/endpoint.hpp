#pragma once
// An endpoint is declared as data: what goes in, what comes out, which right it needs, and the
// function that runs it. Validation, error answers and OpenAPI are made from the declaration; to
// add an endpoint, add one to a list of this folder.
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "alexandria/auth/authorize.hpp"
#include "alexandria/auth/sessions.hpp"
#include "alexandria/http/message.hpp"
#include "alexandria/library/library.hpp"

namespace alexandria::api {

namespace json = boost::json;

enum class Type { kString, kInteger, kNumber, kBoolean, kObject, kArray };

struct Field {
  std::string name;
  Type type = Type::kString;
  std::string description;
  bool required = false;
  std::int64_t minimum = 0;  // of integers
  std::int64_t maximum = 0;  // of integers; 0: none
  std::vector<std::string> choices = {};
  std::vector<Field> fields = {};  // of an object, or of an array's objects
};

/// A checked input: path parameters, query parameters and body fields by name.
struct Input {
  std::map<std::string, std::string> path;
  json::object values;  // only declared fields, of their types
  std::vector<http::UploadedFile> files;
  std::map<std::string, std::string> form;
  std::string session;   // token of the page's cookie
  std::stop_token stop;  // of the request: its waits end when this is requested,
  std::chrono::steady_clock::time_point deadline;  // or here

  std::string text(const std::string& name, const std::string& otherwise = "") const;
  std::int64_t integer(const std::string& name, std::int64_t otherwise) const;
};

inline constexpr std::string_view kSessionCookie = "alexandria_session";
/// The session token of a Cookie header; empty if there is none.
std::string session_of_cookies(const std::string& cookies);

class JobEvents;

struct Context {
  library::Library& library;
  const auth::Authority& authority;
  auth::Sessions& sessions;
  std::string version;
  std::function<std::string()> openapi;
  JobEvents& job_events;
};

enum class Body { kNone, kJson, kMultipart };

struct Endpoint {
  std::string method;
  std::string path;
  std::string id;  // operationId
  std::string summary;
  auth::Right right = auth::Right::kAdmin;
  int status = 200;  // of success
  std::vector<Field> query;
  Body body = Body::kNone;
  std::vector<Field> fields;  // of the JSON body, or of the form
  std::vector<Field> answer;  // of the JSON answer; empty: `content_type` says what comes
  std::string content_type = "application/json";
  std::function<Result<http::Response>(Context&, Input&)> run;
};

/// Checks a request against the declaration. kInvalidArgument `invalid_input`, `unknown_field`,
/// `invalid_json`, naming the field.
Result<Input> read_input(const Endpoint& endpoint, http::Request& request,
                         std::map<std::string, std::string> path);

http::Response json_response(const json::value& value, int status = 200);
/// The `limit` and `offset` every list has.
std::vector<Field> page_fields();
/// `{data, total, limit, offset}`.
json::object page(json::array data, std::uint64_t total, const Input& input);

int http_status(Code code);
http::Response error_response(const Error& error);

std::vector<Endpoint> system_endpoints();
std::vector<Endpoint> collection_endpoints();
std::vector<Endpoint> document_endpoints();
std::vector<Endpoint> content_endpoints();
std::vector<Endpoint> job_endpoints();
std::vector<Endpoint> search_endpoints();
std::vector<Endpoint> ask_endpoints();
std::vector<Endpoint> session_endpoints();

std::string make_openapi(const std::vector<Endpoint>& endpoints, const std::string& version);
std::string_view docs_page();

}  // namespace alexandria::api
