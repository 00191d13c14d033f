#include "alexandria/library/search.hpp"

#include <algorithm>
#include <set>

#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/model/codec.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/unicode.hpp"
#include "embedders.hpp"
#include "index_set.hpp"
#include "passages.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kQueryCodePointsMax = 16 << 10;
constexpr std::size_t kLimitMax = 1000;
constexpr std::size_t kHighlightsMax = 100;
constexpr double kReadEnough = .5;  // of a query's letters, for its vector to say something

// Words of the passage whose terms the query has.
std::vector<std::pair<std::uint64_t, std::uint64_t>> highlights_of(const std::string& text,
                                                                   const std::string& query,
                                                                   const std::string& language) {
  text::Analyzer analyzer(language);
  std::vector<text::Token> tokens;
  analyzer.analyze(query, tokens, 0, text::Forms::kAll);
  std::set<std::string> wanted;
  for (const text::Token& token : tokens)
    wanted.insert(token.term);
  tokens.clear();
  analyzer.analyze(text, tokens, 0, text::Forms::kAll);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
  std::uint64_t code_points = 0;
  std::uint32_t counted = 0;
  for (const text::Token& token : tokens) {
    if (!wanted.contains(token.term) || token.begin < counted) continue;
    code_points +=
        text::count_code_points(std::string_view(text).substr(counted, token.begin - counted));
    const std::uint64_t length = text::count_code_points(
        std::string_view(text).substr(token.begin, token.end - token.begin));
    out.emplace_back(code_points, code_points + length);
    code_points += length;
    counted = token.end;
    if (out.size() >= kHighlightsMax) break;
  }
  return out;
}

std::vector<std::uint64_t> rows_of(const std::vector<index::Hit>& hits) {
  std::vector<std::uint64_t> rows;
  for (const index::Hit& hit : hits)
    rows.push_back(hit.row_no);
  return rows;
}

std::string repaired(const std::string& query, const std::vector<index::Repair>& repairs) {
  std::string out;
  std::size_t at = 0;
  for (const index::Repair& repair : repairs) {
    out += query.substr(at, repair.begin - at) + repair.word;
    at = repair.end;
  }
  return out + query.substr(at);
}

std::vector<index::Repair> in_code_points(std::string_view query,
                                          std::vector<index::Repair> repairs) {
  const auto place = [&](std::uint32_t at) {
    return static_cast<std::uint32_t>(text::count_code_points(query.substr(0, at)));
  };
  for (index::Repair& repair : repairs) {
    repair.begin = place(repair.begin);
    repair.end = place(repair.end);
  }
  return repairs;
}

}  // namespace

std::string text_value(const model::Metadata& metadata, const char* key) {
  const auto found = metadata.find(key);
  const auto* text = found == metadata.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text == nullptr ? std::string() : *text;
}

std::int64_t integer_value(const model::Metadata& metadata, const char* key) {
  const auto found = metadata.find(key);
  const auto* number =
      found == metadata.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
  return number == nullptr ? 0 : *number;
}

std::string language_of(const store::RecordRow& record) {
  const auto metadata = model::metadata_from_json(record.metadata);
  return metadata ? text_value(*metadata, "language") : std::string();
}

Passage to_passage(const store::RecordRow& record) {
  Passage passage;
  passage.text = record.text;
  passage.record_id = record.id;
  const auto metadata = model::metadata_from_json(record.metadata);
  if (!metadata) return passage;
  passage.headings = text_value(*metadata, "headings");
  passage.language = text_value(*metadata, "language");
  passage.anchors = model::anchors_from_text(text_value(*metadata, "anchors"))
                        .value_or(std::vector<model::Anchor>{});
  return passage;
}

Search::Search(store::Store& store, Collections& collections, IndexSet& indexes,
               Embedders& embedders)
    : store_(store), collections_(collections), indexes_(indexes), embedders_(embedders) {}

Result<index::Query> Search::to_query(const store::CollectionRow& collection,
                                      const index::CollectionIndex& index,
                                      const SearchRequest& request) {
  index::Query query;
  query.text = request.query;
  query.mode = request.mode;
  query.documents_max = request.limit;
  query.group_by_document = request.group_by_document;
  query.facet_keys = request.facets;
  if (!request.filter.empty()) query.filter = TRY(model::filter_from_json(request.filter));
  if (!request.like_document.empty()) return query;
  // Words can be searched without the model, which is opened for a word that nothing has.
  if (request.repairs)
    query.repairs = index.find_repairs(query, [&](const std::string& word) {
      const embed::Embedder* embedder = embedders_.get(collection.model).value_or(nullptr);
      return embedder != nullptr && embedder->knows_word(word);
    });
  if (request.mode != index::Mode::kKeyword) {
    embed::Embedder* embedder = TRY(embedders_.get(collection.model));
    if (embedder == nullptr && request.mode == index::Mode::kDense)
      return fail(Code::kConflict, "no_vectors",
                  "collection {} has no vectors; it can be searched by keywords only",
                  collection.name);
    if (embedder != nullptr) {
      query.vector = TRY(embedder->embed_query(repaired(query.text, query.repairs)));
      query.is_read_by_model = embedder->read_share(request.query) >= kReadEnough;
    }
  }
  return query;
}

// The mean vector of a document's chunks and its most telling words; the document itself is left
// out.
Result<void> Search::use_document(const store::CollectionRow& collection,
                                  const index::CollectionIndex& index,
                                  const std::string& document_id, index::Query& query) {
  std::vector<store::RecordRow> records;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    const store::DocumentRow document = TRY(store::find_document(sql, document_id));
    if (document.collection_id != collection.collection_id)
      return fail(Code::kNotFound, "document_not_found", "there is no document '{}' in {}",
                  document_id, collection.name);
    records = TRY(store::read_records_of_version(sql, collection, document.current_version));
    return {};
  }));
  std::string text;
  query.vector.assign(collection.dimension, 0.F);
  for (const store::RecordRow& record : records) {
    if (text.size() < (64 << 10)) text += record.text + "\n";
    for (std::size_t i = 0; i < record.vector.size() && i < query.vector.size(); ++i)
      query.vector[i] += record.vector[i];
  }
  query.text = index.typical_words(text, "", 20);
  model::Filter other;
  other.op = model::FilterOp::kNe;
  other.key = "document_id";
  other.values = {document_id};
  if (query.filter) {
    model::Filter both;
    both.children = {*query.filter, other};
    query.filter = both;
  } else {
    query.filter = other;
  }
  return {};
}

Result<std::shared_ptr<index::CollectionIndex>> Search::index_for(
    const store::CollectionRow& collection, const SearchRequest& request) {
  store::CollectionRow wanted = collection;
  if (request.freshness == Freshness::kIndexed) wanted.position = 0;
  if (!request.token.empty()) {
    const ReadToken token = TRY(ReadToken::parse(request.token));
    bool happened = token.timeline == store_.timeline();
    if (happened)
      TRY(store_.read([&](store::Sql& sql) -> Result<void> {
        happened = TRY(store::has_happened(sql, token.write));
        return {};
      }));
    if (!happened)
      return fail(
          Code::kConflict, "stale_token",
          "the read token is of another history of this library: what it names may be gone");
    if (token.write.collection_id == collection.collection_id)
      wanted.position = std::max(wanted.position, token.write.position);
  }
  return indexes_.get(wanted);
}

Result<void> Search::reach(const std::string& collection, const std::string& token) {
  if (token.empty()) return {};
  SearchRequest request;
  request.token = token;
  const store::CollectionRow row = TRY(collections_.find(collection));
  TRY(index_for(row, request));
  return {};
}

Result<FoundRecords> Search::rank(const SearchRequest& request) {
  if (request.limit < 1 || request.limit > kLimitMax)
    return fail(Code::kInvalidArgument, "invalid_limit", "limit must be 1 to {}, not {}", kLimitMax,
                request.limit);
  if (text::count_code_points(request.query) > kQueryCodePointsMax)
    return fail(Code::kInvalidArgument, "query_too_long",
                "the query has {} characters; the limit is {}",
                text::count_code_points(request.query), kQueryCodePointsMax);
  if (text::trim(request.query).empty() && request.like_document.empty())
    return fail(Code::kInvalidArgument, "empty_query", "the query is empty");
  FoundRecords found;
  found.collection = TRY(collections_.find(request.collection));
  const auto index = TRY(index_for(found.collection, request));
  index::Query query = TRY(to_query(found.collection, *index, request));
  if (!request.like_document.empty())
    TRY(use_document(found.collection, *index, request.like_document, query));
  const index::VectorSource vectors = [&](const std::vector<std::uint64_t>& row_nos) {
    std::vector<std::vector<float>> out;
    const auto read = store_.read([&](store::Sql& sql) -> Result<void> {
      out = TRY(store::read_vectors(sql, found.collection.space_id, row_nos));
      return {};
    });
    if (!read) log::error("exact vectors could not be read: {}", read.error().message);
    return out;
  };
  found.result = index->search(query, vectors);
  found.repairs = std::move(query.repairs);
  return found;
}

Result<std::vector<std::pair<index::Hit, Passage>>> Search::passages(const FoundRecords& found) {
  std::vector<std::pair<index::Hit, Passage>> out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    std::map<std::uint64_t, store::RecordRow> records;
    for (store::RecordRow& record :
         TRY(store::read_records(sql, found.collection, rows_of(found.result.hits))))
      records[record.row_no] = std::move(record);
    for (const index::Hit& hit : found.result.hits)
      if (const auto record = records.find(hit.row_no); record != records.end())
        out.emplace_back(hit, to_passage(record->second));
    return {};
  }));
  return out;
}

Result<SearchResponse> Search::find(const SearchRequest& request) {
  const auto start = std::chrono::steady_clock::now();
  FoundRecords found = TRY(rank(request));
  SearchResponse response;
  response.facets = std::move(found.result.facets);
  response.matched = found.result.matched;
  response.suggestion = std::move(found.result.suggestion);
  const std::string query = repaired(request.query, found.repairs);
  std::vector<store::HitRow> rows;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    rows = TRY(store::read_hits(sql, found.collection, rows_of(found.result.hits)));
    return {};
  }));
  for (const index::Hit& hit : found.result.hits) {
    const auto row =
        std::ranges::find(rows, hit.row_no, [](const store::HitRow& r) { return r.record.row_no; });
    if (row == rows.end()) continue;  // deleted at this very moment
    SearchHit& out = response.hits.emplace_back();
    out.document_id = row->document_id;
    out.title = row->title;
    out.kind = row->kind;
    out.score = hit.score;
    out.keyword = hit.keyword;
    out.dense = hit.dense;
    out.partial = row->status == "processing";
    out.passage = to_passage(row->record);
    out.passage.highlights = highlights_of(out.passage.text, query, out.passage.language);
  }
  response.repairs = in_code_points(request.query, std::move(found.repairs));
  response.seconds = base::seconds_since(start);
  static metrics::Histogram& seconds =
      metrics::histogram("alexandria_search_seconds", "Time of a search in the library.");
  seconds.observe(response.seconds);
  return response;
}

}  // namespace alexandria::library
