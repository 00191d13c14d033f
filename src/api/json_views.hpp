#pragma once
// Values of the library as JSON, and the fields that OpenAPI says of them.
#include "endpoint.hpp"

namespace alexandria::api {

json::object view(const store::DocumentRow& document);
json::object view(const store::JobRow& job, std::int64_t now_ms);
json::object view(const store::CollectionRow& collection);
json::object view(const library::SearchResponse& response);

std::vector<Field> document_fields();
std::vector<Field> job_fields();
std::vector<Field> collection_fields();
std::vector<Field> list_fields(std::vector<Field> item);

}  // namespace alexandria::api
