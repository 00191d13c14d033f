#pragma once
// Retrieval quality and speed, measured through the same code that serves users, in a collection
// that is thrown away.
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "alexandria/library/library.hpp"

namespace alexandria::evaluation {

/// Called now and then with what is being done, done and total.
using Progress = std::function<void(const std::string& what, std::size_t done, std::size_t total)>;

struct EvaluationOptions {
  std::vector<std::filesystem::path>
      folders;        ///< BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv
  bool pool = false;  ///< all folders in one collection; ids become "folder/id"
  std::vector<index::Mode> modes = {index::Mode::kHybrid};
  std::string model;               ///< empty: the default; "none": keywords only
  std::filesystem::path run_file;  ///< a TREC run, 1,000 documents a query; empty: none
};

struct EvaluationResult {
  std::string set;
  index::Mode mode = index::Mode::kHybrid;
  std::size_t documents = 0;
  std::size_t queries = 0;
  double ndcg_10 = 0, recall_100 = 0, map = 0,
         mrr_10 = 0;  // as trec_eval defines them: linear gains, ties by id
  double documents_per_s = 0, tokens_per_s = 0, queries_per_s = 0, query_p50_ms = 0,
         query_p99_ms = 0;
};
/// One result a mode and folder, or one a mode for all with `pool`. Queries without judgements are
/// left out.
Result<std::vector<EvaluationResult>> evaluate(library::Library& library,
                                               const EvaluationOptions& options,
                                               const Progress& progress);

enum class Splitter {
  kAlexandria,
  kRecursive200
};  ///< our own chunks, or the recursive splitter of 200 tokens that others use by default
struct SpanResult {
  std::size_t questions = 0;
  std::size_t chunks = 0;
  double recall_5 = 0, precision = 0,
         iou = 0;  // means over questions, by characters (Chroma's chunking evaluation)
};
/// `folder` has questions.csv (question, references, corpus_id) and corpora/<corpus_id>.md.
Result<SpanResult> evaluate_spans(library::Library& library, const std::filesystem::path& folder,
                                  const std::string& model, Splitter splitter,
                                  const Progress& progress);

/// Saying no: every question once with its corpus in the library, once with it left out.
struct RefusalResult {
  std::size_t questions = 0;
  double auroc = 0;      // of the confidence, on the odd questions
  double threshold = 0;  // at or above it the library answers
  double answered = 0;   // share of the odd questions answered with their corpus present
  double refused = 0;    // share of them refused with it left out
};
/// `folder` as for evaluate_spans; or an evaluation set, whose questions with nothing but grades of
/// 0 have no answer in it. `features`: a table of what was seen for each question, from
/// which weights are set (empty: none).
Result<RefusalResult> evaluate_refusals(library::Library& library,
                                        const std::filesystem::path& folder,
                                        const std::string& model,
                                        const std::filesystem::path& features,
                                        const Progress& progress);

}  // namespace alexandria::evaluation
