#include "alexandria/store/check.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <map>
#include <utility>

#include <boost/json.hpp>

#include "alexandria/model/codec.hpp"
#include "alexandria/store/outage.hpp"
#include "alexandria/text/unicode.hpp"
#include "body_crc.hpp"
#include "check_rules.hpp"
#include "part_crc.hpp"
#include "sqlite.hpp"
#include "vector_bytes.hpp"

namespace alexandria::store {
namespace {

constexpr std::size_t kProblemsMax = 1000;
constexpr int kPageFaultsMax = 5;  // of one table: a damaged page breaks many rules of the file
constexpr std::int64_t kBodiesTogether = 2000;
constexpr std::int64_t kVectorsTogether = 5000;
constexpr std::int64_t kPartsTogether = 100;
constexpr std::int64_t kRecordsTogether = 5000;
constexpr std::int64_t kTextsTogether = 5000;
constexpr std::int64_t kVersionsTogether = 5000;
// A file up to this size is proved as a whole too, free pages and the rows of every index included:
// in well under a second.
constexpr std::int64_t kWholeBytesMax = 128 << 20;

// Tables whose pages and references the database itself proves.
constexpr std::array kTables = {
    "meta",      "access_sets",      "catalogue_feed", "collections", "vector_spaces",
    "documents", "document_sources", "versions",       "parts",       "bodies",
    "records",   "record_history",   "tombstones",     "vectors",     "jobs",
    "blobs",     "conversations",    "turns",          "judgements",  "commits",
    "nodes",     "sessions",         "blob_garbage",   "embed_tasks", "tenants",
    "databases"};

using Objects = std::map<std::string, std::string>;  // "index records_by_id" > how it is made

// How an object is made, without what two versions of the database may write differently.
std::string bare(const std::string& made) {
  std::string out;
  for (const char c : made)
    if (std::isspace(static_cast<unsigned char>(c)) == 0 && c != '"' && c != ';') out += c;
  return out;
}

Result<Objects> objects_of(Sql& sql) {
  Objects out;
  TRY(sql.query(R"sql(
        SELECT type || ' ' || name, sql FROM sqlite_master
        WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%')sql",
                {}, [&](const SqlRow& row) {
                  out[row.text(0)] = bare(row.text(1));
                  return true;
                }));
  return out;
}

// What the migrations make of an empty database.
Result<Objects> objects_wanted() {
  const auto empty = TRY(SqliteConnection::open(":memory:", false));
  TRY(migrate(*empty));
  return objects_of(*empty);
}

bool is_text_hash(const std::string& hash) {
  constexpr std::size_t kDigits = 32;
  return hash.empty() || (hash.size() == kDigits &&
                          hash.find_first_not_of("0123456789abcdef") == std::string::npos);
}

struct VersionName {
  std::int64_t version_id = 0;
  std::string name;
};

class Check {
 public:
  explicit Check(const Reads& store) : store_(store) {}

  Result<std::vector<std::string>> run() {
    if (store_.dialect() == Dialect::kSqlite) {
      TRY(schema());
      TRY(whole_file());
      for (const char* table : kTables)
        TRY(pages_and_references(table));
    } else {  // its server proves pages and references
      TRY(objects_are_there());
    }
    for (const Rule& rule : check_rules(store_.dialect()))
      TRY(obeys(rule));
    for (const TextRule& rule : text_rules())
      TRY(texts(rule));
    TRY(turns());
    TRY(bodies());
    TRY(vectors());
    TRY(parts());
    TRY(records());
    return std::move(problems_);
  }

 private:
  void problem(const std::string& text) {
    if (problems_.size() >= kProblemsMax) return;
    std::string shown = text::to_valid_utf8(text);
    if (std::ranges::find(problems_, shown) == problems_.end())
      problems_.push_back(std::move(shown));
  }

  // What cannot be read is a finding too, and the rest is still looked at. An error only where
  // somebody else has the database.
  Result<void> each(const char* of, const std::string& statement, Values values,
                    const std::function<void(const SqlRow&)>& take) {
    const auto done = store_.read([&](Sql& sql) {
      return sql.query(statement, values, [&](const SqlRow& row) {
        take(row);
        return problems_.size() < kProblemsMax;
      });
    });
    if (done) return {};
    if (says_nothing_of_rows(done.error())) return done;
    const bool damaged = done.error().code == Code::kDataLoss;
    problem(fmt::format("not all {} can be read: {}", of,
                        damaged ? "pages of the database file are damaged" : done.error().message));
    return {};
  }

  Result<void> schema() {
    Objects there;
    bool is_later = false;
    const auto done = store_.read([&](Sql& sql) -> Result<void> {
      there = TRY(objects_of(sql));
      return sql.query("PRAGMA user_version", {}, [&](const SqlRow& row) {
        is_later = row.integer(0) > kNewestSchema;
        return false;
      });
    });
    if (!done) {
      if (says_nothing_of_rows(done.error())) return done;
      problem("the list of tables and indexes cannot be read");
      return {};
    }
    const Objects wanted = TRY(objects_wanted());
    if (is_later) return {};  // what it should be only the later program knows
    for (const auto& [name, made] : wanted) {
      const auto found = there.find(name);
      if (found == there.end())
        problem(fmt::format("the database lacks the {}", name));
      else if (found->second != made)
        problem(fmt::format("the {} of the database is not made as this program makes it", name));
    }
    for (const auto& [name, made] : there)
      if (!wanted.contains(name))
        problem(fmt::format("the database has the {}, which this program does not know", name));
    return {};
  }

  Result<void> objects_are_there() {
    for (const auto& [name, made] : TRY(objects_wanted())) {
      bool there = false;
      const std::string bare_name = name.substr(name.find(' ') + 1);
      const auto done = store_.read([&](Sql& sql) {
        return sql.query("SELECT to_regclass($1) IS NOT NULL", {std::string_view(bare_name)},
                         [&](const SqlRow& row) {
                           there = row.integer(0) != 0;
                           return false;
                         });
      });
      if (!done) return done;
      if (!there) problem(fmt::format("the database lacks the {}", name));
    }
    return {};
  }

  void page_fault(const std::string& where, const std::string& what, int& count) {
    if (what != "ok" && count++ < kPageFaultsMax)
      problem(fmt::format("pages of the database file are damaged, {}: {}", where, what));
  }

  Result<void> whole_file() {
    std::int64_t bytes = 1;
    for (const char* factor : {"PRAGMA page_count", "PRAGMA page_size"})
      TRY(each("pages", factor, {}, [&](const SqlRow& row) { bytes *= row.integer(0); }));
    if (bytes > kWholeBytesMax) return {};
    int count = 0;
    return each("pages", fmt::format("PRAGMA integrity_check({})", kPageFaultsMax), {},
                [&](const SqlRow& row) { page_fault("of the whole", row.text(0), count); });
  }

  Result<void> pages_and_references(const std::string& table) {
    int count = 0;
    const std::string where = "table " + table;
    TRY(each(where.c_str(), "PRAGMA quick_check('" + table + "')", {},
             [&](const SqlRow& row) { page_fault(where, row.text(0), count); }));
    return each(where.c_str(), "PRAGMA foreign_key_check('" + table + "')", {},
                [&](const SqlRow& row) {
                  problem(fmt::format("row {} of table {} names something in {} that is not there",
                                      row.integer(1), table, row.text(2)));
                });
  }

  Result<void> obeys(const Rule& rule) {
    return each(rule.of, rule.broken_by, {}, [&](const SqlRow& row) {
      problem(fmt::format(fmt::runtime(rule.message), text::shown_name(row.text(0))));
    });
  }

  // Runs a statement of ($1 a key, $2 a number of rows) from the first key on, slice by slice; the
  // key is its first column.
  Result<void> slices(const char* of, const std::string& statement, std::int64_t together,
                      const std::function<void(const SqlRow&)>& take, bool text_key = false) {
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    std::string last_text;
    for (std::int64_t seen = together; seen == together;) {
      seen = 0;
      const Value from = text_key ? Value(std::string_view(last_text)) : Value(last);
      std::string next_text;  // the last one is bound while the statement runs
      TRY(each(of, statement, {from, together}, [&](const SqlRow& row) {
        if (text_key)
          next_text = row.text(0);
        else
          last = row.integer(0);
        ++seen;
        take(row);
      }));
      last_text = std::move(next_text);
    }
    return {};
  }

  Result<void> texts(const TextRule& rule) {
    return slices(
        rule.table,
        fmt::format("SELECT {0}, {2}, {3} FROM {1} WHERE {0} > $1 ORDER BY {0} LIMIT $2", rule.key,
                    rule.table, rule.name, rule.texts),
        kTextsTogether,
        [&](const SqlRow& row) {
          if (!text::is_valid_utf8(row.text(2)))
            problem(fmt::format("{} has a text that is not UTF-8", text::shown_name(row.text(1))));
        },
        rule.text_key);
  }

  Result<void> turns() {
    return slices(
        "turns of conversations", R"sql(
        SELECT conversation_id || ' ' || number, conversation_id, number, answer FROM turns
        WHERE conversation_id || ' ' || number > $1
        ORDER BY conversation_id || ' ' || number LIMIT $2)sql",
        kPartsTogether,
        [&](const SqlRow& row) {
          const std::string answer = row.text(3);
          boost::system::error_code error;
          const auto value = boost::json::parse(answer, error);
          if (error || !value.is_object())
            problem(fmt::format("the answer of turn {} of conversation {} is not JSON",
                                row.integer(2), text::shown_name(row.text(1))));
        },
        true);
  }

  Result<void> bodies() {
    return slices("bodies of records", R"sql(
        SELECT b.body_id, b.text, b.metadata, b.crc,
               EXISTS (SELECT 1 FROM records r WHERE r.body_id = b.body_id) OR
               EXISTS (SELECT 1 FROM record_history h WHERE h.body_id = b.body_id),
               b.has_text, b.uri
        FROM bodies b WHERE b.body_id > $1 ORDER BY b.body_id LIMIT $2)sql",
                  kBodiesTogether, [&](const SqlRow& row) {
                    const std::string text = row.text(1);
                    const std::string metadata = row.text(2);
                    const std::optional<std::string> uri =
                        row.is_null(6) ? std::nullopt : std::optional(row.text(6));
                    if (body_crc(text, metadata, row.integer(5) != 0, uri) != row.integer(3))
                      problem(fmt::format("body {} fails its checksum", row.integer(0)));
                    else if (!text::is_valid_utf8(text) || !text::is_valid_utf8(metadata))
                      problem(fmt::format("body {} has a text that is not UTF-8", row.integer(0)));
                    if (row.integer(4) == 0)
                      problem(fmt::format("body {} belongs to no record", row.integer(0)));
                  });
  }

  Result<std::vector<std::int64_t>> numbers(const char* of, const char* statement) {
    std::vector<std::int64_t> out;
    TRY(each(of, statement, {}, [&](const SqlRow& row) { out.push_back(row.integer(0)); }));
    return out;
  }

  Result<void> vectors() {
    for (const std::int64_t space :
         TRY(numbers("vector spaces", "SELECT space_id FROM vector_spaces")))
      TRY(slices("vectors",
                 fmt::format(R"sql(
          SELECT v.row_no, v.vector, v.crc,
                 EXISTS (SELECT 1 FROM records r
                         WHERE r.collection_id = s.collection_id AND r.row_no = v.row_no),
                 s.dimension, v.text_hash
          FROM vectors v JOIN vector_spaces s ON s.space_id = v.space_id
          WHERE v.space_id = {} AND v.row_no > $1 ORDER BY v.row_no LIMIT $2)sql",
                             space),
                 kVectorsTogether, [&](const SqlRow& row) { vector(space, row); }));
    return {};
  }

  void vector(std::int64_t space, const SqlRow& row) {
    const std::string name = fmt::format("the vector of row {} in space {}", row.integer(0), space);
    const std::string bytes = row.text(1);
    if (vector_crc(bytes, space, row.integer(0)) != row.integer(2))
      problem(name + " fails its checksum, or is that of another row");
    if (std::cmp_not_equal(bytes.size(), sizeof(float) * row.integer(4)))
      problem(fmt::format("{} has {} bytes, and its space {} numbers", name, bytes.size(),
                          row.integer(4)));
    if (row.integer(3) == 0) problem(name + " has no record");
    if (!is_text_hash(row.text(5))) problem(name + " does not say of which text it is");
  }

  Result<void> parts() {
    std::vector<VersionName> versions;
    TRY(slices("versions", R"sql(
        SELECT v.version_id, COALESCE(d.document_id, '(not there)') || ' version ' || v.number
        FROM versions v LEFT JOIN documents d ON d.document_no = v.document_no
        WHERE v.version_id > $1 ORDER BY v.version_id LIMIT $2)sql",
               kVersionsTogether,
               [&](const SqlRow& row) { versions.push_back({row.integer(0), row.text(1)}); }));
    for (const VersionName& version : versions) {
      std::int64_t number = 0;
      std::int64_t code_points = 0;
      TRY(slices("parts",
                 fmt::format(R"sql(
          SELECT number, first_code_point, code_points, page, blocks, payload, crc FROM parts
          WHERE version_id = {} AND number > $1 ORDER BY number LIMIT $2)sql",
                             version.version_id),
                 kPartsTogether, [&](const SqlRow& row) {
                   if (row.integer(0) != number)
                     problem(fmt::format("part {} of {} is missing", number, version.name));
                   else if (row.integer(1) != code_points)
                     problem(fmt::format("part {} of {} begins at character {} instead of {}",
                                         number, version.name, row.integer(1), code_points));
                   part(version, row);
                   number = row.integer(0) + 1;
                   code_points = row.integer(1) + row.integer(2);
                 }));
    }
    return {};
  }

  void part(const VersionName& version, const SqlRow& row) {
    const std::string name = fmt::format("part {} of {}", row.integer(0), version.name);
    const std::string payload = row.text(5);
    if (part_crc(payload, version.version_id, row.integer(0)) != row.integer(6))
      return problem(name + " fails its checksum, or is another part");
    const auto decoded = model::decode_part(payload);
    if (!decoded || !text::is_valid_utf8(decoded->text)) return problem(name + " is not sound");
    if (row.integer(0) != decoded->number || row.integer(3) != decoded->page ||
        row.integer(2) != to_sql(text::count_code_points(decoded->text)) ||
        (row.integer(4) != to_sql(decoded->blocks.size()) && row.integer(4) != -1))
      problem(name + " has another number, page, length or number of blocks than its row says");
  }

  Result<void> records() {
    for (const std::int64_t collection :
         TRY(numbers("collections", "SELECT collection_id FROM collections")))
      TRY(slices("records",
                 fmt::format(R"sql(
          SELECT r.row_no, r.id,
                 (r.document_no <> 0 OR k.kind <> 'records') AND
                   (v.version_id IS NULL OR v.document_no <> r.document_no OR
                    d.collection_id <> r.collection_id),
                 v.state NOT IN ('arriving', 'current'),
                 v.state = 'current' AND r.access_set = 1,
                 v.state = 'arriving' AND d.current_version <> 0 AND r.access_set <> 1,
                 s.space_id IS NOT NULL AND x.row_no IS NULL,
                 r.seq <> r.row_no,
                 r.position < 1 OR r.row_no < 1
          FROM records r JOIN collections k ON k.collection_id = r.collection_id
          LEFT JOIN versions v ON v.version_id = r.version_id
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
        "record {} has a place in the order of insertion that does not fit its row",
        "record {} has a row or a position that there is not",
    };
    const std::string id = row.text(1);
    if (!text::is_valid_utf8(id))
      problem(fmt::format("record {} has an id that is not UTF-8", text::shown_name(id)));
    for (std::size_t i = 0; i < kFaults.size(); ++i)
      if (row.integer(static_cast<int>(i) + 2) != 0)
        problem(fmt::format(fmt::runtime(kFaults[i]), text::shown_name(id)));
  }

  const Reads& store_;
  std::vector<std::string> problems_;
};

}  // namespace

Result<std::vector<std::string>> check_database(const Reads& store) { return Check(store).run(); }

bool says_nothing_of_rows(const Error& error) {
  return error.code == Code::kCancelled || error.reason == "statement_timeout" ||
         is_database_outage(error);
}

}  // namespace alexandria::store
