#include "json_views.hpp"

namespace alexandria::api {
namespace {

Result<http::Response> search(Context& context, Input& input) {
  library::SearchRequest request;
  request.collection = input.path["name"];
  request.query = input.text("query");
  request.limit = static_cast<std::size_t>(input.integer("limit", 10));
  request.like_document = input.text("like");
  const std::string mode = input.text("mode", "hybrid");
  request.mode = mode == "keyword" ? index::Mode::kKeyword
                 : mode == "dense" ? index::Mode::kDense
                                   : index::Mode::kHybrid;
  if (const json::value* filter = input.values.if_contains("filter"))
    request.filter = json::serialize(*filter);
  if (const json::value* facets = input.values.if_contains("facets")) {
    for (const json::value& name : facets->get_array()) {
      if (!name.is_string())
        return fail(Code::kInvalidArgument, "invalid_input",
                    "'facets' must be an array of strings");
      request.facets.emplace_back(name.get_string());
    }
  }
  return json_response(view(TRY(context.library.search().find(request))));
}

std::vector<Field> hit_fields() {
  const std::vector<Field> passage{
      {"text", Type::kString, "", true},
      {"headings", Type::kString, ""},
      {"anchors", Type::kArray, "Where it stands.", true},
      {"highlights", Type::kArray, "Code points of text, [start, end)."},
      {"record_id", Type::kString, ""}};
  return {{"document_id", Type::kString, "", true},
          {"title", Type::kString, "", true},
          {"kind", Type::kString, ""},
          {"score", Type::kNumber, "Higher is better.", true},
          {"scores", Type::kObject, ""},
          {"partial", Type::kBoolean, "The document is still arriving."},
          {.name = "passage", .type = Type::kObject, .required = true, .fields = passage}};
}

}  // namespace

std::vector<Endpoint> search_endpoints() {
  using auth::Right;
  std::vector<Endpoint> out;
  out.push_back(
      {.method = "POST",
       .path = "/api/v1/collections/{name}/search",
       .id = "search",
       .summary = "Finds passages.",
       .right = Right::kRead,
       .body = Body::kJson,
       .fields = {{"query", Type::kString, "Words; \"quoted phrases\" must occur as they are."},
                  {"limit", Type::kInteger, "Documents wanted.", false, 1, 1000},
                  {.name = "mode",
                   .description = "hybrid unless said otherwise.",
                   .choices = {"hybrid", "keyword", "dense"}},
                  {"filter", Type::kObject, "Metadata filter in the where language."},
                  {"facets", Type::kArray, "Metadata keys to count."},
                  {"like", Type::kString, "A document id: more like this, instead of a query."}},
       .answer = {{.name = "data", .type = Type::kArray, .required = true, .fields = hit_fields()},
                  {"matched", Type::kInteger, ""},
                  {"seconds", Type::kNumber, ""},
                  {"suggestion", Type::kString, "Spelling help when nothing was found."},
                  {"facets", Type::kObject, ""}},
       .run = search});
  return out;
}

}  // namespace alexandria::api
