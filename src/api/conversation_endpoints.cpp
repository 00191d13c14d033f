#include "json_views.hpp"

namespace alexandria::api {
namespace {

constexpr std::uint64_t kQueryMax = 16 << 10;

Result<http::Response> list(Context& context, Input& input) {
  const Page page = page_of(input);
  const auto list = TRY(context.library.conversations().list(page.limit, page.offset));
  json::array data;
  for (const auto& row : list.conversations)
    data.push_back(view(row));
  return list_response(std::move(data), list.total, input);
}

Result<http::Response> find(Context& context, Input& input) {
  return json_response(view(TRY(context.library.conversations().find(input.text("id")))));
}

Result<http::Response> remove_conversation(Context& context, Input& input) {
  TRY(context.library.conversations().remove(input.text("id")));
  return no_content();
}

std::string markdown_of(const json::object& answer) {
  std::string out = std::string(answer.at("answer").as_string()) + "\n";
  std::size_t number = 0;
  for (const json::value& citation : answer.at("citations").as_array())
    out += fmt::format("\n[{}] {} ({}): \"{}\"\n", ++number,
                       std::string_view(citation.at("title").as_string()),
                       std::string_view(citation.at("supported").as_string()),
                       std::string_view(citation.at("quote").as_string()));
  return out;
}

// Markdown that a person can keep: questions, answers, and each citation with its quote.
Result<http::Response> export_conversation(Context& context, Input& input) {
  const json::object conversation =
      view(TRY(context.library.conversations().find(input.text("id"))));
  std::string out = "# " + std::string(conversation.at("title").as_string()) + "\n";
  for (const json::value& turn : conversation.at("turns").as_array()) {
    out += "\n## " + std::string(turn.at("question").as_string()) + "\n\n";
    if (turn.at("answer").is_object()) out += markdown_of(turn.at("answer").get_object());
  }
  http::Response response;
  response.content_type = "text/markdown; charset=utf-8";
  response.headers["content-disposition"] = "attachment; filename=\"conversation.md\"";
  response.body = std::move(out);
  return response;
}

Result<http::Response> judge(Context& context, Input& input) {
  TRY(context.library.conversations().judge(input.text("name"), input.text("query"),
                                            input.text("document_id"), input.truth("good")));
  return no_content();
}

Result<http::Response> list_judgements(Context& context, Input& input) {
  json::array data;
  for (const auto& row : TRY(context.library.conversations().judgements(input.text("name"))))
    data.push_back({{"query", row.query}, {"document_id", row.document_id}, {"grade", row.grade}});
  return json_response({{"data", std::move(data)}});
}

}  // namespace

std::vector<Endpoint> conversation_endpoints() {
  using auth::Right;
  const char* unknown = "There is no such conversation.";
  return {
      get("/api/v1/conversations", "list_conversations", "Conversations, last used first.")
          .needs(Right::kRead)
          .takes_query(page_parameters())
          .gives(200, page_schema(conversation_schema()))
          .runs(list),
      get("/api/v1/conversations/{id}", "get_conversation", "A conversation with its answers.")
          .needs(Right::kRead)
          .at("id", identifier())
          .gives(200, whole_conversation_schema())
          .refuses(404, unknown)
          .runs(find),
      get("/api/v1/conversations/{id}/export", "export_conversation", "A conversation as Markdown.")
          .needs(Right::kRead)
          .at("id", identifier())
          .gives_content("text/markdown; charset=utf-8", "The conversation.")
          .refuses(404, unknown)
          .runs(export_conversation),
      remove("/api/v1/conversations/{id}", "delete_conversation", "Removes a conversation.")
          .needs(Right::kWrite)
          .at("id", identifier())
          .gives_nothing()
          .refuses(404, unknown)
          .runs(remove_conversation),
      post("/api/v1/collections/{name}/judgements", "judge",
           "A thumb: whether a document belongs to what a query asks for.")
          .needs(Right::kWrite)
          .at("name", collection_name())
          .takes_json(object({required("query", text().between(1, kQueryMax)),
                              required("document_id", identifier()), required("good", truth())}))
          .gives_nothing()
          .refuses(404, "There is no such collection or document.")
          .runs(judge),
      get("/api/v1/collections/{name}/judgements", "list_judgements", "All thumbs of a collection.")
          .needs(Right::kRead)
          .at("name", collection_name())
          .gives(200, object({required("data", list_of(judgement_schema()))}))
          .refuses(404, "There is no such collection.")
          .runs(list_judgements),
  };
}

}  // namespace alexandria::api
