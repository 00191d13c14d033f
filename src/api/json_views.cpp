#include "json_views.hpp"

#include <algorithm>

#include "alexandria/model/codec.hpp"
#include "alexandria/text/unicode.hpp"

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

std::string_view kind_name(model::BlockKind kind) {
  switch (kind) {
    case model::BlockKind::kHeading: return "heading";
    case model::BlockKind::kParagraph: return "paragraph";
    case model::BlockKind::kList: return "list";
    case model::BlockKind::kTable: return "table";
    case model::BlockKind::kCode: return "code";
    case model::BlockKind::kFigure: return "figure";
    case model::BlockKind::kCaption: return "caption";
  }
  return "paragraph";
}

// What was kept of an answer; null once nothing of it may be shown.
json::value kept_answer(const std::string& text) {
  boost::system::error_code error;
  json::value answer = json::parse(text, error);
  const bool whole = !error && answer.is_object() && answer.get_object().contains("citations");
  return whole ? std::move(answer) : json::value();
}

}  // namespace

json::object view(const store::DocumentRow& d) {
  json::object out{{"document_id", d.document_id},
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
  boost::system::error_code error;
  json::value properties = json::parse(d.properties, error);
  if (!error && properties.is_object()) out["properties"] = std::move(properties);
  json::value accounting = json::parse(d.accounting, error);
  if (!error && accounting.is_object()) out["accounting"] = std::move(accounting);
  return out;
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
  if (job.state != "running" || job.done == 0 || seconds <= 0) return out;
  const double rate = static_cast<double>(job.done) / seconds;
  out["per_second"] = rate;
  // A total that is not over what was done is not known yet.
  if (job.total > job.done) out["seconds_left"] = static_cast<double>(job.total - job.done) / rate;
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
  json::array repairs;
  for (const index::Repair& repair : response.repairs)
    repairs.push_back(json::object{{"begin", repair.begin},
                                   {"end", repair.end},
                                   {"written", repair.written},
                                   {"read_as", repair.word}});
  if (!repairs.empty()) out["repairs"] = std::move(repairs);
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

json::object view(const library::ShownBlock& shown) {
  json::object block{{"kind", kind_name(shown.block.kind)},
                     {"level", shown.block.level},
                     {"text", shown.text},
                     {"start", shown.start},
                     {"end", shown.end}};
  if (shown.page > 0) block["page"] = shown.page;
  if (!shown.block.range.empty()) block["range"] = shown.block.range;
  if (shown.block.set_aside) block["set_aside"] = true;
  return block;
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
  for (const store::TurnRow& turn : conversation.turns)
    turns.push_back({{"question", turn.question},
                     {"answer", kept_answer(turn.answer)},
                     {"created_ms", turn.created_ms}});
  out["turns"] = std::move(turns);
  return out;
}

json::object error_to_json(const Error& error) {
  return {{"error", error.reason},
          {"message", text::to_valid_utf8(error.message)},
          {"details", {{"code", code_name(error.code)}}}};
}

}  // namespace alexandria::api
