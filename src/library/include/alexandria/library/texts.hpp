#pragma once
// Texts that need no parsing, added through the steps of ingestion that come after it. For what
// brings many texts at once (evaluation sets); it waits for no job.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/store/blobs.hpp"
#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"
#include "alexandria/text/chunker.hpp"

namespace alexandria::library {

class Embedders;
class IndexSet;

struct PlainDocument {
  std::string id;  ///< becomes the document's source
  std::string title;
  std::string text;
};

/// Cuts a text into passages: bytes [begin, end). `count_tokens` is the collection's model's.
using TextCutter = std::function<std::vector<std::pair<std::uint32_t, std::uint32_t>>(
    std::string_view text, const text::TokenCounter& count_tokens)>;

struct AddedTexts {
  std::map<std::uint64_t, std::string> ids;  ///< PlainDocument::id by document number
  std::size_t records = 0;
  std::uint64_t tokens = 0;  ///< that the model read
};

/// Threads: all functions at any time.
class Texts {
 public:
  Texts(store::Store& store, store::Blobs& blobs, IndexSet& indexes, Embedders& embedders);
  /// Adds them to a collection; they are searchable when this returns. `cutter`: empty for the
  /// passages that ingestion makes. `progress` is called with the documents done.
  Result<AddedTexts> add(const store::CollectionRow& collection,
                         const std::vector<PlainDocument>& documents, const TextCutter& cutter,
                         const std::function<void(std::size_t done)>& progress);

 private:
  store::Store& store_;
  store::Blobs& blobs_;
  IndexSet& indexes_;
  Embedders& embedders_;
};

}  // namespace alexandria::library
