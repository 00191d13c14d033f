#include <stop_token>

#include "alexandria/library/answer_json.hpp"
#include "json_views.hpp"

namespace alexandria::api {
namespace {

std::string event(std::string_view name, const json::object& data) {
  return fmt::format("event: {}\ndata: {}\n\n", name, json::serialize(data));
}

// Server-sent events: `sentence` with each checked sentence and the citations it brought, then
// `done` with the whole answer, or `error`.
http::Response streamed(library::Library& library, library::AskRequest request,
                        std::stop_token request_stop) {
  http::Response response;
  response.content_type = "text/event-stream";
  response.stream = [&library, request = std::move(request),
                     request_stop = std::move(request_stop)](const http::StreamWriter& write) {
    std::stop_source stop;
    const std::stop_callback with_request(request_stop, [&] { stop.request_stop(); });
    std::size_t cited = 0;
    library::AskEvents events;
    events.stop = stop.get_token();
    events.sentence = [&](const library::Answer& so_far) {
      json::array fresh;
      for (; cited < so_far.citations.size(); ++cited)
        fresh.push_back(library::citation_to_json(so_far.citations[cited]));
      if (!write(
              event("sentence", {{"index", so_far.sentences.size() - 1},
                                 {"sentence", library::sentence_to_json(so_far.sentences.back())},
                                 {"citations", std::move(fresh)}})))
        stop.request_stop();
    };
    if (!write(": asking\n\n")) return;
    const auto answer = library.answers().ask(request, events);
    if (answer)
      write(event("done", library::answer_to_json(*answer)));
    else
      write(event("error", error_to_json(answer.error())));
  };
  return response;
}

Result<http::Response> ask(Context& context, Input& input) {
  library::AskRequest request;
  request.collection = input.text("name");
  request.question = input.text("query");
  request.conversation_id = input.text("conversation_id");
  request.keep = input.truth("keep") || !request.conversation_id.empty();
  request.quotes_only = input.truth("quotes_only");
  request.token = input.token;
  if (!input.truth("stream"))
    return json_response(
        library::answer_to_json(TRY(context.library.answers().ask(request, {.stop = input.stop}))));
  // What can be refused is refused with a status, before the stream begins.
  TRY(context.library.collections().find(request.collection));
  if (!request.conversation_id.empty())
    TRY(context.library.conversations().find(request.conversation_id));
  return streamed(context.library, std::move(request), input.stop);
}

Schema request_schema() {
  return object({required("query", question(), "The question."),
                 optional("stream", truth(), "Server-sent events: sentence, done, error."),
                 optional("conversation_id", identifier(),
                          "Of the turns before; the new turn is kept there."),
                 optional("keep", truth(), "Keep this turn in a new conversation."),
                 optional("quotes_only", truth(),
                          "The documents' own sentences, even where a model is there.")});
}

Members answer_events() {
  return {required("sentence", object({required("index", integer(), "Of the sentence, from 0."),
                                       required("sentence", sentence_schema()),
                                       required("citations", list_of(citation_schema()),
                                                "Those that this sentence brought.")})
                                   .named("SentenceEvent")),
          required("done", answer_schema()), required("error", error_schema())};
}

}  // namespace

std::vector<Endpoint> ask_endpoints() {
  return {
      post("/api/v1/collections/{name}/ask", "ask",
           "Answers with cited and checked sentences, or says that nothing answers.")
          .needs(auth::Right::kRead)
          .at("name", collection_name())
          .takes_json(request_schema())
          .gives(200, answer_schema())
          .gives_events(answer_events())
          .refuses(404, "There is no such collection or conversation.")
          .refuses(409, "The answer was stopped.")
          .refuses(504, "The answer took too long.")
          .takes_long()
          .runs(ask),
  };
}

}  // namespace alexandria::api
