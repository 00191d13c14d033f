#pragma once
// Values of the library as JSON; answer_schemas.hpp says what they have.
#include "answer_schemas.hpp"
#include "endpoint.hpp"

namespace alexandria::api {

json::object view(const store::DocumentRow& document);
json::object view(const library::ShownBlock& block);
json::object view(const store::JobRow& job, std::int64_t now_ms);
json::object view(const store::CollectionRow& collection);
json::object view(const library::SearchResponse& response);
json::object view(const store::ConversationRow& conversation);
/// With its turns.
json::object view(const library::Conversation& conversation);
json::object error_to_json(const Error& error);

}  // namespace alexandria::api
