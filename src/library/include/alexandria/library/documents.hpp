#pragma once
// Documents: what is there, what it says, and its removal.
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/jobs/job_engine.hpp"
#include "alexandria/model/document.hpp"
#include "alexandria/runtime/slots.hpp"
#include "alexandria/store/blobs.hpp"
#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

class IndexSet;

struct DocumentList {
  std::vector<store::DocumentRow> documents;
  std::uint64_t total = 0;
};
/// A block of a document's text: `start` and `end` count code points of the whole text.
struct ShownBlock {
  model::Block block;
  std::string text;
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  std::uint32_t page = 0;  ///< from 1; 0: none
};
struct BlockList {
  std::vector<ShownBlock> blocks;
  std::uint64_t total = 0;
};

/// Threads: all functions at any time. Unknown documents: kNotFound `document_not_found`.
class Documents {
 public:
  /// `engine`: nullptr where jobs do not run in this process.
  Documents(store::Store& store, const store::Blobs& blobs, IndexSet& indexes,
            jobs::JobEngine* engine);
  /// Newest first. Empty `collection` or `status`: all. `limit` may be 1,000 at most.
  Result<DocumentList> list(const std::string& collection, const std::string& status,
                            std::uint64_t limit, std::uint64_t offset);
  Result<store::DocumentRow> find(const std::string& document_id);
  /// All paths and URLs that the document stands for: those that came with its bytes.
  Result<std::vector<std::string>> sources(const store::DocumentRow& document);
  Result<std::vector<store::VersionRow>> versions(const std::string& document_id);
  /// The document's text (anchors of kind text count its code points). kConflict
  /// `document_not_ready` before its first part arrived.
  Result<std::string> text(const std::string& document_id);
  /// Its blocks, in order, with the places they stand at; `total` is the number of all.
  Result<BlockList> blocks(const std::string& document_id, std::uint64_t limit,
                           std::uint64_t offset);
  /// A page of a PDF (from 1) as PNG, drawn in a child process, two at once. kConflict
  /// `no_pages` for other kinds; kResourceExhausted `queue_full` if it would have to wait too long.
  Result<std::string> page_image(const std::string& document_id, int page, int width,
                                 const std::stop_token& stop = {});
  /// The original's bytes, and the name to give them.
  Result<std::pair<store::BlobFile, std::string>> original(const std::string& document_id);
  /// Invisible when this returns; gone from every file within a minute. Gives a ReadToken.
  Result<std::string> remove(const std::string& document_id);

 private:
  Result<std::int64_t> shown_version(const std::string& document_id);
  store::Store& store_;
  const store::Blobs& blobs_;
  IndexSet& indexes_;
  jobs::JobEngine* engine_;
  runtime::Slots reading_{"readings of whole texts", 4, 1000};
  runtime::Slots drawing_{"drawings of pages", 2, 16};
};

}  // namespace alexandria::library
