#pragma once
// An endpoint is declared: path, right, what it takes, what it gives, and the function that runs
// it. Validation, error answers and OpenAPI are made from the declaration; to add an endpoint, add
// one to a list of this folder.
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "alexandria/auth/authorize.hpp"
#include "alexandria/http/message.hpp"
#include "alexandria/library/library.hpp"
#include "schema.hpp"

namespace alexandria::api {

/// A checked input. `values` has the parameters of path and query and the fields of the body, by
/// their names; only declared ones, as they were declared.
struct Input {
  json::object values;
  std::map<std::string, std::string> form;  // the fields of a form as they came: bytes
  std::vector<http::UploadedFile> files;
  std::string session;   // token of the page's cookie
  std::string token;     // x-alexandria-token: what is read has come so far
  std::stop_token stop;  // of the request: its waits end when this is requested,
  std::chrono::steady_clock::time_point deadline;  // or here

  std::string text(std::string_view name, std::string_view otherwise = "") const;
  std::string bytes(const std::string& name) const;  // of the form; empty if it is not there
  std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  bool truth(std::string_view name) const;  // false if it is not there
};

inline constexpr const char* kTokenHeader = "x-alexandria-token";
inline constexpr std::string_view kSessionCookie = "alexandria_session";
/// The session token of a Cookie header; empty if there is none.
std::string session_of_cookies(const std::string& cookies);

class JobEvents;

struct Context {
  library::Library& library;
  const auth::Authority& authority;
  std::string version;
  std::function<std::string()> openapi;
  JobEvents& job_events;
};

enum class Body { kNone, kJson, kForm };

/// What an answer of one status carries.
struct Answer {
  int status = 200;
  std::string about;
  std::string content_type;  ///< empty: nothing
  Schema schema = text();
  Members events = {};  ///< of text/event-stream: each event by its name
};

class Endpoint {
 public:
  using Run = std::function<Result<http::Response>(Context&, Input&)>;

  Endpoint(std::string method, std::string path, std::string id, std::string summary);

  Endpoint needs(auth::Right right) &&;
  /// A parameter of the path. Those that are not declared are texts.
  Endpoint at(std::string name, const Schema& schema, const std::string& about = "") &&;
  Endpoint takes_query(Members parameters) &&;
  Endpoint takes_json(const Schema& body) &&;
  /// multipart/form-data with one file `file` and these fields.
  Endpoint takes_form(Members fields) &&;
  Endpoint gives(int status, const Schema& schema, const std::string& about = "Success") &&;
  /// Bytes or text of another kind than JSON.
  Endpoint gives_content(const std::string& content_type, const std::string& about) &&;
  /// 204.
  Endpoint gives_nothing() &&;
  /// text/event-stream.
  Endpoint gives_events(Members events) &&;
  /// Beside the statuses that every endpoint may answer with (openapi.cpp).
  Endpoint refuses(int status, std::string reasons) &&;
  /// It may take seconds: it gets a thread that searches do not wait for.
  Endpoint takes_long() &&;
  Endpoint runs(Run run) &&;

  std::string method;
  std::string path;
  std::string id;  // operationId
  std::string summary;
  auth::Right right = auth::Right::kAdmin;
  Members path_parameters;
  Members query;
  Body body = Body::kNone;
  Schema fields = object({});  // of the JSON body, or of the form
  std::vector<Answer> answers;
  std::map<int, std::string> refusals;
  bool is_long = false;
  Run run;
};

inline Endpoint get(std::string path, std::string id, std::string summary) {
  return {"GET", std::move(path), std::move(id), std::move(summary)};
}
inline Endpoint post(std::string path, std::string id, std::string summary) {
  return {"POST", std::move(path), std::move(id), std::move(summary)};
}
inline Endpoint remove(std::string path, std::string id, std::string summary) {
  return {"DELETE", std::move(path), std::move(id), std::move(summary)};
}

/// Checks a request against the declaration. kInvalidArgument `invalid_input`, `unknown_field`,
/// `invalid_json`, `json_needed`, naming the field.
Result<Input> read_input(const Endpoint& endpoint, http::Request& request,
                         const std::map<std::string, std::string>& path);

http::Response json_response(const json::value& value, int status = 200);
http::Response no_content();
/// The `limit` and `offset` every list has, and what else it takes.
Members page_parameters(Members others = {});
struct Page {
  std::uint64_t limit = 0;
  std::uint64_t offset = 0;
};
Page page_of(const Input& input);
/// `{data, total, limit, offset}`.
http::Response list_response(json::array data, std::uint64_t total, const Input& input);

http::Response error_response(const Error& error);

std::vector<Endpoint> system_endpoints();
std::vector<Endpoint> collection_endpoints();
std::vector<Endpoint> document_endpoints();
std::vector<Endpoint> content_endpoints();
std::vector<Endpoint> job_endpoints();
std::vector<Endpoint> search_endpoints();
std::vector<Endpoint> ask_endpoints();
std::vector<Endpoint> conversation_endpoints();
std::vector<Endpoint> session_endpoints();

std::string make_openapi(const std::vector<Endpoint>& endpoints, const std::string& version);
std::string_view docs_page();

}  // namespace alexandria::api
