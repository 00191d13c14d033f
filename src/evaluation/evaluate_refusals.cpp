#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

#include <fmt/ranges.h>

#include "alexandria/evaluation/evaluate.hpp"
#include "evaluation_sets.hpp"
#include "span_questions.hpp"
#include "throw_away.hpp"

namespace alexandria::evaluation {
namespace {

struct Scored {
  double confidence;
  bool answerable;
};

// Probability that an answerable question scores above one that is not (the area under the ROC
// curve, Mann and Whitney's U).
double area_under_curve(std::vector<Scored> scored) {
  std::ranges::sort(scored, {}, &Scored::confidence);
  double rank_sum = 0;
  double positives = 0;
  for (std::size_t i = 0; i < scored.size();) {
    std::size_t end = i;
    while (end < scored.size() && scored[end].confidence == scored[i].confidence)
      ++end;
    const double rank = (static_cast<double>(i) + static_cast<double>(end) + 1) / 2;
    for (; i < end; ++i)
      if (scored[i].answerable) {
        rank_sum += rank;
        ++positives;
      }
  }
  const double negatives = static_cast<double>(scored.size()) - positives;
  return positives > 0 && negatives > 0
             ? (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)
             : 0;
}

class RefusalEvaluation {
 public:
  RefusalEvaluation(library::Library& library, const std::filesystem::path& features,
                    const Progress& progress)
      : library_(library), progress_(progress) {
    if (!features.empty()) features_.open(features);
  }

  Result<RefusalResult> run(const std::filesystem::path& folder, const std::string& model) {
    if (std::filesystem::exists(folder / "corpus.jsonl")) return run_judged(folder, model);
    const auto questions = TRY(read_span_questions(folder / "questions.csv"));
    const auto corpora = TRY(read_span_corpora(folder / "corpora"));
    head();
    // All corpora for the answerable questions, then all but the question's own.
    TRY(ask_all(corpora, "", questions, model));
    for (const library::PlainDocument& left_out : corpora) {
      std::vector<library::PlainDocument> others;
      std::ranges::copy_if(
          corpora, std::back_inserter(others),
          [&](const library::PlainDocument& corpus) { return corpus.id != left_out.id; });
      TRY(ask_all(others, left_out.id, questions, model));
    }
    return summary(questions.size());
  }

 private:
  void head() {
    if (features_.is_open())
      features_
          << "question\tanswerable\tconfidence\tdense\tsentence\tdense_place\tsentence_place\t"
             "coverage\tsentence_coverage\tnames\tname_parts\tnouns\tquantities\tcounted\t"
             "codes\tnearby\ttwins\twords\tmet\talien_nouns\talien\telsewhere\n";
  }

  // Questions of a judged set: one with nothing but grades of 0 has no answer in it.
  Result<RefusalResult> run_judged(const std::filesystem::path& folder, const std::string& model) {
    const EvaluationSet set = TRY(read_evaluation_set(folder));
    head();
    auto collection = TRY(ThrowAwayCollection::make(library_, model));
    TRY(collection.add(set.documents, {}, progress_));
    for (std::size_t q = 0; q < set.queries.size(); ++q) {
      const auto& [id, text] = set.queries[q];
      const bool answerable = std::ranges::any_of(
          set.judgements.at(id), [](const auto& judged) { return judged.second > 0; });
      TRY(ask(collection, q, text, answerable));
      if (q % 20 == 0) progress_("asking questions", q, set.queries.size());
    }
    return summary(set.queries.size());
  }

  Result<void> ask(const ThrowAwayCollection& collection, std::size_t q, const std::string& text,
                   bool answerable) {
    const library::Assessment assessment =
        TRY(library_.answers().assess(collection.row().name, text));
    const Scored scored{assessment.confidence, answerable};
    halves_[q % 2].push_back(scored);
    const library::EvidenceFeatures& f = assessment.features;
    const auto values = std::to_array<double>(
        {f.dense, f.sentence, f.dense_place, f.sentence_place, f.coverage, f.sentence_coverage,
         f.names, f.name_parts, f.nouns, f.quantities, f.counted, f.codes, f.nearby, f.twins,
         f.words, f.met, f.alien_nouns, f.alien, f.elsewhere});
    if (features_.is_open())
      features_ << fmt::format("{}\t{}\t{:.5f}\t{:.4f}\n", q, answerable ? 1 : 0, scored.confidence,
                               fmt::join(values, "\t"));
    return {};
  }

  Result<void> ask_all(const std::vector<library::PlainDocument>& corpora,
                       const std::string& left_out, const std::vector<SpanQuestion>& questions,
                       const std::string& model) {
    auto collection = TRY(ThrowAwayCollection::make(library_, model));
    TRY(collection.add(corpora, {}, progress_));
    for (std::size_t q = 0; q < questions.size(); ++q) {
      if (!left_out.empty() && questions[q].corpus != left_out) continue;
      TRY(ask(collection, q, questions[q].text, left_out.empty()));
      if (q % 20 == 0) progress_("asking questions", q, questions.size());
    }
    return {};
  }

  RefusalResult summary(std::size_t questions) const {
    RefusalResult out;
    out.questions = questions;
    out.auroc = area_under_curve(halves_[1]);
    out.threshold = library::kAnswerThreshold;
    double answered = 0, refused = 0, present = 0, removed = 0;
    for (const Scored& scored : halves_[1]) {
      (scored.answerable ? present : removed) += 1;
      if (scored.answerable && scored.confidence >= library::kAnswerThreshold) answered += 1;
      if (!scored.answerable && scored.confidence < library::kAnswerThreshold) refused += 1;
    }
    out.answered = present > 0 ? answered / present : 0;
    out.refused = removed > 0 ? refused / removed : 0;
    return out;
  }

  library::Library& library_;
  const Progress& progress_;
  std::ofstream features_;
  std::vector<Scored> halves_[2];  // even questions: weights and threshold may be set on them; odd
                                   // ones: what is reported
};

}  // namespace

Result<RefusalResult> evaluate_refusals(library::Library& library,
                                        const std::filesystem::path& folder,
                                        const std::string& model,
                                        const std::filesystem::path& features,
                                        const Progress& progress) {
  return RefusalEvaluation(library, features, progress).run(folder, model);
}

}  // namespace alexandria::evaluation
