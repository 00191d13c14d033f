#include "json_views.hpp"

namespace alexandria::api {

std::vector<Endpoint> collection_endpoints() {
  using auth::Right;
  std::vector<Endpoint> out;
  out.push_back({.method = "GET",
                 .path = "/api/v1/collections",
                 .id = "list_collections",
                 .summary = "All collections.",
                 .right = Right::kRead,
                 .query = page_fields(),
                 .answer = list_fields(collection_fields()),
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   const auto all = TRY(context.library.collections().list());
                   const auto offset = static_cast<std::size_t>(input.integer("offset", 0));
                   const auto limit = static_cast<std::size_t>(input.integer("limit", 50));
                   json::array data;
                   for (std::size_t i = offset; i < all.size() && data.size() < limit; ++i)
                     data.push_back(view(all[i]));
                   return json_response(page(std::move(data), all.size(), input));
                 }});
  out.push_back({.method = "POST",
                 .path = "/api/v1/collections",
                 .id = "create_collection",
                 .summary = "Makes a collection.",
                 .right = Right::kWrite,
                 .status = 201,
                 .body = Body::kJson,
                 .fields = {{"name", Type::kString, "3 to 512 letters, digits, . _ -", true},
                            {"model", Type::kString, "Embedding model; none: keywords only."}},
                 .answer = collection_fields(),
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   return json_response(view(TRY(context.library.collections().create(
                                            input.text("name"), input.text("model")))),
                                        201);
                 }});
  out.push_back({.method = "GET",
                 .path = "/api/v1/collections/{name}",
                 .id = "get_collection",
                 .summary = "One collection.",
                 .right = Right::kRead,
                 .answer = collection_fields(),
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   return json_response(
                       view(TRY(context.library.collections().find(input.path["name"]))));
                 }});
  out.push_back({.method = "DELETE",
                 .path = "/api/v1/collections/{name}",
                 .id = "drop_collection",
                 .summary = "Removes a collection with everything in it.",
                 .right = Right::kAdmin,
                 .status = 204,
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   TRY(context.library.collections().drop(input.path["name"]));
                   return http::Response{.status = 204};
                 }});
  return out;
}

}  // namespace alexandria::api
