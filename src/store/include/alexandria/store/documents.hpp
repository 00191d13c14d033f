#pragma once
#include <optional>
#include <string>
#include <vector>

#include "alexandria/model/document.hpp"
#include "alexandria/store/rows.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// kNotFound `document_not_found`.
Result<DocumentRow> find_document(Sql& sql, const std::string& document_id);
Result<DocumentRow> find_document(Sql& sql, std::int64_t document_no);
/// The same; until the COMMIT nobody else changes or erases it, or makes another of its versions
/// current. On SQLite every request has that of everything.
Result<DocumentRow> lock_document(Sql& sql, std::int64_t document_no);
/// Until the COMMIT nobody else takes uploads into the collection: which document a source or the
/// same bytes stand for is not to change between looking and writing.
Result<void> lock_intake(Sql& sql, std::int64_t collection_id);
/// The document that a source (path or URL) stands for in a collection.
Result<std::optional<DocumentRow>> find_document_by_source(Sql& sql, std::int64_t collection_id,
                                                           const std::string& source);
/// A document of the collection whose newest version has these bytes. One that arrives counts only
/// where it is the first: if it is cancelled, the document goes back to other bytes.
Result<std::optional<DocumentRow>> find_document_by_blob(Sql& sql, std::int64_t collection_id,
                                                         const std::string& sha256);
struct DocumentQuery {
  std::int64_t collection_id = 0;  // 0: all
  std::string status;              // empty: all
  std::uint64_t limit = 50;
  std::uint64_t offset = 0;
};
/// Newest first.
Result<std::vector<DocumentRow>> list_documents(Sql& sql, const DocumentQuery& query);
Result<std::uint64_t> count_documents(Sql& sql, const DocumentQuery& query);

/// Gives the new row's number.
Result<std::int64_t> insert_document(Sql& sql, const DocumentRow& document);
/// Title, source, kind, language, status, reason, warning, current version, pages, updated_ms,
/// accounting.
Result<void> update_document(Sql& sql, const DocumentRow& document);
/// Versions, parts, sources and jobs go with it; its records must be gone already.
Result<void> erase_document(Sql& sql, std::int64_t document_no);

/// The sources that share a document, in the order of the alphabet; none for a bare upload.
Result<std::vector<std::string>> sources_of(Sql& sql, std::int64_t document_no);
/// From now on the source stands for this document, whatever it stood for before.
Result<void> set_source(Sql& sql, std::int64_t collection_id, const std::string& source,
                        std::int64_t document_no);

/// Adds the next version of a document in state arriving; gives it.
Result<VersionRow> insert_version(Sql& sql, std::int64_t document_no, const std::string& sha256,
                                  std::int64_t now_ms, const std::string& header = {});
/// The newest version that arrives or is current.
Result<std::optional<VersionRow>> newest_version(Sql& sql, std::int64_t document_no);
Result<void> set_version_state(Sql& sql, std::int64_t version_id, std::string_view state);
Result<std::vector<VersionRow>> list_versions(Sql& sql, std::int64_t document_no);
Result<VersionRow> find_version(Sql& sql, std::int64_t version_id);

struct StoredPart {
  std::uint64_t first_code_point = 0;
  std::uint64_t code_points = 0;
  model::ParsedPart part;
};
/// Replaces parts of the same numbers.
Result<void> put_parts(Sql& sql, std::int64_t version_id, const std::vector<StoredPart>& parts);
Result<void> put_part(Sql& sql, std::int64_t version_id, std::uint64_t first_code_point,
                      const model::ParsedPart& part);
/// The parts of a version, ascending, with the number of their blocks; nothing is decoded.
struct PartSize {
  std::uint32_t number = 0;
  std::int64_t blocks = 0;
};
Result<std::vector<PartSize>> part_sizes(Sql& sql, std::int64_t version_id);
Result<void> erase_parts(Sql& sql, std::int64_t version_id);
/// Parts of a version from `first` on, `most` of them. kDataLoss if one fails its checksum.
Result<std::vector<StoredPart>> read_parts(Sql& sql, std::int64_t version_id, std::uint32_t first,
                                           std::uint64_t most);
/// All of them.
Result<std::vector<StoredPart>> read_parts(Sql& sql, std::int64_t version_id);
Result<StoredPart> read_part(Sql& sql, std::int64_t version_id, std::uint32_t number);

}  // namespace alexandria::store
