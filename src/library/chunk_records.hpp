#pragma once
// From parsed parts to records: chunks with anchors, their metadata, and vectors that are
// known or that the model makes.
#include <atomic>
#include <string>
#include <vector>

#include "alexandria/embed/embedder.hpp"
#include "alexandria/model/chunk.hpp"
#include "alexandria/model/document.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/rows.hpp"
#include "alexandria/store/store.hpp"
#include "alexandria/text/chunker.hpp"

namespace alexandria::library {

/// The anchors of bytes [begin, end) of a part: pages with a box for each line, cells, or code
/// points of the document's text.
std::vector<model::Anchor> anchors_of(const store::StoredPart& part, std::uint32_t begin,
                                      std::uint32_t end);

/// What is said of a document in the metadata of its records.
struct RecordContext {
  store::DocumentRow document;
  std::int64_t version_id = 0;
  std::uint32_t access_set = 0;
};

/// Cuts a part and makes its records, without vectors. `ordinal` numbers the version's chunks and
/// is moved on.
std::vector<store::NewRecord> make_records(const store::StoredPart& part,
                                           const RecordContext& context,
                                           const text::TokenCounter& count_tokens,
                                           const text::ChunkLimits& limits, text::HeadingPath& path,
                                           std::uint64_t& ordinal);

/// The only record of a version without text for passages: its title and the name of its file. It
/// stands at no place of a part.
store::NewRecord make_name_record(const RecordContext& context, std::uint64_t& ordinal);

/// The record of what a document says of itself, a line for each property. It stands at no place of
/// a part, and no answer quotes it.
store::NewRecord make_properties_record(const RecordContext& context, std::uint64_t& ordinal);

/// What the model reads of a record: title, headings and text.
std::string text_to_embed(const store::NewRecord& record, const std::string& title);

/// The name of a text that a model read: 32 hexadecimal digits.
std::string text_hash(const std::string& text);

/// Records of a batch whose vectors stand nowhere yet.
struct WithoutVector {
  std::vector<std::string> texts;   // what the model is to read
  std::vector<std::size_t> places;  // of their records
};
/// Fills in text hashes and known vectors; as `embed_records`.
Result<WithoutVector> find_without_vector(std::vector<store::NewRecord>& records,
                                          const std::vector<std::string>& titles,
                                          const embed::Embedder& embedder, store::Store& store);

/// Fills in vectors and text hashes (`titles`: one for each record, or one for all). A text whose
/// vector stands in the store already is not embedded again.
Result<void> embed_records(std::vector<store::NewRecord>& records,
                           const std::vector<std::string>& titles, embed::Embedder& embedder,
                           store::Store& store, const std::atomic<bool>& stop);

/// Limits that fit a model: whole parts up to what it reads at once, less the room for title and
/// headings.
text::ChunkLimits chunk_limits(const embed::Embedder* embedder);

}  // namespace alexandria::library
