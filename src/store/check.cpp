#include "alexandria/store/check.hpp"

#include <array>
#include <functional>
#include <utility>

#include "body_crc.hpp"
#include "vector_bytes.hpp"

namespace alexandria::store {
namespace {

constexpr std::size_t kProblemsMax = 1000;
constexpr std::int64_t kBodiesTogether = 2000;
constexpr std::int64_t kVectorsTogether = 5000;
constexpr std::int64_t kPartsTogether = 200;
constexpr std::int64_t kRecordsTogether = 5000;

// A rule that a row breaks: the statement gives the names of rows that do.
struct Rule {
  const char* broken_by;
  const char* message;  // with {} for the name
};

constexpr std::array kRules = {
    Rule{R"sql(
      SELECT d.document_id FROM documents d LEFT JOIN versions v ON v.version_id = d.current_version
      WHERE d.current_version <> 0 AND
            (v.state IS NULL OR v.state <> 'current' OR v.document_no <> d.document_no))sql",
         "document {} names a version that is not its current one"},
    Rule{R"sql(
      SELECT d.document_id FROM documents d
      WHERE (SELECT COUNT(*) FROM versions v
             WHERE v.document_no = d.document_no AND v.state = 'current')
            <> CASE WHEN d.current_version = 0 THEN 0 ELSE 1 END)sql",
         "document {} has not exactly the one current version that it names"},
    Rule{R"sql(
      SELECT d.document_id FROM documents d
      WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.document_no = d.document_no))sql",
         "document {} has no version at all"},
    Rule{R"sql(
      SELECT document_id FROM documents
      WHERE (status = 'searchable') <> (current_version <> 0))sql",
         "the status of document {} disagrees with its current version"},
    Rule{R"sql(
      SELECT d.document_id FROM documents d
      WHERE d.status = 'processing' AND NOT EXISTS
        (SELECT 1 FROM jobs j WHERE j.document_no = d.document_no
                                AND j.state IN ('queued', 'running')))sql",
         "document {} is processing, and no job works on it"},
    Rule{R"sql(
      SELECT d.document_id || ' version ' || v.number
      FROM versions v JOIN documents d ON d.document_no = v.document_no
      WHERE v.state = 'arriving' AND NOT EXISTS
        (SELECT 1 FROM jobs j WHERE j.version_id = v.version_id
                                AND j.state IN ('queued', 'running')))sql",
         "{} is arriving, and no job works on it"},
    Rule{R"sql(
      SELECT d.document_id || ' version ' || v.number
      FROM versions v JOIN documents d ON d.document_no = v.document_no
      WHERE v.state = 'current' AND EXISTS
        (SELECT 1 FROM versions n WHERE n.document_no = v.document_no AND n.number > v.number
                                    AND n.state = 'retired'))sql",
         "{} took the place of a newer version"},
    Rule{R"sql(
      SELECT document_no FROM jobs WHERE state = 'running' GROUP BY document_no
      HAVING COUNT(*) > 1)sql",
         "two jobs run for document number {}"},
    Rule{R"sql(
      SELECT j.job_id FROM jobs j LEFT JOIN versions v ON v.version_id = j.version_id
      WHERE j.kind = 'ingest' AND j.state IN ('queued', 'running')
        AND (v.version_id IS NULL OR v.document_no <> j.document_no))sql",
         "job {} works on a version that is not there"},
    Rule{R"sql(
      SELECT s.source FROM document_sources s JOIN documents d ON d.document_no = s.document_no
      WHERE d.collection_id <> s.collection_id)sql",
         "source {} stands for a document of another collection"},
    Rule{R"sql(
      SELECT c.name FROM collections c
      WHERE c.position < (SELECT COALESCE(MAX(position), 0) FROM records r
                          WHERE r.collection_id = c.collection_id)
         OR c.position < (SELECT COALESCE(MAX(position), 0) FROM tombstones t
                          WHERE t.collection_id = c.collection_id)
         OR (c.position > 0 AND NOT EXISTS
             (SELECT 1 FROM commits k
              WHERE k.collection_id = c.collection_id AND k.last = c.position)))sql",
         "the position of collection {} disagrees with its feed"},
    Rule{R"sql(
      SELECT c.name || ' at position ' || k.first
      FROM commits k JOIN collections c ON c.collection_id = k.collection_id
      WHERE k.first > k.last OR EXISTS
        (SELECT 1 FROM commits o WHERE o.collection_id = k.collection_id
                                   AND o.last >= k.first AND o.last < k.last))sql",
         "the commits of collection {} overlap"},
};

// Tables whose pages and references the database itself proves.
constexpr std::array kTables = {"collections",   "vector_spaces", "documents",  "document_sources",
                                "versions",      "parts",         "bodies",     "records",
                                "tombstones",    "vectors",       "jobs",       "blobs",
                                "conversations", "turns",         "judgements", "commits"};

class Check {
 public:
  explicit Check(Store& store) : store_(store) {}

  Result<std::vector<std::string>> run() {
    for (const char* table : kTables)
      TRY(pages_and_references(table));
    for (const Rule& rule : kRules)
      TRY(obeys(rule));
    TRY(bodies());
    TRY(vectors());
    TRY(parts());
    TRY(records());
    return std::move(problems_);
  }

 private:
  void problem(std::string text) {
    if (problems_.size() < kProblemsMax) problems_.push_back(std::move(text));
  }

  Result<void> each(const std::string& statement, std::initializer_list<Value> values,
                    const std::function<void(const SqlRow&)>& take) {
    return store_.read([&](Sql& sql) {
      return sql.query(statement, values, [&](const SqlRow& row) {
        take(row);
        return problems_.size() < kProblemsMax;
      });
    });
  }

  Result<void> pages_and_references(const std::string& table) {
    TRY(each("PRAGMA quick_check('" + table + "')", {}, [&](const SqlRow& row) {
      if (row.text(0) != "ok") problem("database, table " + table + ": " + row.text(0));
    }));
    return each("PRAGMA foreign_key_check('" + table + "')", {}, [&](const SqlRow& row) {
      problem(fmt::format("row {} of table {} names something in {} that is not there",
                          row.integer(1), table, row.text(2)));
    });
  }

  Result<void> obeys(const Rule& rule) {
    return each(rule.broken_by, {}, [&](const SqlRow& row) {
      problem(fmt::format(fmt::runtime(rule.message), row.text(0)));
    });
  }

  // Runs a statement of ($1 a key, $2 a number of rows) from the first key on, slice by slice.
  Result<void> slices(const std::string& statement, std::int64_t together,
                      const std::function<void(const SqlRow&)>& take) {
    std::int64_t last = -1;
    for (std::int64_t seen = together; seen == together;) {
      seen = 0;
      TRY(each(statement, {last, together}, [&](const SqlRow& row) {
        last = row.integer(0);
        ++seen;
        take(row);
      }));
    }
    return {};
  }

  Result<void> bodies() {
    return slices(R"sql(
        SELECT b.body_id, b.text, b.metadata, b.crc,
               EXISTS (SELECT 1 FROM records r WHERE r.body_id = b.body_id) OR
               EXISTS (SELECT 1 FROM record_history h WHERE h.body_id = b.body_id)
        FROM bodies b WHERE b.body_id > $1 ORDER BY b.body_id LIMIT $2)sql",
                  kBodiesTogether, [&](const SqlRow& row) {
                    if (body_crc(row.text(1), row.text(2)) != row.integer(3))
                      problem(fmt::format("body {} fails its checksum", row.integer(0)));
                    if (row.integer(4) == 0)
                      problem(fmt::format("body {} belongs to no record", row.integer(0)));
                  });
  }

  Result<std::vector<std::int64_t>> numbers(const char* statement) {
    std::vector<std::int64_t> out;
    TRY(each(statement, {}, [&](const SqlRow& row) { out.push_back(row.integer(0)); }));
    return out;
  }

  Result<void> vectors() {
    for (const std::int64_t space : TRY(numbers("SELECT space_id FROM vector_spaces")))
      TRY(slices(fmt::format(R"sql(
          SELECT v.row_no, v.vector, v.crc,
                 EXISTS (SELECT 1 FROM records r JOIN vector_spaces s ON s.space_id = {0}
                         WHERE r.collection_id = s.collection_id AND r.row_no = v.row_no)
          FROM vectors v WHERE v.space_id = {0} AND v.row_no > $1
          ORDER BY v.row_no LIMIT $2)sql",
                             space),
                 kVectorsTogether, [&](const SqlRow& row) {
                   if (vector_crc(row.text(1)) != row.integer(2))
                     problem(fmt::format("the vector of row {} in space {} fails its checksum",
                                         row.integer(0), space));
                   if (row.integer(3) == 0)
                     problem(fmt::format("the vector of row {} in space {} has no record",
                                         row.integer(0), space));
                 }));
    return {};
  }

  Result<void> parts() {
    for (const std::int64_t version : TRY(numbers("SELECT DISTINCT version_id FROM parts")))
      TRY(slices(fmt::format(R"sql(
          SELECT number, payload, crc FROM parts WHERE version_id = {} AND number > $1
          ORDER BY number LIMIT $2)sql",
                             version),
                 kPartsTogether, [&](const SqlRow& row) {
                   if (base::crc32c(row.text(1)) != row.integer(2))
                     problem(fmt::format("part {} of version {} fails its checksum", row.integer(0),
                                         version));
                 }));
    return {};
  }

  Result<void> records() {
    for (const std::int64_t collection : TRY(numbers("SELECT collection_id FROM collections")))
      TRY(slices(fmt::format(R"sql(
          SELECT r.row_no, r.id,
                 v.version_id IS NULL OR v.document_no <> r.document_no,
                 v.state NOT IN ('arriving', 'current'),
                 v.state = 'current' AND r.access_set = 1,
                 v.state = 'arriving' AND d.current_version <> 0 AND r.access_set <> 1,
                 s.space_id IS NOT NULL AND x.row_no IS NULL
          FROM records r LEFT JOIN versions v ON v.version_id = r.version_id
          LEFT JOIN documents d ON d.document_no = r.document_no
          LEFT JOIN vector_spaces s ON s.collection_id = r.collection_id AND s.state = 'current'
          LEFT JOIN vectors x ON x.space_id = s.space_id AND x.row_no = r.row_no
          WHERE r.collection_id = {} AND r.row_no > $1 ORDER BY r.row_no LIMIT $2)sql",
                             collection),
                 kRecordsTogether, [&](const SqlRow& row) { record(row); }));
    return {};
  }

  void record(const SqlRow& row) {
    static constexpr std::array kFaults = {
        "record {} belongs to no version of its document",
        "record {} belongs to a version that is not current",
        "record {} is of the current version and hidden",
        "record {} arrives and is seen beside the current version",
        "record {} has no vector",
    };
    for (std::size_t i = 0; i < kFaults.size(); ++i)
      if (row.integer(static_cast<int>(i) + 2) != 0)
        problem(fmt::format(fmt::runtime(kFaults[i]), row.text(1)));
  }

  Store& store_;
  std::vector<std::string> problems_;
};

}  // namespace

Result<std::vector<std::string>> check_database(Store& store) { return Check(store).run(); }

}  // namespace alexandria::store
