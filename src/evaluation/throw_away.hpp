#pragma once
// A collection for one evaluation.
#include <string>
#include <utility>
#include <vector>

#include "alexandria/evaluation/evaluate.hpp"
#include "alexandria/library/library.hpp"

namespace alexandria::evaluation {

/// A collection with a random name, dropped by the destructor.
class ThrowAwayCollection {
 public:
  static Result<ThrowAwayCollection> make(library::Library& library, const std::string& model);
  ThrowAwayCollection(ThrowAwayCollection&& other) noexcept
      : library_(other.library_), row_(std::move(other.row_)) {
    other.library_ = nullptr;
  }
  ThrowAwayCollection& operator=(ThrowAwayCollection&&) = delete;
  ~ThrowAwayCollection();
  const store::CollectionRow& row() const { return row_; }
  /// Adds documents of plain text, cut by `cutter` (empty: as ingestion does).
  Result<library::AddedTexts> add(const std::vector<library::PlainDocument>& documents,
                                  const library::TextCutter& cutter, const Progress& progress);

 private:
  ThrowAwayCollection(library::Library* library, store::CollectionRow row)
      : library_(library), row_(std::move(row)) {}
  library::Library* library_;
  store::CollectionRow row_;
};

}  // namespace alexandria::evaluation
