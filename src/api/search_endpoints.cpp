#include "json_views.hpp"

namespace alexandria::api {
namespace {

constexpr std::uint64_t kFacetsMax = 20;
constexpr std::uint64_t kFacetNameMax = 256;
constexpr std::int64_t kLimit = 10;
constexpr std::int64_t kLimitMax = 1000;

index::Mode mode_of(const std::string& name) {
  if (name == "keyword") return index::Mode::kKeyword;
  return name == "dense" ? index::Mode::kDense : index::Mode::kHybrid;
}

Result<http::Response> search(Context& context, Input& input) {
  library::SearchRequest request;
  request.collection = input.text("name");
  request.query = input.text("query");
  request.limit = static_cast<std::size_t>(input.integer("limit", kLimit));
  request.like_document = input.text("like");
  request.mode = mode_of(input.text("mode"));
  request.token = input.token;
  if (input.text("read_level") == "index_only") request.freshness = library::Freshness::kIndexed;
  if (const json::value* filter = input.values.if_contains("filter"))
    request.filter = json::serialize(*filter);
  if (const json::value* facets = input.values.if_contains("facets"))
    for (const json::value& name : facets->get_array())
      request.facets.emplace_back(name.get_string());
  return json_response(view(TRY(context.library.search().find(request))));
}

Schema request_schema() {
  return object(
             {optional("query", question(), "Words; \"quoted phrases\" must occur as they are."),
              optional("limit", integer(1, kLimitMax),
                       fmt::format("Documents wanted; {} unless said otherwise.", kLimit)),
              optional("mode", choice({"hybrid", "keyword", "dense"}),
                       "hybrid unless said otherwise."),
              optional("filter", filter_schema()),
              optional("facets", list_of(text().between(1, kFacetNameMax)).between(0, kFacetsMax),
                       "Metadata keys to count."),
              optional("read_level", choice({"index_and_wal", "index_only"}),
                       "index_and_wal, unless said otherwise: all that was committed when the "
                       "search began. index_only: what this node's index has, without waiting."),
              optional("like", identifier(), "A document id: more like this, instead of a query.")})
      .needs_one_of({"query", "like"});
}

Schema repair_schema() {
  return object({required("begin", integer(), "Code points of the query."),
                 required("end", integer(), "Exclusive."), required("written", text()),
                 required("read_as", text())})
      .named("Repair");
}

Schema response_schema() {
  return object({required("data", list_of(hit_schema())),
                 required("matched", integer(), "Passages that matched."),
                 required("seconds", number()),
                 optional("suggestion", text(), "Spelling help when nothing was found."),
                 optional("repairs", list_of(repair_schema()),
                          "Words of the query that no passage has, and what they were read as too; "
                          "a word between quotation marks is left as it is."),
                 optional("facets", map_of(map_of(integer())), "Counts by key and value.")})
      .named("SearchAnswer");
}

}  // namespace

std::vector<Endpoint> search_endpoints() {
  return {
      post("/api/v1/collections/{name}/search", "search", "Finds passages.")
          .needs(auth::Right::kRead)
          .at("name", collection_name())
          .takes_json(request_schema())
          .gives(200, response_schema())
          .refuses(404, "There is no such collection or document.")
          .refuses(409, "The collection has no vectors, or the read token is of another history.")
          .runs(search),
  };
}

}  // namespace alexandria::api
