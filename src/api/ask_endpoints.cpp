#include "alexandria/library/answer_json.hpp"
#include "alexandria/text/unicode.hpp"
#include "json_views.hpp"

namespace alexandria::api {
namespace {

constexpr std::uint64_t kConversationsMax = 1000;

bool boolean(const Input& input, const char* name) {
  const json::value* value = input.values.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::string event(std::string_view name, const json::object& data) {
  return fmt::format("event: {}\ndata: {}\n\n", name, json::serialize(data));
}

// Server-sent events: `sentence` with each checked sentence and the citations it brought, then
// `done` with the whole answer, or `error`.
http::Response streamed(library::Library& library, library::AskRequest request) {
  http::Response response;
  response.content_type = "text/event-stream";
  response.stream =
      [&library, request = std::move(request)](const std::function<bool(std::string_view)>& write) {
        std::atomic<bool> stop = false;
        std::size_t cited = 0;
        library::AskEvents events;
        events.stop = &stop;
        events.sentence = [&](const library::Answer& so_far) {
          json::array fresh;
          for (; cited < so_far.citations.size(); ++cited)
            fresh.push_back(library::citation_to_json(so_far.citations[cited]));
          if (!write(event("sentence",
                           {{"index", so_far.sentences.size() - 1},
                            {"sentence", library::sentence_to_json(so_far.sentences.back())},
                            {"citations", std::move(fresh)}})))
            stop = true;
        };
        if (!write(": asking\n\n")) return;
        const auto answer = library.answers().ask(request, events);
        if (answer)
          write(event("done", library::answer_to_json(*answer)));
        else
          write(event("error",
                      {{"error", answer.error().reason}, {"message", answer.error().message}}));
      };
  return response;
}

Result<http::Response> ask(Context& context, Input& input) {
  library::AskRequest request;
  request.collection = input.path["name"];
  request.question = input.text("query");
  request.conversation_id = input.text("conversation_id");
  request.keep = boolean(input, "keep") || !request.conversation_id.empty();
  request.quotes_only = boolean(input, "quotes_only");
  if (!boolean(input, "stream"))
    return json_response(library::answer_to_json(TRY(context.library.answers().ask(request, {}))));
  // What can be refused is refused with a status, before the stream begins.
  if (text::trim(request.question).empty())
    return fail(Code::kInvalidArgument, "empty_query", "the question is empty");
  TRY(context.library.collections().find(request.collection));
  if (!request.conversation_id.empty())
    TRY(context.library.conversations().find(request.conversation_id));
  return streamed(context.library, std::move(request));
}

json::object view(const store::ConversationRow& row) {
  return {{"conversation_id", row.conversation_id},
          {"title", row.title},
          {"created_ms", row.created_ms},
          {"updated_ms", row.updated_ms}};
}

json::object view(const library::Conversation& conversation) {
  json::object out = view(conversation.row);
  json::array turns;
  for (const store::TurnRow& turn : conversation.turns) {
    boost::system::error_code error;
    json::value answer = json::parse(turn.answer, error);
    turns.push_back({{"question", turn.question},
                     {"answer", error ? json::value() : std::move(answer)},
                     {"created_ms", turn.created_ms}});
  }
  out["turns"] = std::move(turns);
  return out;
}

std::vector<Field> conversation_fields() {
  return {{"conversation_id", Type::kString, "", true},
          {"title", Type::kString, "", true},
          {"created_ms", Type::kInteger, ""},
          {"updated_ms", Type::kInteger, ""}};
}

Result<http::Response> list_conversations(Context& context, Input& input) {
  const auto list = TRY(context.library.conversations().list(
      std::min(kConversationsMax, static_cast<std::uint64_t>(input.integer("limit", 50))),
      static_cast<std::uint64_t>(input.integer("offset", 0))));
  json::array data;
  for (const auto& row : list.conversations)
    data.push_back(view(row));
  return json_response(page(std::move(data), list.total, input));
}

// Markdown that a person can keep: questions, answers, and each citation with its quote.
Result<http::Response> export_conversation(Context& context, Input& input) {
  const json::object conversation =
      view(TRY(context.library.conversations().find(input.path["id"])));
  std::string out = "# " + std::string(conversation.at("title").as_string()) + "\n";
  for (const json::value& turn : conversation.at("turns").as_array()) {
    out += "\n## " + std::string(turn.at("question").as_string()) + "\n\n";
    if (!turn.at("answer").is_object() || !turn.at("answer").as_object().contains("citations"))
      continue;
    out += std::string(turn.at("answer").at("answer").as_string()) + "\n";
    std::size_t number = 0;
    for (const json::value& citation : turn.at("answer").at("citations").as_array())
      out += fmt::format("\n[{}] {} ({}): \"{}\"\n", ++number,
                         std::string_view(citation.at("title").as_string()),
                         std::string_view(citation.at("supported").as_string()),
                         std::string_view(citation.at("quote").as_string()));
  }
  http::Response response;
  response.content_type = "text/markdown; charset=utf-8";
  response.headers["content-disposition"] = "attachment; filename=\"conversation.md\"";
  response.body = std::move(out);
  return response;
}

void add_conversations(std::vector<Endpoint>& out) {
  using auth::Right;
  out.push_back({.method = "GET",
                 .path = "/api/v1/conversations",
                 .id = "list_conversations",
                 .summary = "Conversations, last used first.",
                 .right = Right::kRead,
                 .query = page_fields(),
                 .answer = list_fields(conversation_fields()),
                 .run = list_conversations});
  std::vector<Field> whole = conversation_fields();
  whole.push_back({"turns", Type::kArray, "Questions with their answers.", true});
  out.push_back({.method = "GET",
                 .path = "/api/v1/conversations/{id}",
                 .id = "get_conversation",
                 .summary = "A conversation with its answers.",
                 .right = Right::kRead,
                 .answer = whole,
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   return json_response(
                       view(TRY(context.library.conversations().find(input.path["id"]))));
                 }});
  out.push_back({.method = "GET",
                 .path = "/api/v1/conversations/{id}/export",
                 .id = "export_conversation",
                 .summary = "A conversation as Markdown.",
                 .right = Right::kRead,
                 .content_type = "text/markdown; charset=utf-8",
                 .run = export_conversation});
  out.push_back({.method = "DELETE",
                 .path = "/api/v1/conversations/{id}",
                 .id = "delete_conversation",
                 .summary = "Removes a conversation.",
                 .right = Right::kWrite,
                 .status = 204,
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   TRY(context.library.conversations().remove(input.path["id"]));
                   return http::Response{.status = 204};
                 }});
}

void add_judgements(std::vector<Endpoint>& out) {
  using auth::Right;
  out.push_back({.method = "POST",
                 .path = "/api/v1/collections/{name}/judgements",
                 .id = "judge",
                 .summary = "A thumb: whether a document belongs to what a query asks for.",
                 .right = Right::kWrite,
                 .status = 204,
                 .body = Body::kJson,
                 .fields = {{"query", Type::kString, "", true},
                            {"document_id", Type::kString, "", true},
                            {"good", Type::kBoolean, "", true}},
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   TRY(context.library.conversations().judge(
                       input.path["name"], input.text("query"), input.text("document_id"),
                       boolean(input, "good")));
                   return http::Response{.status = 204};
                 }});
  out.push_back(
      {.method = "GET",
       .path = "/api/v1/collections/{name}/judgements",
       .id = "list_judgements",
       .summary = "All thumbs of a collection.",
       .right = Right::kRead,
       .answer = {{.name = "data",
                   .type = Type::kArray,
                   .required = true,
                   .fields = {{"query", Type::kString, "", true},
                              {"document_id", Type::kString, "", true},
                              {"grade", Type::kInteger, "", true}}}},
       .run = [](Context& context, Input& input) -> Result<http::Response> {
         json::array data;
         for (const auto& row : TRY(context.library.conversations().judgements(input.path["name"])))
           data.push_back(
               {{"query", row.query}, {"document_id", row.document_id}, {"grade", row.grade}});
         return json_response({{"data", std::move(data)}});
       }});
}

}  // namespace

std::vector<Endpoint> ask_endpoints() {
  const std::vector<Field> citation{
      {"document_id", Type::kString, "", true},
      {"title", Type::kString, ""},
      {"version", Type::kInteger, "Number of the version that was read."},
      {"quote", Type::kString, "Verbatim.", true},
      {"anchors", Type::kArray, "", true},
      {.name = "supported", .required = true, .choices = {"supported", "partly", "not_supported"}}};
  const std::vector<Field> sentence{
      {"text", Type::kString, "", true},
      {"citations", Type::kArray, "Numbers of citations, from 1.", true},
      {.name = "supported", .required = true, .choices = {"supported", "partly", "not_supported"}},
      {"failed", Type::kArray, "Words that the passage does not bear out."},
      {"quoted", Type::kBoolean, "The document's own sentence."}};
  std::vector<Endpoint> out;
  out.push_back(
      {.method = "POST",
       .path = "/api/v1/collections/{name}/ask",
       .id = "ask",
       .summary = "Answers with cited and checked sentences, or says that nothing answers.",
       .right = auth::Right::kRead,
       .body = Body::kJson,
       .fields = {{"query", Type::kString, "The question.", true},
                  {"stream", Type::kBoolean, "Server-sent events: sentence, done, error."},
                  {"conversation_id", Type::kString,
                   "Of the turns before; the new turn is kept there."},
                  {"keep", Type::kBoolean, "Keep this turn in a new conversation."},
                  {"quotes_only", Type::kBoolean,
                   "The documents' own sentences, even where a model is there."}},
       .answer = {{"answer", Type::kString, "", true},
                  {"answered", Type::kBoolean, "", true},
                  {"confidence", Type::kNumber, ""},
                  {.name = "sentences", .type = Type::kArray, .fields = sentence},
                  {.name = "citations", .type = Type::kArray, .required = true, .fields = citation},
                  {"left_out", Type::kInteger, "Sentences without support, with ask.strict."},
                  {"question", Type::kString,
                   "What was searched for, if the conversation changed it."},
                  {"warning", Type::kString, ""},
                  {"conversation_id", Type::kString, ""}},
       .run = ask});
  add_conversations(out);
  add_judgements(out);
  return out;
}

}  // namespace alexandria::api
