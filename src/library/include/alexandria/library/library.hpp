#pragma once
// The use cases: everything a person or a program does with the library, without a word of HTTP.
// Threads: all functions at any time.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alexandria/base/clock.hpp"
#include "alexandria/embed/encoder.hpp"
#include "alexandria/index/query.hpp"
#include "alexandria/model/anchor.hpp"
#include "alexandria/model/document.hpp"
#include "alexandria/store/conversations.hpp"
#include "alexandria/store/rows.hpp"

namespace alexandria::library {

/// Where answers are written by a language model; without `base_url` the documents' own sentences
/// are quoted.
struct AskOptions {
  std::string base_url;  ///< of an endpoint that speaks the OpenAI API
  std::string model;
  std::string key;
  bool strict = false;  ///< sentences without support are left out
  std::chrono::seconds timeout{120};
};

struct Options {
  std::filesystem::path data_folder;
  std::filesystem::path models_folder;
  std::string default_model = "bge-small-en-v1.5";
  embed::Precision precision = embed::Precision::kAuto;
  std::uint64_t upload_bytes_max = 2ULL << 30;
  AskOptions ask;
  unsigned job_workers = 2;
  bool warm = false;       ///< what queries with the default model need is loaded at once
  bool background = true;  ///< jobs and maintenance run; off for commands that only read
};

/// What became of an upload. status: `queued`, or `duplicate` (then `document_id` is the one that
/// has these bytes and `job_id` is empty).
struct Upload {
  std::string document_id;
  std::string job_id;
  std::string status;
};

struct SearchRequest {
  std::string collection = "library";
  std::string query;
  std::size_t limit = 10;  ///< documents, 1 to 1,000
  index::Mode mode = index::Mode::kHybrid;
  std::string filter;  ///< JSON of the where language; empty: none
  std::vector<std::string> facets;
  std::string like_document;  ///< "more like this": a document id, instead of a query
  bool group_by_document = true;
};

struct Passage {
  std::string text;
  std::string headings;
  std::string language;  ///< BCP 47; its own where it is long enough to tell, else its document's
  std::vector<model::Anchor> anchors;
  std::vector<std::pair<std::uint64_t, std::uint64_t>>
      highlights;  ///< code points of `text`, end exclusive
  std::string record_id;
};

struct SearchHit {
  std::string document_id;
  std::string title;
  std::string kind;
  double score = 0;
  double keyword = 0;
  double dense = 0;
  bool partial = false;  ///< the document is still arriving
  Passage passage;
};

struct SearchResponse {
  std::vector<SearchHit> hits;
  std::map<std::string, std::map<std::string, std::uint64_t>> facets;
  std::uint64_t matched = 0;
  std::string suggestion;
  double seconds = 0;
};

struct Citation {
  std::string document_id;
  std::string title;
  std::string quote;  ///< verbatim from the document
  std::vector<model::Anchor> anchors;
  std::int64_t version = 0;  ///< number of the version that was read, from 1
  std::string supported;     ///< supported, partly, not_supported
};
struct AnswerSentence {
  std::string text;
  std::vector<std::size_t> citations;  ///< numbers of Answer::citations, from 1
  std::string supported;               ///< supported, partly, not_supported
  std::vector<std::string> failed;     ///< words that the passage does not bear out
  bool quoted = false;                 ///< the document's own sentence
};
struct Answer {
  std::string text;  ///< the sentences with the numbers of their citations
  std::vector<AnswerSentence> sentences;
  std::size_t left_out = 0;  ///< sentences without support, with `ask.strict`
  std::string question;      ///< the question that was searched for, if the conversation changed it
  std::string warning;       ///< what went wrong without making an answer impossible
  std::string conversation_id;  ///< where the turn was kept; empty if it was not
  bool answered = false;
  double confidence = 0;  ///< 0 to 1; answered means at or above the threshold
  std::vector<Citation> citations;
};

struct AskRequest {
  std::string collection = "library";
  std::string question;
  std::string conversation_id = {};  ///< of the turns before; empty: none
  bool keep = false;                 ///< the turn is kept, in that conversation or a new one
  bool quotes_only = false;          ///< the documents' own sentences, even where a model is there
};
struct AskEvents {
  std::function<void(const Answer& so_far)> sentence =
      {};                                   ///< after each sentence; the newest is the last
  const std::atomic<bool>* stop = nullptr;  ///< once true: kCancelled
};
struct Conversation {
  store::ConversationRow row;
  std::vector<store::TurnRow> turns;
};
struct ConversationList {
  std::vector<store::ConversationRow> conversations;
  std::uint64_t total = 0;
};
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
struct JobList {
  std::vector<store::JobRow> jobs;
  std::uint64_t total = 0;
};
struct CheckReport {
  bool ok = true;
  std::vector<std::string> problems;
  std::vector<std::string> repaired;
  std::vector<std::string> waiting;  ///< deletions that are not yet gone from every file
};

struct Core;  // private: what the use cases share

class Library {
 public:
  /// Takes the folder's lock; makes the folder, the database and the collection `library` if they
  /// are not there. kConflict `data_folder_in_use` names the process that has it.
  static Result<std::unique_ptr<Library>> open(const Options& options, const std::string& holder);
  /// Interrupts jobs (they go on at the next start), saves indexes.
  ~Library();
  /// Adds to the text of the folder's lock: where this process can be reached.
  Result<void> describe_holder(const std::string& holder);

  Result<store::CollectionRow> create_collection(const std::string& name, const std::string& model);
  Result<std::vector<store::CollectionRow>> list_collections();
  Result<store::CollectionRow> find_collection(const std::string& name);
  Result<void> drop_collection(const std::string& name);

  /// Where an upload is written before `add`.
  std::filesystem::path incoming_folder() const;
  std::uint64_t upload_bytes_max() const;
  /// Takes a written file of `incoming_folder()` (moves it) into a collection. `source` is the path
  /// or URL it came from: a second add from the same source with other bytes is a new version.
  /// Durable when this returns.
  Result<Upload> add(const std::string& collection, const std::filesystem::path& file,
                     const std::string& source, const std::string& title);

  Result<SearchResponse> search(const SearchRequest& request);
  Result<Answer> ask(const std::string& collection, const std::string& question);
  /// kNotFound `conversation_not_found`; with a model, its failure is a warning in the answer.
  Result<Answer> ask(const AskRequest& request, const AskEvents& events);
  Result<ConversationList> list_conversations(std::uint64_t limit, std::uint64_t offset);
  Result<Conversation> find_conversation(const std::string& conversation_id);
  Result<void> delete_conversation(const std::string& conversation_id);
  /// A thumb up or down: whether a document belongs to what a query asks for.
  Result<void> judge(const std::string& collection, const std::string& query,
                     const std::string& document_id, bool good);
  Result<std::vector<store::JudgementRow>> judgements(const std::string& collection);

  Result<DocumentList> list_documents(const std::string& collection, const std::string& status,
                                      std::uint64_t limit, std::uint64_t offset);
  Result<store::DocumentRow> find_document(const std::string& document_id);
  Result<std::vector<store::VersionRow>> list_versions(const std::string& document_id);
  /// The document's text (anchors of kind text count its code points). kUnavailable
  /// `document_not_ready` before its first part arrived.
  Result<std::string> document_text(const std::string& document_id);
  /// Its blocks, in order, with the places they stand at; `total` is the number of all.
  Result<BlockList> document_blocks(const std::string& document_id, std::uint64_t limit,
                                    std::uint64_t offset);
  /// A page of a PDF (from 1) as PNG, drawn in a child process. kInvalidArgument `no_pages` for
  /// other kinds.
  Result<std::string> page_image(const std::string& document_id, int page, int width);
  /// The original's file, and the name to give it.
  Result<std::pair<std::filesystem::path, std::string>> document_original(
      const std::string& document_id);
  /// Invisible when this returns; gone from every file within a minute.
  Result<void> delete_document(const std::string& document_id);

  Result<JobList> list_jobs(const std::string& state, std::uint64_t limit, std::uint64_t offset);
  Result<store::JobRow> find_job(const std::string& job_id);
  Result<std::string> cancel_job(const std::string& job_id);
  Result<void> retry_job(const std::string& job_id);

  /// Proves checksums, references, feed and index against each other; `repair` rebuilds indexes
  /// that disagree.
  Result<CheckReport> check(bool repair);

  Core& core() { return *core_; }

 private:
  explicit Library(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace alexandria::library
