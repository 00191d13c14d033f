#include "alexandria/library/records.hpp"

#include <algorithm>
#include <unordered_map>

#include "index_set.hpp"
#include "record_finder.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kRowsTogether = 2000;              // read in one snapshot
constexpr std::uint64_t kAnswerBytesMax = 512ULL << 20;  // of the rows of one answer

// The library's index keeps words: vectors of clients' models are not for it.
Changes for_words(const store::CollectionRow& collection, std::vector<store::RecordRow> rows,
                  const store::CommitRow& commit) {
  for (store::RecordRow& row : rows)
    row.vector.clear();
  return {collection.collection_id, std::move(rows), commit};
}

bool passes(const RecordTest& test, const store::RecordRow& record) {
  const auto metadata = model::metadata_from_json(record.metadata);
  const auto text = record.has_text ? std::optional<std::string_view>(record.text) : std::nullopt;
  return metadata && test.passes(*metadata, text);
}

Result<std::optional<RecordTest>> test_of(const RecordChoice& choice) {
  if (!choice.filter) return std::optional<RecordTest>();
  return std::optional<RecordTest>(TRY(RecordTest::of(*choice.filter)));
}

template <class T>
std::vector<T> page_of(std::vector<T> all, std::uint64_t limit, std::uint64_t offset) {
  if (offset >= all.size()) return {};
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(offset));
  if (limit < all.size()) all.resize(limit);
  return all;
}

std::uint64_t bytes_of(const store::RecordRow& record) {
  return sizeof(record) + record.id.size() + record.text.size() + record.metadata.size() +
         record.vector.size() * sizeof(float);
}

}  // namespace

Records::Records(store::Store& store, IndexSet& indexes, RecordFinder& finder)
    : store_(store),
      indexes_(indexes),
      finder_(finder),
      intake_(store, [this](const store::CollectionRow& collection,
                            std::vector<store::RecordRow> rows, const store::CommitRow& commit) {
        indexes_.note(for_words(collection, std::move(rows), commit));
      }) {}

Result<void> Records::write(const store::RecordCollectionRow& collection,
                            const store::RecordWrite& write) {
  return intake_.write(collection.row, write);
}

Result<std::uint64_t> Records::remove(const store::RecordCollectionRow& collection,
                                      const RecordChoice& choice, std::uint64_t most) {
  if (!choice.ids && !choice.filter) return 0;
  const auto test = TRY(test_of(choice));
  std::vector<std::uint64_t> found;
  if (!choice.ids) {
    const Look look{collection, choice.freshness, choice.stop};
    found = TRY(finder_.matching(look, *test));
  }
  store::WrittenRecords gone;
  const auto request = [&](store::Sql& sql) -> Result<void> {
    const std::int64_t id = collection.row.collection_id;
    const auto rows = choice.ids ? TRY(store::find_rows(sql, id, *choice.ids)) : found;
    const auto is_meant = [&](const store::RecordRow& record) { return passes(*test, record); };
    gone = TRY(store::delete_records(sql, id, rows, test ? store::RecordTest(is_meant) : nullptr,
                                     most, sql.now_ms()));
    return {};
  };
  std::uint64_t count = 0;
  TRY(store_.write(
      request,
      [&] {
        count = gone.rows.size();
        if (count > 0) indexes_.note(for_words(collection.row, std::move(gone.rows), gone.commit));
      },
      store::Intent::kErase));
  return count;
}

Result<std::vector<std::uint64_t>> Records::rows_of_ids(
    const store::RecordCollectionRow& collection, const std::vector<std::string>& ids,
    const RecordTest* test) {
  std::vector<std::uint64_t> rows;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    rows = TRY(store::find_rows(sql, collection.row.collection_id, ids));
    return {};
  }));
  if (test == nullptr) return rows;
  std::vector<std::uint64_t> out;
  for (const store::RecordRow& record : TRY(read(collection, rows, false, {})))
    if (passes(*test, record)) out.push_back(record.row_no);
  return out;
}

Result<std::vector<std::uint64_t>> Records::rows_of(const store::RecordCollectionRow& collection,
                                                    const RecordChoice& choice, std::uint64_t limit,
                                                    std::uint64_t offset) {
  const auto test = TRY(test_of(choice));
  if (choice.ids)
    return page_of(TRY(rows_of_ids(collection, *choice.ids, test ? &*test : nullptr)), limit,
                   offset);
  if (test) {
    const Look look{collection, choice.freshness, choice.stop};
    return page_of(TRY(finder_.matching(look, *test)), limit, offset);
  }
  std::vector<std::uint64_t> out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::list_rows(sql, collection.row.collection_id, limit, offset));
    return {};
  }));
  return out;
}

Result<std::vector<store::RecordRow>> Records::read(const store::RecordCollectionRow& collection,
                                                    const std::vector<std::uint64_t>& row_nos,
                                                    bool with_vectors,
                                                    const std::stop_token& stop) {
  store::CollectionRow row = collection.row;
  if (!with_vectors) row.space_id = 0;
  std::vector<store::RecordRow> out;
  std::uint64_t bytes = 0;
  for (std::size_t at = 0; at < row_nos.size(); at += kRowsTogether) {
    const auto end = std::min(row_nos.size(), at + kRowsTogether);
    const std::vector<std::uint64_t> page(row_nos.begin() + static_cast<std::ptrdiff_t>(at),
                                          row_nos.begin() + static_cast<std::ptrdiff_t>(end));
    std::vector<store::RecordRow> records;
    const auto query = [&](store::Sql& sql) -> Result<void> {
      records = TRY(store::read_records(sql, row, page));
      return {};
    };
    TRY(store_.read(query, stop));
    for (store::RecordRow& record : records) {
      bytes += bytes_of(record);
      out.push_back(std::move(record));
    }
    if (bytes > kAnswerBytesMax)
      return fail(Code::kResourceExhausted, "answer_too_large",
                  "an answer may hold {} bytes of records, and the first {} of {} have {}: ask for "
                  "fewer with limit and offset",
                  kAnswerBytesMax, out.size(), row_nos.size(), bytes);
  }
  return out;
}

Result<std::vector<store::RecordRow>> Records::get(const store::RecordCollectionRow& collection,
                                                   const RecordChoice& choice, std::uint64_t limit,
                                                   std::uint64_t offset, bool with_vectors) {
  return read(collection, TRY(rows_of(collection, choice, limit, offset)), with_vectors,
              choice.stop);
}

Result<std::vector<std::vector<NearRecord>>> Records::nearest(
    const store::RecordCollectionRow& collection, const RecordChoice& choice,
    const std::vector<std::vector<float>>& queries, std::uint64_t most, bool with_vectors) {
  const std::size_t dimension = collection.row.dimension;
  for (const std::vector<float>& query : queries)
    if (dimension != 0 && query.size() != dimension)
      return fail(Code::kInvalidArgument, "wrong_dimension",
                  "Collection expecting embedding with dimension of {}, got {}", dimension,
                  query.size());
  const auto test = TRY(test_of(choice));
  std::optional<std::vector<std::uint64_t>> among;
  if (choice.ids) among = TRY(rows_of_ids(collection, *choice.ids, nullptr));
  const Look look{collection, choice.freshness, choice.stop};
  std::vector<std::vector<NearRow>> found(queries.size());
  if (most > 0 && dimension != 0)
    found = TRY(finder_.nearest(look, queries, most, test ? &*test : nullptr, among));
  std::vector<std::uint64_t> row_nos;
  for (const std::vector<NearRow>& rows : found)
    for (const NearRow& row : rows)
      row_nos.push_back(row.row_no);
  std::ranges::sort(row_nos);
  const auto repeated = std::ranges::unique(row_nos);
  row_nos.erase(repeated.begin(), repeated.end());
  std::unordered_map<std::uint64_t, store::RecordRow> records;
  for (store::RecordRow& record : TRY(read(collection, row_nos, with_vectors, choice.stop)))
    records.emplace(record.row_no, std::move(record));
  std::vector<std::vector<NearRecord>> out;
  for (const std::vector<NearRow>& rows : found) {
    out.emplace_back();
    for (const NearRow& row : rows)
      if (const auto record = records.find(row.row_no); record != records.end())
        out.back().push_back({record->second, row.distance});
  }
  return out;
}

Result<std::uint64_t> Records::count(const store::RecordCollectionRow& collection) {
  std::uint64_t out = 0;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::count_records(sql, collection.row.collection_id));
    return {};
  }));
  return out;
}

}  // namespace alexandria::library
