#pragma once
// A route: its method, its path, the right it needs and the function that runs it.
#include <map>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "alexandria/chroma/chroma_api.hpp"

namespace alexandria::chroma {

namespace json = boost::json;

struct Call {
  library::Library& library;
  const ChromaOptions& options;
  http::Request& request;
  std::map<std::string, std::string> path;
  json::object body;  // empty where the route takes none

  std::string at(const std::string& name) const { return path.at(name); }
  std::string tenant() const { return at("tenant"); }
  std::string database() const { return at("database"); }
  /// The collection that {id} names, in the path's tenant and database. kInvalidArgument for what
  /// is no UUID; kNotFound.
  Result<store::RecordCollectionRow> collection() const;
};

using Run = Result<http::Response> (*)(Call& call);

struct Route {
  std::string method;
  std::string pattern;
  auth::Right right;
  Run run;
  bool takes_body = false;
};

inline const std::string kDatabasePath = "/api/v2/tenants/{tenant}/databases/{database}";
inline const std::string kCollectionPath = kDatabasePath + "/collections/{id}";

std::vector<Route> system_routes();
std::vector<Route> collection_routes();
std::vector<Route> write_routes();
std::vector<Route> read_routes();

http::Response answer(std::string body, int status = 200);

}  // namespace alexandria::chroma
