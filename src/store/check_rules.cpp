#include "check_rules.hpp"

#include <array>

namespace alexandria::store {
namespace {

constexpr std::array kRules = {
    Rule{"documents", R"sql(
      SELECT d.document_id FROM documents d LEFT JOIN versions v ON v.version_id = d.current_version
      WHERE d.current_version <> 0 AND
            (v.state IS NULL OR v.state <> 'current' OR v.document_no <> d.document_no))sql",
         "document {} names a version that is not its current one"},
    Rule{"documents", R"sql(
      SELECT d.document_id FROM documents d
      WHERE (SELECT COUNT(*) FROM versions v
             WHERE v.document_no = d.document_no AND v.state = 'current')
            <> CASE WHEN d.current_version = 0 THEN 0 ELSE 1 END)sql",
         "document {} has not exactly the one current version that it names"},
    Rule{"documents", R"sql(
      SELECT d.document_id FROM documents d
      WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.document_no = d.document_no))sql",
         "document {} has no version at all"},
    Rule{"documents", R"sql(
      SELECT document_id FROM documents
      WHERE (status = 'searchable') <> (current_version <> 0))sql",
         "the status of document {} disagrees with its current version"},
    Rule{"documents", R"sql(
      SELECT document_id || ': ' || status FROM documents
      WHERE status NOT IN ('processing', 'searchable', 'failed'))sql",
         "a document has a status that there is not: {}"},
    Rule{"documents", R"sql(
      SELECT d.document_id FROM documents d
      WHERE d.status = 'processing' AND NOT EXISTS
        (SELECT 1 FROM jobs j WHERE j.document_no = d.document_no
                                AND j.state IN ('queued', 'running')))sql",
         "document {} is processing, and no job works on it"},
    Rule{"documents and their parts", R"sql(
      SELECT d.document_id || ': ' || d.pages || ' instead of ' ||
             (SELECT COALESCE(MAX(p.page), 0) FROM parts p WHERE p.version_id = d.current_version)
      FROM documents d
      WHERE d.current_version <> 0 AND d.pages <>
        (SELECT COALESCE(MAX(p.page), 0) FROM parts p WHERE p.version_id = d.current_version))sql",
         "a document has not the pages that its parts have: {}"},
    Rule{"versions", R"sql(
      SELECT d.document_id || ' version ' || v.number
      FROM versions v JOIN documents d ON d.document_no = v.document_no
      WHERE v.state = 'arriving' AND NOT EXISTS
        (SELECT 1 FROM jobs j WHERE j.version_id = v.version_id
                                AND j.state IN ('queued', 'running')))sql",
         "{} is arriving, and no job works on it"},
    Rule{"versions", R"sql(
      SELECT d.document_id || ' version ' || v.number
      FROM versions v JOIN documents d ON d.document_no = v.document_no
      WHERE v.state = 'current' AND EXISTS
        (SELECT 1 FROM versions n WHERE n.document_no = v.document_no AND n.number > v.number
                                    AND n.state = 'retired'))sql",
         "{} took the place of a newer version"},
    Rule{"versions", R"sql(
      SELECT d.document_id || ' version ' || v.number || ': ' || v.state
      FROM versions v JOIN documents d ON d.document_no = v.document_no
      WHERE v.state NOT IN ('arriving', 'current', 'retired', 'failed', 'superseded'))sql",
         "a version is in a state that there is not: {}"},
    Rule{"versions and their parts", R"sql(
      SELECT d.document_id || ' version ' || v.number
      FROM versions v JOIN documents d ON d.document_no = v.document_no
      WHERE v.state IN ('current', 'retired')
        AND NOT EXISTS (SELECT 1 FROM parts p WHERE p.version_id = v.version_id))sql",
         "{} has no parts: its text is missing"},
    Rule{"versions and their parts", R"sql(
      SELECT d.document_id || ' version ' || v.number || ', ' || v.state
      FROM versions v JOIN documents d ON d.document_no = v.document_no
      WHERE v.state IN ('failed', 'superseded')
        AND EXISTS (SELECT 1 FROM parts p WHERE p.version_id = v.version_id))sql",
         "a version that came to nothing left parts behind: {}"},
    Rule{"versions and their blobs", R"sql(
      SELECT d.document_id || ' version ' || v.number
      FROM versions v JOIN documents d ON d.document_no = v.document_no
      JOIN blobs b ON b.sha256 = v.sha256 WHERE b.state <> 'live')sql",
         "the original of {} is condemned, and would be removed"},
    // Whatever the encoding, a character takes a byte at least; blocks are set apart by two more.
    Rule{"versions and their blobs", R"sql(
      SELECT d.document_id || ' version ' || v.number
      FROM documents d JOIN versions v ON v.version_id = d.current_version
      JOIN blobs b ON b.sha256 = v.sha256
      WHERE d.kind IN ('text', 'code', 'markdown') AND 4 * b.bytes + 1000 <
        (SELECT COALESCE(SUM(p.code_points), 0) FROM parts p
         WHERE p.version_id = v.version_id))sql",
         "the original of {} holds fewer bytes than its text has characters"},
    Rule{"blobs", R"sql(
      SELECT sha256 FROM blobs
      WHERE state NOT IN ('arriving', 'live', 'condemned')
         OR (state = 'live') <> (condemned_ms = 0))sql",
         "blob {} is neither arriving, nor live, nor condemned"},
    Rule{"blobs", R"sql(
      SELECT b.sha256 FROM blobs b
      WHERE EXISTS (SELECT 1 FROM blob_garbage g WHERE g.object_key = b.object_key))sql",
         "the original of blob {} is to be removed while the blob lives"},
    Rule{"jobs", R"sql(
      SELECT document_no FROM jobs WHERE state = 'running' GROUP BY document_no
      HAVING COUNT(*) > 1)sql",
         "two jobs run for document number {}"},
    Rule{"jobs", R"sql(
      SELECT j.job_id FROM jobs j LEFT JOIN versions v ON v.version_id = j.version_id
      WHERE j.kind = 'ingest' AND j.state IN ('queued', 'running')
        AND (v.version_id IS NULL OR v.document_no <> j.document_no))sql",
         "job {} works on a version that is not there"},
    Rule{"jobs", R"sql(
      SELECT j.job_id || ', version ' || v.number || ' of document ' || d.document_id || ' is ' ||
             v.state
      FROM jobs j JOIN versions v ON v.version_id = j.version_id
      JOIN documents d ON d.document_no = v.document_no
      WHERE j.kind = 'ingest' AND j.state IN ('queued', 'running') AND v.state <> 'arriving')sql",
         "a job works on a version that is done: {}"},
    Rule{"jobs", R"sql(
      SELECT job_id || ': ' || state FROM jobs
      WHERE state NOT IN ('queued', 'running', 'done', 'failed', 'cancelled'))sql",
         "a job is in a state that there is not: {}"},
    Rule{"jobs", R"sql(
      SELECT j.job_id FROM jobs j LEFT JOIN documents d ON d.document_no = j.document_no
      WHERE j.kind = 'ingest' AND
            (d.document_no IS NULL OR d.collection_id <> j.collection_id))sql",
         "job {} names a document that is not in its collection"},
    Rule{"sources", R"sql(
      SELECT s.source FROM document_sources s JOIN documents d ON d.document_no = s.document_no
      WHERE d.collection_id <> s.collection_id)sql",
         "source {} stands for a document of another collection"},
    Rule{"sources", R"sql(
      SELECT d.document_id || ', shown as ' || d.source FROM documents d
      LEFT JOIN document_sources s ON s.collection_id = d.collection_id AND s.source = d.source
      WHERE d.holds_source <> 0 AND s.document_no IS NULL)sql",
         "no source stands for a document that came with one: {}"},
    Rule{"sources", R"sql(
      SELECT d.source || ', of ' || d.document_id || ', stands for ' || o.document_id
      FROM documents d
      JOIN document_sources s ON s.collection_id = d.collection_id AND s.source = d.source
      JOIN documents o ON o.document_no = s.document_no
      WHERE d.holds_source <> 0 AND s.document_no <> d.document_no)sql",
         "the source of one document stands for another: {}"},
    Rule{"sources", R"sql(
      SELECT d.document_id || ', shown as ' || d.source FROM documents d
      JOIN document_sources s ON s.collection_id = d.collection_id AND s.source = d.source
                             AND s.document_no = d.document_no
      WHERE d.holds_source = 0)sql",
         "a source stands for a document that is said to have none: {}"},
    Rule{"collections", R"sql(
      SELECT c.name FROM collections c
      WHERE c.position < (SELECT COALESCE(MAX(position), 0) FROM records r
                          WHERE r.collection_id = c.collection_id)
         OR c.position < (SELECT COALESCE(MAX(position), 0) FROM tombstones t
                          WHERE t.collection_id = c.collection_id)
         OR (c.position > 0 AND NOT EXISTS
             (SELECT 1 FROM commits k
              WHERE k.collection_id = c.collection_id AND k.last = c.position)))sql",
         "the position of collection {} disagrees with its feed"},
    Rule{"collections", R"sql(
      SELECT name FROM collections WHERE purged_position > position OR purged_position < 0)sql",
         "the feed of collection {} is purged beyond its newest position"},
    Rule{"collections", R"sql(
      SELECT c.name FROM collections c
      WHERE c.next_row_no <= (SELECT COALESCE(MAX(r.row_no), 0) FROM records r
                              WHERE r.collection_id = c.collection_id)
         OR c.next_row_no <= (SELECT COALESCE(MAX(t.row_no), 0) FROM tombstones t
                              WHERE t.collection_id = c.collection_id)
         OR c.next_row_no <= (SELECT COALESCE(MAX(h.row_no), 0) FROM record_history h
                              WHERE h.collection_id = c.collection_id)
         OR c.next_row_no <= (SELECT COALESCE(MAX(v.row_no), 0) FROM vector_spaces s
                              JOIN vectors v ON v.space_id = s.space_id
                              WHERE s.collection_id = c.collection_id))sql",
         "collection {} would give a row number a second time"},
    Rule{"collections", R"sql(
      SELECT c.name || ' of database ' || c.database_id FROM collections c
      LEFT JOIN databases d ON d.database_id = c.database_id
      WHERE d.database_id IS NULL OR c.kind NOT IN ('documents', 'records')
         OR (d.database_id <> '00000000-0000-0000-0000-000000000000'
             AND c.name NOT LIKE d.database_id || '/%')
         OR (c.kind = 'records' AND
             (c.uuid = '' OR EXISTS (SELECT 1 FROM documents o
                                     WHERE o.collection_id = c.collection_id))))sql",
         "a collection is not of its database or its kind: {}"},
    Rule{"commits", R"sql(
      SELECT c.name || ' at position ' || k.first
      FROM commits k JOIN collections c ON c.collection_id = k.collection_id
      WHERE k.first > k.last OR EXISTS
        (SELECT 1 FROM commits o WHERE o.collection_id = k.collection_id
                                   AND o.last >= k.first AND o.last < k.last))sql",
         "the commits of collection {} overlap"},
    Rule{"commits", R"sql(
      SELECT DISTINCT x.collection_id
      FROM (SELECT collection_id FROM commits UNION SELECT collection_id FROM tombstones
            UNION SELECT collection_id FROM record_history) x
      WHERE x.collection_id NOT IN (SELECT collection_id FROM collections))sql",
         "commits, tombstones or history belong to collection number {}, which is not there"},
    Rule{"tombstones", R"sql(
      SELECT t.id || ' at position ' || t.position FROM tombstones t
      WHERE EXISTS (SELECT 1 FROM records r
                    WHERE r.collection_id = t.collection_id AND r.row_no = t.row_no)
         OR EXISTS (SELECT 1 FROM records r
                    WHERE r.collection_id = t.collection_id AND r.position = t.position))sql",
         "a record stands where another was deleted: {}"},
    Rule{"history of records", R"sql(
      SELECT h.id FROM record_history h JOIN collections c ON c.collection_id = h.collection_id
      WHERE h.from_position < 1 OR h.from_position >= h.to_position
         OR h.to_position > c.position)sql",
         "the history of record {} has positions that do not fit"},
    Rule{"vector spaces", R"sql(
      SELECT s.space_id || ', of model ' || s.model || ' with dimension ' || s.dimension
      FROM vector_spaces s LEFT JOIN collections c ON c.collection_id = s.collection_id
      WHERE s.state NOT IN ('building', 'current', 'retired')
         OR (c.kind = 'records' AND
             (s.dimension < 0 OR s.model <> 'none' OR s.metric NOT IN ('l2', 'cosine', 'ip')))
         OR (c.kind <> 'records' AND
             (s.dimension < 1 OR s.model IN ('', 'none') OR s.model_version = ''
              OR s.metric <> 'cosine'))
         OR (s.state = 'current' AND EXISTS
             (SELECT 1 FROM vector_spaces o WHERE o.collection_id = s.collection_id
                                              AND o.state = 'current'
                                              AND o.space_id <> s.space_id)))sql",
         "a vector space is not sound: number {}"},
};

// What the databases keep apart from the tables: the counters of ids.
constexpr const char* kCountersBehind =
    "the counter of the table {} is below its greatest id: ids would be given twice";
constexpr Rule kSqliteCounters{"the counters of ids", R"sql(
      SELECT x.name FROM (
        SELECT 'collections' AS name, MAX(collection_id) AS id FROM collections UNION ALL
        SELECT 'vector_spaces', MAX(space_id) FROM vector_spaces UNION ALL
        SELECT 'documents', MAX(document_no) FROM documents UNION ALL
        SELECT 'versions', MAX(version_id) FROM versions UNION ALL
        SELECT 'bodies', MAX(body_id) FROM bodies) x
      WHERE x.id > COALESCE((SELECT MAX(q.seq) FROM sqlite_sequence q WHERE q.name = x.name),
                            0))sql",
                               kCountersBehind};
constexpr Rule kPostgresCounters{"the counters of ids", R"sql(
      SELECT x.name FROM (
        SELECT 'collections' AS name, 'collection_id' AS key, MAX(collection_id) AS id
        FROM collections UNION ALL
        SELECT 'vector_spaces', 'space_id', MAX(space_id) FROM vector_spaces UNION ALL
        SELECT 'documents', 'document_no', MAX(document_no) FROM documents UNION ALL
        SELECT 'versions', 'version_id', MAX(version_id) FROM versions UNION ALL
        SELECT 'bodies', 'body_id', MAX(body_id) FROM bodies) x
      WHERE x.id > COALESCE(pg_sequence_last_value(pg_get_serial_sequence(x.name, x.key)::regclass),
                            0))sql",
                                 kCountersBehind};

constexpr std::array kTexts = {
    TextRule{"meta", "name", true, "'setting ' || name", "name || ' ' || value"},
    TextRule{"access_sets", "access_set", false, "'access set ' || access_set", "name"},
    TextRule{"catalogue_feed", "position", false, "'catalogue entry ' || position",
             "kind || ' ' || object"},
    TextRule{"collections", "collection_id", false, "'collection number ' || collection_id",
             "name || ' ' || metadata || ' ' || configuration || ' ' || record_schema"},
    TextRule{"tenants", "tenant", true, "'tenant ' || tenant", "tenant"},
    TextRule{"databases", "database_id", true, "'database ' || database_id",
             "tenant || ' ' || name"},
    TextRule{"vector_spaces", "space_id", false, "'vector space ' || space_id",
             "name || ' ' || model || ' ' || model_version"},
    TextRule{"documents", "document_no", false, "'document ' || document_id",
             "document_id || ' ' || title || ' ' || source || ' ' || kind || ' ' || language || ' '"
             " || reason || ' ' || warning || ' ' || accounting || ' ' || properties"},
    TextRule{"document_sources", "source", true, "'a source of document number ' || document_no",
             "source"},
    TextRule{"versions", "version_id", false, "'version number ' || version_id", "sha256"},
    TextRule{"blobs", "sha256", true, "'blob ' || sha256", "sha256 || ' ' || object_key"},
    TextRule{"jobs", "job_id", true, "'job ' || job_id",
             "job_id || ' ' || kind || ' ' || stage || ' ' || reason || ' ' || checkpoint"},
    TextRule{"conversations", "conversation_id", true, "'conversation ' || conversation_id",
             "conversation_id || ' ' || title"},
    TextRule{"turns", "conversation_id || ' ' || number", true,
             "'turn ' || number || ' of conversation ' || conversation_id",
             "conversation_id || ' ' || question"},
    TextRule{"judgements", "judgement_id", true, "'judgement ' || judgement_id",
             "judgement_id || ' ' || query || ' ' || document_id"},
};

}  // namespace

std::vector<Rule> check_rules(Dialect dialect) {
  std::vector<Rule> rules(kRules.begin(), kRules.end());
  rules.push_back(dialect == Dialect::kSqlite ? kSqliteCounters : kPostgresCounters);
  return rules;
}
std::span<const TextRule> text_rules() { return kTexts; }

}  // namespace alexandria::store
