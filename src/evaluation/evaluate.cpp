#include "alexandria/evaluation/evaluate.hpp"

#include <algorithm>
#include <fstream>

#include "alexandria/base/clock.hpp"
#include "evaluation_sets.hpp"
#include "metrics.hpp"
#include "throw_away.hpp"

namespace alexandria::evaluation {
namespace {

constexpr std::size_t kRunDepth = 1000;

class Evaluation {
 public:
  Evaluation(library::Library& library, const EvaluationOptions& options, const Progress& progress)
      : library_(library), options_(options), progress_(progress) {}

  /// One result a mode; the documents are added once.
  Result<std::vector<EvaluationResult>> run(const EvaluationSet& set, std::ofstream* run_file) {
    result_ = {};
    result_.set = set.name;
    result_.documents = set.documents.size();
    result_.queries = set.queries.size();
    auto collection = TRY(ThrowAwayCollection::make(library_, options_.model));
    TRY(add(collection, set));
    std::vector<EvaluationResult> results;
    for (const index::Mode mode : options_.modes) {
      const EvaluationResult before = result_;
      result_.mode = mode;
      TRY(ask_all(collection.row(), set, run_file));
      results.push_back(std::exchange(result_, before));
    }
    return results;
  }

 private:
  Result<void> add(ThrowAwayCollection& collection, const EvaluationSet& set) {
    const auto start = std::chrono::steady_clock::now();
    library::AddedTexts added = TRY(collection.add(set.documents, {}, progress_));
    const double seconds = base::seconds_since(start);
    ids_ = std::move(added.ids);
    result_.documents_per_s = static_cast<double>(set.documents.size()) / seconds;
    result_.tokens_per_s = static_cast<double>(added.tokens) / seconds;
    return {};
  }

  Result<void> ask_all(const store::CollectionRow& collection, const EvaluationSet& set,
                       std::ofstream* run_file) {
    std::vector<double> times;
    double total = 0;
    for (const auto& [id, text] : set.queries) {
      library::SearchRequest request;
      request.collection = collection.name;
      request.query = text;
      request.mode = result_.mode;
      request.limit = kRunDepth;
      const auto start = std::chrono::steady_clock::now();
      const library::FoundRecords found = TRY(library_.search().rank(request));
      times.push_back(base::seconds_since(start) * 1000);
      total += times.back() / 1000;
      Ranking ranking;
      for (const index::Hit& hit : found.result.hits)
        ranking.emplace_back(ids_[hit.document_no], hit.score);
      if (run_file != nullptr) write_run(*run_file, id, ranking);
      const Measures measures = measure(std::move(ranking), set.judgements.at(id));
      const auto queries = static_cast<double>(set.queries.size());
      result_.ndcg_10 += measures.ndcg_10 / queries;
      result_.recall_100 += measures.recall_100 / queries;
      result_.map += measures.map / queries;
      result_.mrr_10 += measures.mrr_10 / queries;
      if (times.size() % 50 == 0) progress_("asking queries", times.size(), set.queries.size());
    }
    result_.queries_per_s = total > 0 ? static_cast<double>(times.size()) / total : 0;
    result_.query_p50_ms = percentile(times, .5);
    result_.query_p99_ms = percentile(times, .99);
    return {};
  }

  static void write_run(std::ofstream& out, const std::string& query, const Ranking& ranking) {
    std::size_t rank = 0;
    for (const auto& [document, score] : ranking)
      out << fmt::format("{} Q0 {} {} {} alexandria\n", query, document, ++rank, score);
  }

  library::Library& library_;
  const EvaluationOptions& options_;
  const Progress& progress_;
  EvaluationResult result_;
  std::map<std::uint64_t, std::string> ids_;
};

}  // namespace

Result<std::vector<EvaluationResult>> evaluate(library::Library& library,
                                               const EvaluationOptions& options,
                                               const Progress& progress) {
  std::vector<EvaluationSet> sets;
  for (const auto& folder : options.folders)
    sets.push_back(TRY(read_evaluation_set(folder)));
  if (options.pool) {
    EvaluationSet pool = pool_sets(std::move(sets));
    sets.clear();
    sets.push_back(std::move(pool));
  }
  std::ofstream run_file;
  if (!options.run_file.empty()) {
    run_file.open(options.run_file);
    if (!run_file)
      return fail(Code::kUnavailable, "file_error", "cannot write {}", options.run_file.string());
  }
  std::vector<EvaluationResult> results;
  Evaluation evaluation(library, options, progress);
  for (const EvaluationSet& set : sets)
    std::ranges::move(TRY(evaluation.run(set, run_file.is_open() ? &run_file : nullptr)),
                      std::back_inserter(results));
  return results;
}

}  // namespace alexandria::evaluation
