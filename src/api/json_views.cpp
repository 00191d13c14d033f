#include "json_views.hpp"

#include <algorithm>

#include "alexandria/model/codec.hpp"

namespace alexandria::api {
namespace {

json::object view(const library::SearchHit& hit) {
  json::array highlights;
  for (const auto& [begin, end] : hit.passage.highlights)
    highlights.push_back(json::array{begin, end});
  return {{"document_id", hit.document_id},
          {"title", hit.title},
          {"kind", hit.kind},
          {"score", hit.score},
          {"scores", {{"keyword", hit.keyword}, {"dense", hit.dense}}},
          {"partial", hit.partial},
          {"passage",
           {{"text", hit.passage.text},
            {"headings", hit.passage.headings},
            {"anchors", model::anchors_to_json(hit.passage.anchors)},
            {"highlights", std::move(highlights)},
            {"record_id", hit.passage.record_id}}}};
}

}  // namespace

json::object view(const store::DocumentRow& d) {
  return {{"document_id", d.document_id},
          {"title", d.title},
          {"source", d.source},
          {"kind", d.kind},
          {"language", d.language},
          {"status", d.status},
          {"reason", d.reason},
          {"warning", d.warning},
          {"pages", d.pages},
          {"bytes", d.bytes},
          {"sha256", d.sha256},
          {"created_ms", d.created_ms},
          {"updated_ms", d.updated_ms}};
}

json::object view(const store::JobRow& job, std::int64_t now_ms) {
  json::object out{{"job_id", job.job_id},
                   {"kind", job.kind},
                   {"document_id", job.document_id},
                   {"title", job.title},
                   {"state", job.state},
                   {"stage", job.stage},
                   {"done", job.done},
                   {"total", job.total},
                   {"reason", job.reason},
                   {"attempt", job.attempt},
                   {"created_ms", job.created_ms},
                   {"updated_ms", job.updated_ms}};
  const double seconds = static_cast<double>(now_ms - job.started_ms) / 1000;
  if (job.state == "running" && job.done > 0 && seconds > 0) {
    const double rate = static_cast<double>(job.done) / seconds;
    out["per_second"] = rate;
    out["seconds_left"] = static_cast<double>(std::max(job.total, job.done) - job.done) / rate;
  }
  return out;
}

json::object view(const store::CollectionRow& c) {
  return {{"name", c.name},           {"model", c.model},       {"model_version", c.model_version},
          {"dimension", c.dimension}, {"position", c.position}, {"created_ms", c.created_ms}};
}

json::object view(const library::SearchResponse& response) {
  json::array data;
  for (const library::SearchHit& hit : response.hits)
    data.push_back(view(hit));
  json::object out{
      {"data", std::move(data)}, {"matched", response.matched}, {"seconds", response.seconds}};
  if (!response.suggestion.empty()) out["suggestion"] = response.suggestion;
  if (!response.facets.empty()) {
    json::object facets;
    for (const auto& [key, counts] : response.facets) {
      json::object values;
      for (const auto& [value, count] : counts)
        values[value] = count;
      facets[key] = std::move(values);
    }
    out["facets"] = std::move(facets);
  }
  return out;
}

std::vector<Field> document_fields() {
  return {{"document_id", Type::kString, "", true},
          {"title", Type::kString, "", true},
          {"source", Type::kString, "Path or URL it came from."},
          {"kind", Type::kString, ""},
          {"language", Type::kString, "BCP 47, empty if unknown."},
          {.name = "status",
           .description = "",
           .required = true,
           .choices = {"processing", "searchable", "failed"}},
          {"reason", Type::kString, "Why it failed."},
          {"warning", Type::kString, "What was left out."},
          {"pages", Type::kInteger, ""},
          {"bytes", Type::kInteger, ""},
          {"sha256", Type::kString, ""},
          {"created_ms", Type::kInteger, "Milliseconds since 1970."},
          {"updated_ms", Type::kInteger, ""}};
}

std::vector<Field> job_fields() {
  return {{"job_id", Type::kString, "", true},
          {"document_id", Type::kString, ""},
          {.name = "state",
           .required = true,
           .choices = {"queued", "running", "done", "failed", "cancelled"}},
          {"stage", Type::kString, ""},
          {"done", Type::kInteger, "Parts (pages) that are searchable.", true},
          {"total", Type::kInteger, "Parts in all, as far as known.", true},
          {"reason", Type::kString, "", true},
          {"attempt", Type::kInteger, ""},
          {"per_second", Type::kNumber, ""},
          {"seconds_left", Type::kNumber, ""}};
}

std::vector<Field> collection_fields() {
  return {{"name", Type::kString, "", true},
          {"model", Type::kString, "Embedding model, or none.", true},
          {"model_version", Type::kString, ""},
          {"dimension", Type::kInteger, ""},
          {"position", Type::kInteger, "Changes so far."},
          {"created_ms", Type::kInteger, ""}};
}

std::vector<Field> list_fields(std::vector<Field> item) {
  return {{.name = "data", .type = Type::kArray, .required = true, .fields = std::move(item)},
          {"total", Type::kInteger, "", true},
          {"limit", Type::kInteger, "", true},
          {"offset", Type::kInteger, "", true}};
}

}  // namespace alexandria::api
