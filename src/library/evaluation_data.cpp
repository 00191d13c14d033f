#include "evaluation_data.hpp"

#include <charconv>
#include <fstream>
#include <set>

#include <boost/json.hpp>

#include "alexandria/base/identifier.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/collections.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/embedding_cache.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kDocumentsTogether = 64;

Result<void> each_json_line(const std::filesystem::path& path,
                            const std::function<void(const boost::json::object&)>& take) {
  std::ifstream in(path);
  if (!in) return fail(Code::kNotFound, "file_not_found", "cannot open {}", path.string());
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(line, error);
    const boost::json::object* object = error ? nullptr : value.if_object();
    if (object == nullptr || !object->contains("_id") || !object->contains("text"))
      return fail(Code::kInvalidArgument, "invalid_evaluation_set",
                  "line {} of {} is no object with _id and text", number, path.string());
    take(*object);
  }
  return {};
}

std::string text_of(const boost::json::object& object, std::string_view key) {
  const boost::json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<std::map<std::string, Judgements>> read_judgements(const std::filesystem::path& path) {
  std::ifstream in(path);
  if (!in) return fail(Code::kNotFound, "file_not_found", "cannot open {}", path.string());
  std::map<std::string, Judgements> out;
  std::string line;
  std::getline(in, line);  // names of the columns
  while (std::getline(in, line)) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    if (second == std::string::npos) continue;
    int grade = 0;
    std::from_chars(line.data() + second + 1, line.data() + line.size(), grade);
    out[line.substr(0, first)][line.substr(first + 1, second - first - 1)] = grade;
  }
  return out;
}

}  // namespace

Result<EvaluationSet> read_evaluation_set(const std::filesystem::path& folder) {
  EvaluationSet set;
  set.name = std::filesystem::weakly_canonical(folder).filename().string();
  TRY(each_json_line(folder / "corpus.jsonl", [&](const boost::json::object& object) {
    set.documents.push_back(
        {text_of(object, "_id"), text_of(object, "title"), text_of(object, "text")});
  }));
  set.judgements = TRY(read_judgements(folder / "qrels" / "test.tsv"));
  TRY(each_json_line(folder / "queries.jsonl", [&](const boost::json::object& object) {
    if (set.judgements.contains(text_of(object, "_id")))
      set.queries.emplace_back(text_of(object, "_id"), text_of(object, "text"));
  }));
  return set;
}

EvaluationSet pool_sets(std::vector<EvaluationSet> sets) {
  EvaluationSet out;
  out.name = "pool";
  for (EvaluationSet& set : sets) {
    const std::string prefix = set.name + "/";
    for (PlainDocument& document : set.documents)
      out.documents.push_back(
          {prefix + document.id, std::move(document.title), std::move(document.text)});
    for (auto& [id, text] : set.queries)
      out.queries.emplace_back(prefix + id, std::move(text));
    for (const auto& [query, judgements] : set.judgements)
      for (const auto& [document, grade] : judgements)
        out.judgements[prefix + query][prefix + document] = grade;
  }
  return out;
}

Result<ThrowAwayCollection> ThrowAwayCollection::make(Library& library, const std::string& model) {
  return ThrowAwayCollection(&library,
                             TRY(library.create_collection("eval-" + base::random_hex(8), model)));
}

ThrowAwayCollection::~ThrowAwayCollection() {
  if (library_ == nullptr) return;
  const auto dropped = library_->drop_collection(row_.name);
  if (!dropped)
    log::warning("the collection {} could not be dropped: {}", row_.name, dropped.error().message);
}

namespace {

class Adder {
 public:
  Adder(Library& library, const store::CollectionRow& collection, const RecordMaker& maker)
      : core_(library.core()), collection_(collection), maker_(maker) {}

  Result<void> add(const PlainDocument* first, const PlainDocument* last,
                   std::map<std::uint64_t, std::string>& ids) {
    embed::Embedder* embedder = TRY(core_.embedders->get(collection_.model));
    TRY(core_.indexes->get(collection_));
    std::vector<std::string> hashes;
    for (const PlainDocument* document = first; document != last; ++document)
      hashes.push_back(TRY(keep_blob(document->id + "\n" + document->text)));
    std::vector<store::NewRecord> records;
    std::vector<std::string> titles;
    TRY(core_.store->write([&](store::Sql& sql) -> Result<void> {
      for (const PlainDocument* document = first; document != last; ++document)
        TRY(write_document(sql, *document, hashes[static_cast<std::size_t>(document - first)],
                           records, titles, ids));
      return {};
    }));
    FreshVectors fresh;
    const std::atomic<bool> stop = false;
    if (embedder != nullptr)
      fresh = TRY(embed_records(records, titles, *embedder, *core_.store, stop));
    std::vector<store::RecordRow> rows;
    store::CommitRow commit;
    return core_.store->write(
        [&](store::Sql& sql) -> Result<void> {
          if (!fresh.hashes.empty())
            TRY(store::keep_cached_vectors(sql, collection_.model_version, fresh.hashes,
                                           fresh.vectors, core_.clock.now_ms()));
          rows =
              TRY(store::insert_records(sql, collection_, records, core_.clock.now_ms(), commit));
          return {};
        },
        [&] { core_.indexes->follow(collection_.collection_id, rows, commit); });
  }

 private:
  Result<std::string> keep_blob(const std::string& bytes) {
    auto file = TRY(platform::TemporaryFile::make(core_.blobs->incoming()));
    TRY(file.write(bytes));
    const std::string sha256 = platform::sha256_of(bytes);
    TRY(core_.blobs->keep(file.path(), sha256));
    return sha256;
  }

  Result<void> write_document(store::Sql& sql, const PlainDocument& plain,
                              const std::string& sha256, std::vector<store::NewRecord>& records,
                              std::vector<std::string>& titles,
                              std::map<std::uint64_t, std::string>& ids) {
    const std::int64_t now = core_.clock.now_ms();
    store::DocumentRow document;
    document.document_id = base::new_identifier(now);
    document.collection_id = collection_.collection_id;
    document.title = plain.title;
    document.source = plain.id;
    document.kind = "text";
    document.status = "searchable";
    document.language = text::detect_language(plain.title + " " + plain.text);
    document.created_ms = document.updated_ms = now;
    TRY(core_.blobs->reference(sql, sha256, plain.id.size() + 1 + plain.text.size()));
    document.document_no = TRY(store::insert_document(sql, document));
    document.current_version = TRY(store::insert_version(sql, document.document_no, sha256, now));
    TRY(store::set_version_state(sql, document.current_version, "current"));
    TRY(store::update_document(sql, document));
    ids[static_cast<std::uint64_t>(document.document_no)] = plain.id;
    store::StoredPart part;
    part.part.text = text::to_valid_utf8(plain.text);
    // Paragraphs end at blank lines, as in the parser of plain text.
    for (std::size_t begin = 0; begin < part.part.text.size();) {
      std::size_t end = std::min(part.part.text.find("\n\n", begin), part.part.text.size());
      part.part.blocks.push_back({model::BlockKind::kParagraph, 0,
                                  static_cast<std::uint32_t>(begin),
                                  static_cast<std::uint32_t>(end), ""});
      begin = std::min(end + 2, part.part.text.size());
    }
    part.code_points = text::count_code_points(part.part.text);
    TRY(store::put_part(sql, document.current_version, 0, part.part));
    for (auto& record : maker_(part, {document, document.current_version, 0})) {
      records.push_back(std::move(record));
      titles.push_back(plain.title);
    }
    return {};
  }

  Core& core_;
  const store::CollectionRow& collection_;
  const RecordMaker& maker_;
};

}  // namespace

RecordMaker ingestion_records(const embed::Embedder* embedder) {
  return [embedder](const store::StoredPart& part, const RecordContext& context) {
    text::HeadingPath path;
    std::uint64_t ordinal = 0;
    const auto count_tokens = [embedder](std::string_view text) {
      return embedder != nullptr ? embedder->count_tokens(text) : text.size() / 5 + 1;
    };
    return make_records(part, context, count_tokens, chunk_limits(embedder), path, ordinal);
  };
}

Result<std::map<std::uint64_t, std::string>> add_documents(
    Library& library, const store::CollectionRow& collection,
    const std::vector<PlainDocument>& documents, const RecordMaker& maker,
    const Progress& progress) {
  std::map<std::uint64_t, std::string> ids;
  Adder adder(library, collection, maker);
  for (std::size_t i = 0; i < documents.size(); i += kDocumentsTogether) {
    const std::size_t end = std::min(documents.size(), i + kDocumentsTogether);
    TRY(adder.add(documents.data() + i, documents.data() + end, ids));
    progress("adding documents", end, documents.size());
    const auto index = TRY(library.core().indexes->get(collection));
    while (index->merge()) {}
  }
  return ids;
}

}  // namespace alexandria::library
