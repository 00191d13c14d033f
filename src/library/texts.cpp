#include "alexandria/library/texts.hpp"

#include <algorithm>

#include "alexandria/base/identifier.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "chunk_records.hpp"
#include "embedders.hpp"
#include "index_set.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kDocumentsTogether = 64;

// Paragraphs end at blank lines, as in the parser of plain text.
store::StoredPart part_of(const std::string& text) {
  store::StoredPart stored;
  stored.part.text = text::to_valid_utf8(text);
  const std::size_t size = stored.part.text.size();
  for (std::size_t begin = 0; begin < size;) {
    const std::size_t end = std::min(stored.part.text.find("\n\n", begin), size);
    stored.part.blocks.push_back({model::BlockKind::kParagraph, 0,
                                  static_cast<std::uint32_t>(begin),
                                  static_cast<std::uint32_t>(end), ""});
    begin = std::min(end + 2, size);
  }
  stored.code_points = text::count_code_points(stored.part.text);
  return stored;
}

/// Some documents of one collection, in two transactions: documents, then records.
class Batch {
 public:
  Batch(store::Store& store, store::Blobs& blobs, const store::CollectionRow& collection,
        embed::Embedder* embedder, const TextCutter& cutter)
      : store_(store),
        blobs_(blobs),
        collection_(collection),
        embedder_(embedder),
        cutter_(cutter) {}

  Result<void> add(const PlainDocument* first, const PlainDocument* last, IndexSet& indexes,
                   AddedTexts& added) {
    std::vector<store::KeptBlob> kept;
    for (const PlainDocument* document = first; document != last; ++document)
      kept.push_back(TRY(keep_blob(document->id + "\n" + document->text)));
    TRY(store_.write([&](store::Sql& sql) -> Result<void> {
      records_.clear();
      titles_.clear();
      for (const PlainDocument* document = first; document != last; ++document)
        TRY(write_document(sql, *document, kept[static_cast<std::size_t>(document - first)],
                           added));
      return {};
    }));
    added.records += records_.size();
    return write_records(indexes);
  }

 private:
  Result<store::KeptBlob> keep_blob(const std::string& bytes) {
    auto file = TRY(platform::TemporaryFile::make(blobs_.incoming()));
    TRY(file.write(bytes));
    const std::string sha256 = platform::sha256_of(bytes);
    return blobs_.keep(file.path(), sha256);
  }

  Result<void> write_document(store::Sql& sql, const PlainDocument& plain,
                              const store::KeptBlob& blob, AddedTexts& added) {
    const std::int64_t now = sql.now_ms();
    store::DocumentRow document;
    document.document_id = base::new_identifier(now);
    document.collection_id = collection_.collection_id;
    document.title = plain.title;
    document.source = plain.id;
    document.kind = "text";
    document.status = "searchable";
    document.language = text::detect_language(plain.title + " " + plain.text);
    document.created_ms = document.updated_ms = now;
    TRY(store::Blobs::reference(sql, blob));
    document.document_no = TRY(store::insert_document(sql, document));
    document.current_version =
        TRY(store::insert_version(sql, document.document_no, blob.sha256, now)).version_id;
    TRY(store::set_version_state(sql, document.current_version, "current"));
    TRY(store::update_document(sql, document));
    added.ids[static_cast<std::uint64_t>(document.document_no)] = plain.id;
    const store::StoredPart part = part_of(plain.text);
    TRY(store::put_part(sql, document.current_version, 0, part.part));
    make_records_of(part, {document, document.current_version, 0}, plain.title);
    return {};
  }

  void make_records_of(const store::StoredPart& part, const RecordContext& context,
                       const std::string& title) {
    text::HeadingPath path;
    std::uint64_t ordinal = 0;
    const text::TokenCounter count = [this](std::string_view text) {
      return embedder_ != nullptr ? embedder_->count_tokens(text) : text.size() / 5 + 1;
    };
    if (!cutter_) {
      keep(make_records(part, context, count, chunk_limits(embedder_), path, ordinal), title);
      return;
    }
    // A part with one block becomes one passage, whatever the limits.
    constexpr text::ChunkLimits kNoLimits{1 << 20, 1 << 20};
    const auto one_token = [](std::string_view) { return std::size_t{1}; };
    store::StoredPart piece = part;
    for (const auto& [begin, end] : cutter_(part.part.text, count)) {
      piece.part.blocks = {{model::BlockKind::kCode, 0, begin, end, ""}};
      keep(make_records(piece, context, one_token, kNoLimits, path, ordinal), title);
    }
  }

  void keep(std::vector<store::NewRecord> records, const std::string& title) {
    for (store::NewRecord& record : records) {
      records_.push_back(std::move(record));
      titles_.push_back(title);
    }
  }

  Result<void> write_records(IndexSet& indexes) {
    const std::atomic<bool> never = false;
    if (embedder_ != nullptr && !records_.empty())
      TRY(embed_records(records_, titles_, *embedder_, store_, never));
    Changes changes{collection_.collection_id, {}, {}};
    return store_.write(
        [&](store::Sql& sql) -> Result<void> {
          changes.rows =
              TRY(store::insert_records(sql, collection_, records_, sql.now_ms(), changes.commit));
          return {};
        },
        [&] { indexes.note(std::move(changes)); });
  }

  store::Store& store_;
  store::Blobs& blobs_;
  const store::CollectionRow& collection_;
  embed::Embedder* embedder_;
  const TextCutter& cutter_;
  std::vector<store::NewRecord> records_;
  std::vector<std::string> titles_;  // of the records' documents
};

}  // namespace

Texts::Texts(store::Store& store, store::Blobs& blobs, IndexSet& indexes, Embedders& embedders)
    : store_(store), blobs_(blobs), indexes_(indexes), embedders_(embedders) {}

Result<AddedTexts> Texts::add(const store::CollectionRow& collection,
                              const std::vector<PlainDocument>& documents, const TextCutter& cutter,
                              const std::function<void(std::size_t done)>& progress) {
  AddedTexts added;
  embed::Embedder* embedder = TRY(embedders_.get(collection.model));
  const std::uint64_t tokens_before = embedder == nullptr ? 0 : embedder->tokens_embedded();
  const auto index = TRY(indexes_.get(collection));  // open, so that it follows what arrives
  for (std::size_t i = 0; i < documents.size(); i += kDocumentsTogether) {
    const std::size_t end = std::min(documents.size(), i + kDocumentsTogether);
    Batch batch(store_, blobs_, collection, embedder, cutter);
    TRY(batch.add(documents.data() + i, documents.data() + end, indexes_, added));
    progress(end);
    while (index->merge()) {}
  }
  if (embedder != nullptr) added.tokens = embedder->tokens_embedded() - tokens_before;
  return added;
}

}  // namespace alexandria::library
