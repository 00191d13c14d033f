#pragma once
// Evaluation sets from files, and texts into a collection that is thrown away.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "alexandria/library/evaluate.hpp"
#include "chunk_records.hpp"
#include "core.hpp"
#include "metrics.hpp"

namespace alexandria::library {

struct PlainDocument {
  std::string id;
  std::string title;
  std::string text;
};
struct EvaluationSet {
  std::string name;
  std::vector<PlainDocument> documents;
  std::vector<std::pair<std::string, std::string>> queries;  // id, text; judged ones only
  std::map<std::string, Judgements> judgements;
};
/// kNotFound or kInvalidArgument, naming file and line.
Result<EvaluationSet> read_evaluation_set(const std::filesystem::path& folder);
/// One set of all, with ids "set/id".
EvaluationSet pool_sets(std::vector<EvaluationSet> sets);

/// A collection with a random name, dropped by the destructor.
class ThrowAwayCollection {
 public:
  static Result<ThrowAwayCollection> make(Library& library, const std::string& model);
  ThrowAwayCollection(ThrowAwayCollection&& other) noexcept
      : library_(other.library_), row_(std::move(other.row_)) {
    other.library_ = nullptr;
  }
  ThrowAwayCollection& operator=(ThrowAwayCollection&&) = delete;
  ~ThrowAwayCollection();
  const store::CollectionRow& row() const { return row_; }

 private:
  ThrowAwayCollection(Library* library, store::CollectionRow row)
      : library_(library), row_(std::move(row)) {}
  Library* library_;
  store::CollectionRow row_;
};

/// How a document's parts become records; the default is that of ingestion.
using RecordMaker =
    std::function<std::vector<store::NewRecord>(const store::StoredPart&, const RecordContext&)>;
/// The records that ingestion makes, for a model (nullptr: none).
RecordMaker ingestion_records(const embed::Embedder* embedder);
/// Adds documents of plain text through the steps of ingestion after parsing. Gives document ids by
/// document number.
Result<std::map<std::uint64_t, std::string>> add_documents(
    Library& library, const store::CollectionRow& collection,
    const std::vector<PlainDocument>& documents, const RecordMaker& maker,
    const Progress& progress);

}  // namespace alexandria::library
