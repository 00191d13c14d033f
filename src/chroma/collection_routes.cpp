// Tenants, databases and collections.
#include <charconv>

#include "answers.hpp"
#include "body.hpp"
#include "configuration.hpp"
#include "json_out.hpp"
#include "names.hpp"
#include "routes.hpp"
#include "schema.hpp"

namespace alexandria::chroma {
namespace {

constexpr std::size_t kTenantShortest = 3;

std::string database_answer(const store::DatabaseRow& database) {
  JsonOut out;
  out.raw("{\"id\":");
  out.text(database.database_id);
  out.raw(",\"name\":");
  out.text(database.name);
  out.raw(",\"tenant\":");
  out.text(database.tenant);
  out.raw("}");
  return out.take();
}

Result<std::uint64_t> from_query(const Call& call, const std::string& name,
                                 std::uint64_t otherwise) {
  const auto found = call.request.query.find(name);
  if (found == call.request.query.end() || found->second.empty()) return otherwise;
  const std::string& text = found->second;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return wrong_value("Failed to deserialize query string: {}: invalid digit found in string",
                       name);
  return value;
}

Result<http::Response> create_tenant(Call& call) {
  const std::string name = TRY(text_of(call.body, "name"));
  if (name.size() < kTenantShortest)
    return wrong_value(
        "Validation error: name: Validation error: length [{{\"min\": Number({}), \"value\": "
        "String({})}}]",
        kTenantShortest, json::serialize(json::value(name)));
  TRY(call.library.record_collections().create_tenant(name));
  return answer("{}");
}

Result<http::Response> get_tenant(Call& call) {
  const auto tenant = TRY(call.library.record_collections().find_tenant(call.tenant()));
  JsonOut out;
  out.raw("{\"name\":");
  out.text(tenant.tenant);
  out.raw(",\"resource_name\":");
  if (tenant.resource_name)
    out.text(*tenant.resource_name);
  else
    out.raw("null");
  out.raw("}");
  return answer(out.take());
}

Result<http::Response> change_tenant(Call& call) {
  const std::string resource = TRY(text_of(call.body, "resource_name"));
  TRY(call.library.record_collections().name_resource(call.tenant(), resource));
  return answer("{}");
}

Result<http::Response> create_database(Call& call) {
  const std::string name = TRY(text_of(call.body, "name"));
  TRY(check_name(name));
  TRY(call.library.record_collections().create_database(call.tenant(), name));
  return answer("{}");
}

Result<http::Response> list_databases(Call& call) {
  const auto limit = TRY(from_query(call, "limit", library::kNoLimit));
  const auto offset = TRY(from_query(call, "offset", 0));
  std::string out = "[";
  for (const store::DatabaseRow& database :
       TRY(call.library.record_collections().list_databases(call.tenant(), limit, offset)))
    out += (out.size() > 1 ? "," : "") + database_answer(database);
  return answer(out + "]");
}

Result<http::Response> get_database(Call& call) {
  auto found = call.library.record_collections().find_database(call.tenant(), call.database());
  if (!found && found.error().reason == "database_not_found")
    return fail(Code::kNotFound, "database_not_found",
                "Database [{}] not found. Are you sure it exists?", call.database());
  return answer(database_answer(TRY(std::move(found))));
}

Result<http::Response> drop_database(Call& call) {
  TRY(call.library.record_collections().drop_database(call.tenant(), call.database()));
  return answer("{}");
}

// What of a request is a collection: all but its place.
Result<store::RecordCollectionRow> wanted_collection(const json::object& body) {
  store::RecordCollectionRow out;
  out.name = TRY(text_of(body, "name"));
  json::object metadata;
  const json::value* given_metadata = given(body, "metadata");
  if (given_metadata != nullptr) metadata = TRY(read_collection_metadata(*given_metadata, false));
  const json::value* given_configuration = given(body, "configuration");
  Configuration configuration =
      TRY(read_configuration(given_configuration, given_metadata != nullptr ? &metadata : nullptr));
  TRY(check_name(out.name, "Validation error: name: "));
  if (const json::value* schema = given(body, "schema")) {
    if (to_text(configuration) != to_text(Configuration{}))
      return wrong_value("Cannot set both collection config and schema simultaneously");
    out.schema = json::serialize(TRY(read_schema(*schema, configuration)));
  }
  out.metric = configuration.hnsw.space;
  out.configuration = to_text(configuration);
  if (given_metadata != nullptr) out.metadata = json::serialize(metadata);
  return out;
}

Result<http::Response> create_collection(Call& call) {
  const bool or_get = TRY(truth_if(call.body, "get_or_create"));
  const auto wanted = TRY(wanted_collection(call.body));
  auto made =
      call.library.record_collections().create(call.tenant(), call.database(), wanted, or_get);
  if (!made && made.error().reason == "database_not_found")
    return wrong_value("Database [{}] does not exist", call.database());
  return answer(collection_answer(TRY(std::move(made))));
}

Result<http::Response> list_collections(Call& call) {
  const auto limit = TRY(from_query(call, "limit", library::kNoLimit));
  const auto offset = TRY(from_query(call, "offset", 0));
  std::string out = "[";
  for (const store::RecordCollectionRow& collection :
       TRY(call.library.record_collections().list(call.tenant(), call.database(), limit, offset)))
    out += (out.size() > 1 ? "," : "") + collection_answer(collection);
  return answer(out + "]");
}

Result<http::Response> count_collections(Call& call) {
  return answer(
      std::to_string(TRY(call.library.record_collections().count(call.tenant(), call.database()))));
}

std::unexpected<Error> no_collection(const std::string& name) {
  return fail(Code::kNotFound, "collection_not_found", "Collection [{}] does not exist", name);
}

Result<http::Response> get_collection(Call& call) {
  auto found =
      call.library.record_collections().find(call.tenant(), call.database(), call.at("id"));
  if (!found && found.error().code == Code::kNotFound) return no_collection(call.at("id"));
  return answer(collection_answer(TRY(std::move(found))));
}

Result<http::Response> get_by_id(Call& call) {
  auto found = call.collection();
  if (!found && found.error().code == Code::kInvalidArgument)
    return wrong_value(
        "Validation error: collection_id: Invalid collection ID format, expected UUID");
  if (!found && found.error().code == Code::kNotFound) return no_collection(call.at("id"));
  return answer(collection_answer(TRY(std::move(found))));
}

Result<http::Response> change_collection(Call& call) {
  const auto collection = TRY(call.collection());
  library::CollectionChange change;
  change.name = TRY(text_if(call.body, "new_name"));
  if (change.name) TRY(check_name(*change.name, "Validation error: new_name: "));
  if (const json::value* metadata = given(call.body, "new_metadata")) {
    const json::object checked = TRY(read_collection_metadata(*metadata, true));
    change.metadata = checked.empty() ? std::string() : json::serialize(checked);
  }
  if (const json::value* wanted = given(call.body, "new_configuration")) {
    Configuration configuration = from_text(collection.configuration, collection.metric);
    TRY(change_configuration(*wanted, configuration));
    change.configuration = to_text(configuration);
  }
  TRY(call.library.record_collections().change(collection.uuid, change));
  return answer("{}");
}

Result<http::Response> drop_collection(Call& call) {
  const auto dropped =
      call.library.record_collections().drop(call.tenant(), call.database(), call.at("id"));
  if (!dropped && dropped.error().code == Code::kNotFound) return no_collection(call.at("id"));
  TRY(dropped);
  return answer("{}");
}

Result<http::Response> no_fork(Call& call) {
  TRY(call.collection());
  return fail(Code::kUnimplemented, "no_fork",
              "Collection forking is unsupported for local chroma");
}

// All that is written is found: nothing waits to be indexed.
Result<http::Response> indexing_status(Call& call) {
  const std::uint64_t all = TRY(call.collection()).row.position;
  return answer(fmt::format(R"({{"op_indexing_progress":1.0,"num_unindexed_ops":0,)"
                            R"("num_indexed_ops":{0},"total_ops":{0}}})",
                            all));
}

Result<http::Response> get_by_crn(Call& call) {
  const std::string crn = call.at("crn");
  const std::size_t first = crn.find(':');
  const std::size_t second = first == std::string::npos ? first : crn.find(':', first + 1);
  if (second == std::string::npos)
    return wrong_value("'{}' is no name of the form tenant:database:collection", crn);
  return answer(collection_answer(TRY(call.library.record_collections().find(
      crn.substr(0, first), crn.substr(first + 1, second - first - 1), crn.substr(second + 1)))));
}

}  // namespace

std::vector<Route> collection_routes() {
  using auth::Right;
  const std::string in_tenant = "/api/v2/tenants/{tenant}/databases";
  const std::string collections = kDatabasePath + "/collections";
  return {
      {"POST", "/api/v2/tenants", Right::kAdmin, create_tenant, true},
      {"GET", "/api/v2/tenants/{tenant}", Right::kRead, get_tenant},
      {"PATCH", "/api/v2/tenants/{tenant}", Right::kAdmin, change_tenant, true},
      {"POST", in_tenant, Right::kAdmin, create_database, true},
      {"GET", in_tenant, Right::kRead, list_databases},
      {"GET", kDatabasePath, Right::kRead, get_database},
      {"DELETE", kDatabasePath, Right::kAdmin, drop_database},
      {"POST", collections, Right::kWrite, create_collection, true},
      {"GET", collections, Right::kRead, list_collections},
      {"GET", kDatabasePath + "/collections_count", Right::kRead, count_collections},
      {"GET", kCollectionPath, Right::kRead, get_collection},
      {"GET", collections + "/by-id/{id}", Right::kRead, get_by_id},
      {"PUT", kCollectionPath, Right::kWrite, change_collection, true},
      {"DELETE", kCollectionPath, Right::kWrite, drop_collection},
      {"POST", kCollectionPath + "/fork", Right::kWrite, no_fork, true},
      {"GET", kCollectionPath + "/fork_count", Right::kRead, no_fork},
      {"GET", kCollectionPath + "/indexing_status", Right::kRead, indexing_status},
      {"GET", "/api/v2/collections/{crn}", Right::kRead, get_by_crn},
  };
}

}  // namespace alexandria::chroma
