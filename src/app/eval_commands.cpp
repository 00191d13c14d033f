#include "alexandria/platform/file.hpp"
#include "alexandria/platform/system.hpp"
#include "commands.hpp"
#include "terminal.hpp"

namespace alexandria::app {
namespace {

// A library in a folder of its own that is gone afterwards.
struct ThrowAwayLibrary {
  platform::TemporaryFolder folder;
  std::unique_ptr<library::Library> library;

  static Result<ThrowAwayLibrary> open(const Settings& settings) {
    auto folder = TRY(platform::TemporaryFolder::make());
    library::Options options = settings.library;
    options.data_folder = folder;
    options.background = false;
    auto library = TRY(library::Library::open(
        options, fmt::format("alexandria eval, process {}", platform::process_id())));
    return ThrowAwayLibrary{std::move(folder), std::move(library)};
  }
};

std::string_view mode_name(index::Mode mode) {
  return mode == index::Mode::kKeyword ? "keyword"
         : mode == index::Mode::kDense ? "dense"
                                       : "hybrid";
}

json::object view(const evaluation::EvaluationResult& r) {
  return {{"set", r.set},
          {"mode", mode_name(r.mode)},
          {"documents", r.documents},
          {"queries", r.queries},
          {"ndcg@10", r.ndcg_10},
          {"recall@100", r.recall_100},
          {"map", r.map},
          {"mrr@10", r.mrr_10},
          {"documents_per_s", r.documents_per_s},
          {"tokens_per_s", r.tokens_per_s},
          {"queries_per_s", r.queries_per_s},
          {"query_p50_ms", r.query_p50_ms},
          {"query_p99_ms", r.query_p99_ms}};
}

void print_table(const std::vector<evaluation::EvaluationResult>& results) {
  fmt::print("{:<14} {:<8} {:>9} {:>8} {:>8} {:>10} {:>7} {:>7} {:>8} {:>9} {:>8} {:>8} {:>8}\n",
             "set", "mode", "documents", "queries", "ndcg@10", "recall@100", "map", "mrr@10",
             "docs/s", "tokens/s", "q/s", "p50 ms", "p99 ms");
  for (const auto& r : results)
    fmt::print(
        "{:<14} {:<8} {:>9} {:>8} {:>8.4f} {:>10.4f} {:>7.4f} {:>7.4f} {:>8.0f} {:>9.0f} {:>8.1f} "
        "{:>8.2f} {:>8.2f}\n",
        r.set, mode_name(r.mode), r.documents, r.queries, r.ndcg_10, r.recall_100, r.map, r.mrr_10,
        r.documents_per_s, r.tokens_per_s, r.queries_per_s, r.query_p50_ms, r.query_p99_ms);
}

}  // namespace

int run_eval(const Settings& settings, const EvalOptions& options) {
  const auto throw_away = ThrowAwayLibrary::open(settings);
  if (!throw_away) return report(throw_away.error(), options.as_json);
  ProgressLine progress(options.as_json);
  const auto results =
      evaluation::evaluate(*throw_away->library, options.evaluation,
                           [&](const std::string& what, std::size_t done, std::size_t total) {
                             progress.show(what, done, total);
                           });
  progress.clear();
  if (!results) return report(results.error(), options.as_json);
  if (!options.as_json) {
    print_table(*results);
    return 0;
  }
  // One set: its numbers. Several: those of each under `sets`.
  json::object out = results->size() == 1 ? view(results->front()) : json::object();
  json::array sets;
  for (const auto& result : *results)
    sets.push_back(view(result));
  out["sets"] = std::move(sets);
  fmt::print("{}\n", json::serialize(out));
  return 0;
}

int run_eval_refusals(const Settings& settings, const EvalSpansOptions& options) {
  const auto throw_away = ThrowAwayLibrary::open(settings);
  if (!throw_away) return report(throw_away.error(), options.as_json);
  ProgressLine progress(options.as_json);
  const auto result = evaluation::evaluate_refusals(
      *throw_away->library, options.folder, options.model, options.features,
      [&](const std::string& what, std::size_t done, std::size_t total) {
        progress.show(what, done, total);
      });
  progress.clear();
  if (!result) return report(result.error(), options.as_json);
  if (options.as_json)
    fmt::print("{}\n", json::serialize(json::object{{"auroc", result->auroc},
                                                    {"threshold", result->threshold},
                                                    {"answered", result->answered},
                                                    {"refused", result->refused},
                                                    {"questions", result->questions}}));
  else
    fmt::print(
        "{} questions; on the odd ones: AUROC {:.4f}; at threshold {} {:.3f} answered with their "
        "corpus present, {:.3f} refused with it left out\n",
        result->questions, result->auroc, result->threshold, result->answered, result->refused);
  return 0;
}

int run_eval_spans(const Settings& settings, const EvalSpansOptions& options) {
  const auto throw_away = ThrowAwayLibrary::open(settings);
  if (!throw_away) return report(throw_away.error(), options.as_json);
  ProgressLine progress(options.as_json);
  const auto splitter = options.recursive_200 ? evaluation::Splitter::kRecursive200
                                              : evaluation::Splitter::kAlexandria;
  const auto result =
      evaluation::evaluate_spans(*throw_away->library, options.folder, options.model, splitter,
                                 [&](const std::string& what, std::size_t done, std::size_t total) {
                                   progress.show(what, done, total);
                                 });
  progress.clear();
  if (!result) return report(result.error(), options.as_json);
  if (options.as_json)
    fmt::print("{}\n", json::serialize(json::object{{"recall@5", result->recall_5},
                                                    {"precision", result->precision},
                                                    {"iou", result->iou},
                                                    {"questions", result->questions},
                                                    {"chunks", result->chunks}}));
  else
    fmt::print("{} questions, {} chunks: span recall@5 {:.4f}, precision {:.4f}, IoU {:.4f}\n",
               result->questions, result->chunks, result->recall_5, result->precision, result->iou);
  return 0;
}

}  // namespace alexandria::app
