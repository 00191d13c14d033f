// get, query, count; and what a single node of the reference refuses.
#include <algorithm>
#include <array>
#include <memory>

#include "answers.hpp"
#include "body.hpp"
#include "filters.hpp"
#include "json_out.hpp"
#include "routes.hpp"

namespace alexandria::chroma {
namespace {

using Rows = std::vector<const store::RecordRow*>;

constexpr std::array<std::string_view, 5> kParts = {"distances", "documents", "embeddings",
                                                    "metadatas", "uris"};
constexpr std::uint64_t kQueriesMax = 10'000;              // of one request
constexpr std::uint64_t kStreamedFrom = 4ULL << 20;        // bytes of rows, about
constexpr std::uint64_t kNearestTogetherMax = 10'000'000;  // results of one request

Result<std::vector<std::string>> read_include(const json::object& body,
                                              std::vector<std::string> otherwise) {
  const json::value* value = body.if_contains("include");
  if (value == nullptr) return otherwise;
  if (!value->is_array())
    return wrong_shape("include", "invalid type: {}, expected a sequence", kind_of(*value));
  std::vector<std::string> out;
  for (const json::value& item : value->get_array()) {
    if (!item.is_string() ||
        std::ranges::find(kParts, std::string_view(item.get_string())) == kParts.end())
      return wrong_shape(fmt::format("include[{}]", out.size()),
                         "unknown variant `{}`, expected one of `distances`, `documents`, "
                         "`embeddings`, `metadatas`, `uris`",
                         item.is_string() ? std::string(item.get_string()) : kind_of(item));
    out.emplace_back(item.get_string());
  }
  return out;
}

bool has(const std::vector<std::string>& include, std::string_view part) {
  return std::ranges::find(include, part) != include.end();
}

Result<library::Freshness> freshness_of(std::string_view word) {
  if (word.empty() || word == "index_and_wal" || word == "index_and_bounded_wal")
    return library::Freshness::kCommitted;
  if (word == "index_only") return library::Freshness::kIndexed;
  return wrong_value(
      "Failed to deserialize query string: read_level: unknown variant `{}`, expected "
      "one of `index_and_wal`, `index_only`, `index_and_bounded_wal`",
      word);
}

void optional_text(JsonOut& out, const std::optional<std::string_view>& text) {
  if (text)
    out.text(*text);
  else
    out.raw("null");
}

void vector(JsonOut& out, const std::vector<float>& numbers) {
  out.raw("[");
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) out.raw(",");
    out.number(numbers[i]);
  }
  out.raw("]");
}

void one_part(JsonOut& out, std::string_view part, const store::RecordRow& row) {
  if (part == "ids") out.text(row.id);
  if (part == "embeddings") vector(out, row.vector);
  if (part == "documents")
    optional_text(out, row.has_text ? std::optional<std::string_view>(row.text) : std::nullopt);
  if (part == "uris")
    optional_text(out, row.uri ? std::optional<std::string_view>(*row.uri) : std::nullopt);
  if (part == "metadatas")
    out.metadata(model::metadata_from_json(row.metadata).value_or(model::Metadata{}));
}

void column(JsonOut& out, std::string_view part, const Rows& rows) {
  out.raw("[");
  for (std::size_t i = 0; i < rows.size() && out.goes_on(); ++i) {
    if (i > 0) out.raw(",");
    one_part(out, part, *rows[i]);
  }
  out.raw("]");
}

void include_of(JsonOut& out, const std::vector<std::string>& include) {
  out.raw(",\"include\":[");
  for (std::size_t i = 0; i < include.size(); ++i) {
    if (i > 0) out.raw(",");
    out.text(include[i]);
  }
  out.raw("]}");
}

// Every part of an answer; `write` writes one that is wanted.
void parts(JsonOut& out, const std::vector<std::string>& include,
           const std::function<void(std::string_view part)>& write) {
  out.raw("{\"ids\":");
  write("ids");
  for (const std::string_view part : {"embeddings", "documents", "uris", "metadatas"}) {
    out.raw(fmt::format(",\"{}\":", part));
    if (has(include, part))
      write(part);
    else
      out.raw("null");
  }
}

std::uint64_t bytes_of(const store::RecordRow& row) {
  constexpr std::uint64_t kDigits = 12;  // of a float
  return row.id.size() + row.text.size() + row.metadata.size() + row.vector.size() * kDigits;
}

// A large answer goes out in pieces.
http::Response written(std::uint64_t bytes, std::function<void(JsonOut&)> write) {
  if (bytes < kStreamedFrom) {
    JsonOut out;
    write(out);
    return answer(out.take());
  }
  http::Response response;
  response.stream = [write = std::move(write)](const http::StreamWriter& sink) {
    JsonOut out(sink);
    write(out);
    out.flush();
  };
  return response;
}

Result<library::RecordChoice> read_choice(const Call& call,
                                          const store::RecordCollectionRow& collection) {
  library::RecordChoice out;
  out.stop = call.request.stop;
  out.ids = TRY(texts_if(call.body, "ids"));
  out.filter = TRY(read_filter(call.body, collection.schema));
  if (const auto level = TRY(text_if(call.body, "read_level")))
    out.freshness = TRY(freshness_of(*level));
  return out;
}

Result<http::Response> get(Call& call) {
  const auto include = TRY(read_include(call.body, {"documents", "metadatas"}));
  const auto limit = TRY(u32_if(call.body, "limit"));
  const auto offset = TRY(u32_if(call.body, "offset"));
  TRY(texts_if(call.body, "ids"));
  const auto collection = TRY(call.collection());
  const auto choice = TRY(read_choice(call, collection));
  const auto rows = std::make_shared<const std::vector<store::RecordRow>>(
      TRY(call.library.records().get(collection, choice, limit.value_or(library::kNoLimit),
                                     offset.value_or(0), has(include, "embeddings"))));
  std::uint64_t bytes = 0;
  for (const store::RecordRow& row : *rows)
    bytes += bytes_of(row);
  return written(bytes, [rows, include](JsonOut& out) {
    Rows shown;
    for (const store::RecordRow& row : *rows)
      shown.push_back(&row);
    parts(out, include, [&](std::string_view part) { column(out, part, shown); });
    include_of(out, include);
  });
}

Result<std::vector<std::vector<float>>> read_queries(const json::object& body) {
  const json::value* value = body.if_contains("query_embeddings");
  if (value == nullptr) return wrong_shape("", "missing field `query_embeddings`");
  if (!value->is_array())
    return wrong_shape("query_embeddings", "invalid type: {}, expected a sequence",
                       kind_of(*value));
  std::vector<std::vector<float>> out;
  for (const json::value& item : value->get_array()) {
    if (!item.is_array())
      return wrong_shape(fmt::format("query_embeddings[{}]", out.size()),
                         "invalid type: {}, expected a sequence", kind_of(item));
    std::vector<float> one;
    for (const json::value& number : item.get_array()) {
      if (!number.is_number())
        return wrong_shape(fmt::format("query_embeddings[{}]", out.size()),
                           "invalid type: {}, expected f32", kind_of(number));
      one.push_back(static_cast<float>(number.to_number<double>()));
    }
    out.push_back(std::move(one));
  }
  for (const std::vector<float>& one : out)
    if (one.size() != out.front().size())
      return wrong_value("Inconsistent dimensions in provided embeddings");
  if (out.size() > kQueriesMax)
    return wrong_value("a request may hold {} queries, and this one has {}", kQueriesMax,
                       out.size());
  return out;
}

using Found = std::vector<std::vector<library::NearRecord>>;

void write_found(JsonOut& out, const Found& found, const std::vector<std::string>& include) {
  parts(out, include, [&](std::string_view part) {
    out.raw("[");
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (i > 0) out.raw(",");
      Rows shown;
      for (const library::NearRecord& one : found[i])
        shown.push_back(&one.record);
      column(out, part, shown);
    }
    out.raw("]");
  });
  out.raw(",\"distances\":");
  if (has(include, "distances")) {
    out.raw("[");
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (i > 0) out.raw(",");
      std::vector<float> distances;
      for (const library::NearRecord& one : found[i])
        distances.push_back(one.distance);
      vector(out, distances);
    }
    out.raw("]");
  } else {
    out.raw("null");
  }
  include_of(out, include);
}

Result<http::Response> query(Call& call) {
  const auto include = TRY(read_include(call.body, {"documents", "metadatas", "distances"}));
  const auto queries = TRY(read_queries(call.body));
  constexpr std::uint64_t kUsual = 10;
  const std::uint64_t most = TRY(u32_if(call.body, "n_results")).value_or(kUsual);
  TRY(texts_if(call.body, "ids"));
  const auto collection = TRY(call.collection());
  const auto choice = TRY(read_choice(call, collection));
  const std::uint64_t rows = TRY(call.library.records().count(collection));
  if (std::min(most, rows) * queries.size() > kNearestTogetherMax)
    return wrong_value("a request may ask for {} results, and this one asks for {}",
                       kNearestTogetherMax, std::min(most, rows) * queries.size());
  const auto found = std::make_shared<const Found>(TRY(call.library.records().nearest(
      collection, choice, queries, most, has(include, "embeddings"))));
  std::uint64_t bytes = 0;
  for (const auto& of_one : *found)
    for (const library::NearRecord& one : of_one)
      bytes += bytes_of(one.record);
  return written(bytes, [found, include](JsonOut& out) { write_found(out, *found, include); });
}

Result<http::Response> count(Call& call) {
  const auto level = call.request.query.find("read_level");
  if (level != call.request.query.end()) TRY(freshness_of(level->second));
  const auto collection = TRY(call.collection());
  return answer(std::to_string(TRY(call.library.records().count(collection))));
}

Result<http::Response> search(Call& call) {
  TRY(call.collection());
  return fail(Code::kUnimplemented, "no_search",
              "Error executing plan: Not implemented: Search operation is not implemented for "
              "local executor");
}

}  // namespace

std::vector<Route> read_routes() {
  using auth::Right;
  return {
      {"POST", kCollectionPath + "/get", Right::kRead, get, true},
      {"POST", kCollectionPath + "/query", Right::kRead, query, true},
      {"GET", kCollectionPath + "/count", Right::kRead, count},
      {"POST", kCollectionPath + "/search", Right::kRead, search, true},
  };
}

}  // namespace alexandria::chroma
