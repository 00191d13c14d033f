#include <algorithm>

#include "json_views.hpp"

namespace alexandria::api {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// As in the Chroma API; the library says the same.
constexpr Form kName{R"(^[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]$)",
                     [](std::string_view name) {
                       return !name.empty() && is_alphanumeric(name.front()) &&
                              is_alphanumeric(name.back()) && std::ranges::all_of(name, [](char c) {
                                return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
                              });
                     },
                     "letters, digits, '.', '_' or '-', beginning and ending with a letter or "
                     "digit"};

Result<http::Response> list(Context& context, Input& input) {
  const auto all = TRY(context.library.collections().list());
  const Page page = page_of(input);
  json::array data;
  for (std::size_t i = page.offset; i < all.size() && data.size() < page.limit; ++i)
    data.push_back(view(all[i]));
  return list_response(std::move(data), all.size(), input);
}

Result<http::Response> create(Context& context, Input& input) {
  const auto collection =
      TRY(context.library.collections().create(input.text("name"), input.text("model")));
  return json_response(view(collection), 201);
}

Result<http::Response> find(Context& context, Input& input) {
  return json_response(view(TRY(context.library.collections().find(input.text("name")))));
}

Result<http::Response> drop(Context& context, Input& input) {
  TRY(context.library.collections().drop(input.text("name")));
  return no_content();
}

}  // namespace

std::vector<Endpoint> collection_endpoints() {
  using auth::Right;
  return {
      get("/api/v1/collections", "list_collections", "All collections.")
          .needs(Right::kRead)
          .takes_query(page_parameters())
          .gives(200, page_schema(collection_schema()))
          .runs(list),
      post("/api/v1/collections", "create_collection", "Makes a collection.")
          .needs(Right::kWrite)
          .takes_json(object(
              {required("name", text().between(3, 512).in_form(kName)),
               optional("model", text().between(1, 200), "Embedding model; none: keywords only.")}))
          .gives(201, collection_schema(), "It was made.")
          .refuses(404, "The model is not installed.")
          .refuses(409, "There is a collection of this name.")
          .runs(create),
      get("/api/v1/collections/{name}", "get_collection", "One collection.")
          .needs(Right::kRead)
          .at("name", collection_name())
          .gives(200, collection_schema())
          .refuses(404, "There is no such collection.")
          .runs(find),
      remove("/api/v1/collections/{name}", "drop_collection",
             "Removes a collection with everything in it.")
          .needs(Right::kAdmin)
          .at("name", collection_name())
          .gives_nothing()
          .refuses(404, "There is no such collection.")
          .runs(drop),
  };
}

}  // namespace alexandria::api
