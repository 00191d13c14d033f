#include "check_chunks.hpp"

#include <algorithm>
#include <optional>

#include <boost/json.hpp>

#include "alexandria/model/codec.hpp"
#include "alexandria/model/metadata.hpp"
#include "alexandria/store/check.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/text/unicode.hpp"
#include "chunk_records.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kProblemsMax = 1000;
constexpr std::int64_t kVersionsTogether = 5000;
constexpr std::size_t kRecordsTogether = 300;
constexpr std::size_t kHistoryTogether = 2000;

using Problems = std::vector<std::string>;

void add_problem(Problems& problems, const std::string& text) {
  if (problems.size() < kProblemsMax) problems.push_back(text::to_valid_utf8(text));
}

std::string text_in(const model::Metadata& metadata, const char* key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return {};
  const auto* value = std::get_if<std::string>(&found->second);
  return value == nullptr ? std::string() : *value;
}

std::int64_t number_in(const model::Metadata& metadata, const char* key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return -1;
  const auto* value = std::get_if<std::int64_t>(&found->second);
  return value == nullptr ? -1 : *value;
}

// How far a job came, as its checkpoint says; see IngestRun.
struct Reached {
  std::int64_t parts = 0;
  std::int64_t code_points = 0;
  std::int64_t chunks = 0;
  bool operator==(const Reached&) const = default;
};

std::optional<Reached> reached_by(const std::string& checkpoint) {
  if (checkpoint.empty()) return Reached{};
  boost::system::error_code error;
  const auto value = boost::json::parse(checkpoint, error);
  if (error || !value.is_object()) return std::nullopt;
  Reached out;
  for (const auto& [key, number] : {std::pair("parts", &Reached::parts),
                                    {"code_points", &Reached::code_points},
                                    {"chunks", &Reached::chunks}}) {
    const auto* found = value.get_object().if_contains(key);
    if (found == nullptr || !found->is_number()) return std::nullopt;
    out.*number = found->to_number<std::int64_t>(error);
    if (error) return std::nullopt;
  }
  return out;
}

struct Version {
  std::int64_t version_id = 0;
  std::int64_t collection_id = 0;
  std::string state;
  std::string name;  // for people
  std::string document_id;
  std::string title;
  std::string kind;
  bool is_cut_whole = false;  // a job read it, and left out nothing; others may be cut as they like
};

struct Record {
  std::int64_t row_no = 0;
  std::int64_t position = 0;
  std::string id;
  std::string text;
  std::string metadata;
  std::string text_hash;
};

/// The records of one version beside its parts, both in their order. A version that changes its
/// state meanwhile is left alone from there on: what arrives is only ever added at the end.
class VersionCheck {
 public:
  VersionCheck(const store::Reads& store, const Version& version, Problems& problems)
      : store_(store), version_(version), problems_(problems) {}

  Result<void> run() {
    for (bool more = true; more && problems_.size() < kProblemsMax;)
      TRY(store_.read([&](store::Sql& sql) -> Result<void> {
        more = TRY(is_as_before(sql)) && TRY(slice(sql));
        return {};
      }));
    return {};
  }

 private:
  void problem(const std::string& text) { add_problem(problems_, text); }

  Result<bool> is_as_before(store::Sql& sql) const {
    bool same = false;
    TRY(sql.query("SELECT state FROM versions WHERE version_id = $1", {version_.version_id},
                  [&](const store::SqlRow& row) {
                    same = row.text(0) == version_.state;
                    return false;
                  }));
    return same;
  }

  // Whether there is more.
  Result<bool> slice(store::Sql& sql) {
    if (version_.state == "retired") {  // its records are gone
      TRY(compare_with_job(sql));
      return false;
    }
    TRY(read_numbers(sql));
    std::vector<Record> records;
    TRY(sql.query(
        R"sql(
          SELECT r.row_no, r.position, r.id, b.text, b.metadata, COALESCE(x.text_hash, '')
          FROM records r JOIN bodies b ON b.body_id = r.body_id
          LEFT JOIN vector_spaces s ON s.collection_id = r.collection_id AND s.state = 'current'
          LEFT JOIN vectors x ON x.space_id = s.space_id AND x.row_no = r.row_no
          WHERE r.version_id = $1 AND r.collection_id = $2 AND r.row_no > $3
          ORDER BY r.row_no LIMIT $4)sql",
        {version_.version_id, version_.collection_id, last_row_, store::to_sql(kRecordsTogether)},
        [&](const store::SqlRow& row) {
          records.push_back(
              {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5)});
          return true;
        }));
    for (const Record& record : records)
      TRY(look_at(sql, record));
    if (records.size() == kRecordsTogether) return true;
    TRY(go_to_part(sql, numbers_.size()));
    TRY(compare_with_job(sql));
    return false;
  }

  Result<void> read_numbers(store::Sql& sql) {
    const std::int64_t last = numbers_.empty() ? -1 : numbers_.back();
    return sql.query(
        "SELECT number FROM parts WHERE version_id = $1 AND number > $2 ORDER BY number",
        {version_.version_id, last}, [&](const store::SqlRow& row) {
          numbers_.push_back(row.integer(0));
          return true;
        });
  }

  Result<void> compare_with_job(store::Sql& sql) {
    return sql.query(R"sql(
        SELECT j.checkpoint,
               (SELECT COUNT(*) FROM parts p WHERE p.version_id = v.version_id),
               (SELECT COALESCE(SUM(p.code_points), 0) FROM parts p
                WHERE p.version_id = v.version_id),
               (SELECT COUNT(*) FROM records r WHERE r.version_id = v.version_id)
        FROM versions v JOIN jobs j ON j.document_no = v.document_no AND j.kind = 'ingest'
                                   AND j.version_id = v.version_id
        WHERE v.version_id = $1)sql",
                     {version_.version_id}, [&](const store::SqlRow& row) {
                       compare(reached_by(row.text(0)),
                               {row.integer(1), row.integer(2), row.integer(3)});
                       return false;
                     });
  }

  void compare(const std::optional<Reached>& said, const Reached& there) {
    if (!said)
      problem(fmt::format("the job of {} does not say how far it came", version_.name));
    else if (said->parts != there.parts || said->code_points != there.code_points)
      problem(fmt::format("{} has {} parts of {} characters; the job that read it wrote {} of {}",
                          version_.name, there.parts, there.code_points, said->parts,
                          said->code_points));
    else if (version_.state != "retired" && said->chunks != there.chunks)
      problem(fmt::format("{} has {} records; the job that read it wrote {}", version_.name,
                          there.chunks, said->chunks));
  }

  Result<void> look_at(store::Sql& sql, const Record& record) {
    last_row_ = record.row_no;
    const auto metadata = model::metadata_from_json(record.metadata);
    if (!metadata) {
      problem(fmt::format("the metadata of record {} are no JSON", record.id));
      return {};
    }
    const std::int64_t ordinal = number_in(*metadata, "chunk");
    const std::string id =
        fmt::format("{}-{}-{}", version_.document_id, version_.version_id, ordinal);
    if (record.id != id || text_in(*metadata, "document_id") != version_.document_id) {
      problem(fmt::format("record {} has the text of another: that of {}-{}", record.id,
                          text_in(*metadata, "document_id"), ordinal));
      return {};
    }
    if (ordinal > next_ordinal_)
      problem(fmt::format("records {} to {} of {} are missing", next_ordinal_, ordinal - 1,
                          version_.name));
    if (ordinal < next_ordinal_ || record.position <= last_position_)
      problem(fmt::format("record {} is not in the order of its document", record.id));
    next_ordinal_ = std::max(next_ordinal_, ordinal + 1);
    last_position_ = std::max(last_position_, record.position);
    look_at_document(record, *metadata);
    return look_at_place(sql, record, *metadata);
  }

  void look_at_document(const Record& record, const model::Metadata& metadata) {
    if (version_.state != "current") return;  // the document says what its current version is
    const std::string kind = text_in(metadata, "kind");
    if (kind != version_.kind && !kind_told_) {
      kind_told_ = true;
      problem(fmt::format("document {} is said to be of kind '{}', and its records of '{}'",
                          version_.document_id, version_.kind, kind));
    }
    if (record.text_hash.empty()) return;
    store::NewRecord read;
    read.text = record.text;
    read.metadata = record.metadata;
    // A title that was found on the way is the document's, and not yet that of the first records.
    for (const std::string& title : {text_in(metadata, "title"), version_.title})
      if (text_hash(text_to_embed(read, title)) == record.text_hash) return;
    problem(fmt::format("the vector of record {} is that of another text", record.id));
  }

  Result<void> look_at_place(store::Sql& sql, const Record& record,
                             const model::Metadata& metadata) {
    if (stands_nowhere(record, metadata)) return {};
    const std::int64_t number = number_in(metadata, "part");
    const auto found = std::ranges::lower_bound(numbers_, number);
    if (found == numbers_.end() || *found != number) {
      problem(fmt::format("record {} stands in part {}, which is missing", record.id, number));
      return {};
    }
    const auto at = static_cast<std::size_t>(found - numbers_.begin());
    if (at + 1 < next_part_) {
      problem(fmt::format("record {} is not in the order of its document", record.id));
      return {};
    }
    TRY(go_to_part(sql, at));
    if (!part_) return {};  // what is wrong with it is said where parts are checked
    const std::string& text = part_->part.text;
    const auto begin = static_cast<std::uint64_t>(number_in(metadata, "begin"));
    if (begin > text.size() || text.compare(begin, record.text.size(), record.text) != 0) {
      problem(fmt::format("the text of record {} does not stand at its place in part {}", record.id,
                          number));
      return {};
    }
    const auto from = static_cast<std::uint32_t>(begin);
    pass(from);
    covered_ = std::max(covered_, static_cast<std::uint32_t>(from + record.text.size()));
    look_at_anchors(record, metadata, from);
    return {};
  }

  // The one record of a document without text, and that of what a document says of itself.
  static bool stands_nowhere(const Record& record, const model::Metadata& metadata) {
    RecordContext context;
    context.document.document_id = text_in(metadata, "document_id");
    context.document.title = text_in(metadata, "title");
    context.document.source = text_in(metadata, "source");
    context.document.kind = text_in(metadata, "kind");
    context.document.language = text_in(metadata, "language");
    context.document.properties = text_in(metadata, "properties");
    const bool is_of_properties = !context.document.properties.empty();
    auto ordinal = is_of_properties ? static_cast<std::uint64_t>(number_in(metadata, "chunk"))
                                    : std::uint64_t{};
    const store::NewRecord made = is_of_properties ? make_properties_record(context, ordinal)
                                                   : make_name_record(context, ordinal);
    return record.text == made.text && record.metadata == made.metadata;
  }

  void look_at_anchors(const Record& record, const model::Metadata& metadata, std::uint32_t begin) {
    const auto anchors = model::anchors_from_text(text_in(metadata, "anchors"));
    if (!anchors || anchors->empty())
      return problem(fmt::format("record {} does not say where it stands", record.id));
    const model::Anchor& anchor = anchors->front();
    const std::string_view text = part_->part.text;
    const std::uint64_t start =
        part_->first_code_point + text::count_code_points(text.substr(0, begin));
    const bool elsewhere =
        (anchor.kind == model::AnchorKind::kText &&
         (anchor.start != start || anchor.end != start + text::count_code_points(record.text))) ||
        (anchor.kind == model::AnchorKind::kPage && anchor.page != part_->part.page_at(begin));
    if (elsewhere)
      problem(fmt::format("the place of record {} is not where its text stands", record.id));
  }

  Result<void> enter_part(store::Sql& sql) {
    covered_ = 0;
    part_.reset();
    const auto number = static_cast<std::uint32_t>(numbers_[next_part_++]);
    auto read = store::read_part(sql, version_.version_id, number);
    if (read) part_ = std::move(*read);
    if (!read && read.error().code != Code::kDataLoss && read.error().code != Code::kNotFound)
      return std::unexpected(read.error());
    return {};
  }

  // Comes to the part `at` of those there are, or behind the last: those before it have no more
  // records.
  Result<void> go_to_part(store::Sql& sql, std::size_t at) {
    while (next_part_ <= at) {
      if (part_) pass(static_cast<std::uint32_t>(part_->part.text.size()));
      part_.reset();
      if (next_part_ == numbers_.size()) break;
      TRY(enter_part(sql));
    }
    return {};
  }

  // No record has the text from `covered_` to `end`: then there is none but white space.
  void pass(std::uint32_t end) {
    if (!version_.is_cut_whole) return;
    const std::string_view text = part_->part.text;
    for (const model::Block& block : part_->part.blocks) {
      if (block.set_aside) continue;
      const std::uint32_t from = std::max(covered_, block.begin);
      const std::uint32_t to = std::min(end, block.end);
      if (from >= to || text::trim(text.substr(from, to - from)).empty()) continue;
      problem(fmt::format("no record has the text of part {} of {} from byte {} to {}",
                          part_->part.number, version_.name, from, to));
      return;
    }
  }

  const store::Reads& store_;
  const Version& version_;
  Problems& problems_;
  std::vector<std::int64_t> numbers_;  // of the parts that are there
  std::size_t next_part_ = 0;          // the first of them that was not entered
  std::optional<store::StoredPart> part_;
  std::uint32_t covered_ = 0;  // of this part, by records
  std::int64_t last_row_ = 0;
  std::int64_t last_position_ = 0;
  std::int64_t next_ordinal_ = 0;
  bool kind_told_ = false;
};

Result<std::vector<Version>> versions_from(const store::Reads& store, std::int64_t last) {
  std::vector<Version> out;
  TRY(store.read([&](store::Sql& sql) {
    return sql.query(R"sql(
        SELECT v.version_id, d.collection_id, v.state, v.number, d.document_id, d.title, d.kind,
               EXISTS (SELECT 1 FROM jobs j WHERE j.document_no = v.document_no
                         AND j.version_id = v.version_id AND j.kind = 'ingest')
        FROM versions v JOIN documents d ON d.document_no = v.document_no
        WHERE v.version_id > $1 AND v.state IN ('arriving', 'current', 'retired')
        ORDER BY v.version_id LIMIT $2)sql",
                     {last, kVersionsTogether}, [&](const store::SqlRow& row) {
                       out.push_back({row.integer(0), row.integer(1), row.text(2),
                                      fmt::format("{} version {}", row.text(4), row.integer(3)),
                                      row.text(4), row.text(5), row.text(6), row.integer(7) != 0});
                       return true;
                     });
  }));
  return out;
}

Result<void> check_versions(const store::Reads& store, Problems& problems) {
  for (std::int64_t last = 0;;) {
    const auto versions = TRY(versions_from(store, last));
    for (const Version& version : versions)
      TRY(VersionCheck(store, version, problems).run());
    if (versions.size() < static_cast<std::size_t>(kVersionsTogether)) return {};
    last = versions.back().version_id;
  }
}

// What was replaced keeps the body it had.
Result<void> check_history(const store::Reads& store, std::int64_t collection_id,
                           Problems& problems) {
  std::int64_t last = -1;
  for (std::size_t seen = kHistoryTogether; seen == kHistoryTogether;) {
    seen = 0;
    TRY(store.read([&](store::Sql& sql) {
      return sql.query(
          R"sql(
          SELECT h.row_no, h.id, h.version_id, b.metadata FROM record_history h
          JOIN bodies b ON b.body_id = h.body_id
          WHERE h.collection_id = $1 AND h.row_no > $2 ORDER BY h.row_no LIMIT $3)sql",
          {collection_id, last, store::to_sql(kHistoryTogether)}, [&](const store::SqlRow& row) {
            ++seen;
            last = row.integer(0);
            const auto metadata = model::metadata_from_json(row.text(3));
            const std::string id = metadata
                                       ? fmt::format("{}-{}-{}", text_in(*metadata, "document_id"),
                                                     row.integer(2), number_in(*metadata, "chunk"))
                                       : std::string();
            if (id != row.text(1))
              add_problem(problems,
                          fmt::format("the history of record {} has another's text", row.text(1)));
            return true;
          });
    }));
  }
  return {};
}

Result<void> check_histories(const store::Reads& store, Problems& problems) {
  std::vector<std::int64_t> collections;
  TRY(store.read([&](store::Sql& sql) {
    return sql.query("SELECT collection_id FROM collections", {}, [&](const store::SqlRow& row) {
      collections.push_back(row.integer(0));
      return true;
    });
  }));
  for (const std::int64_t collection : collections)
    TRY(check_history(store, collection, problems));
  return {};
}

}  // namespace

Result<std::vector<std::string>> check_chunks(const store::Reads& store) {
  Problems problems;
  for (const auto& [what, check] : {std::pair("records with their parts", &check_versions),
                                    {"the history", &check_histories}}) {
    const auto done = check(store, problems);
    if (done) continue;
    if (store::says_nothing_of_rows(done.error())) return std::unexpected(done.error());
    add_problem(problems,
                fmt::format("not all could be compared, {}: {}", what, done.error().message));
  }
  return problems;
}

}  // namespace alexandria::library
