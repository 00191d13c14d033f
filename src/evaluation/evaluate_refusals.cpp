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

using library::EvidenceFeatures;

struct NamedFeature {
  std::string_view name;
  double EvidenceFeatures::* value;
};
// The columns of the table of features.
constexpr std::array kFeatures = {
    NamedFeature{"dense", &EvidenceFeatures::dense},
    NamedFeature{"sentence", &EvidenceFeatures::sentence},
    NamedFeature{"dense_place", &EvidenceFeatures::dense_place},
    NamedFeature{"sentence_place", &EvidenceFeatures::sentence_place},
    NamedFeature{"coverage", &EvidenceFeatures::coverage},
    NamedFeature{"sentence_coverage", &EvidenceFeatures::sentence_coverage},
    NamedFeature{"names", &EvidenceFeatures::names},
    NamedFeature{"name_parts", &EvidenceFeatures::name_parts},
    NamedFeature{"mixed_names", &EvidenceFeatures::mixed_names},
    NamedFeature{"nouns", &EvidenceFeatures::nouns},
    NamedFeature{"bare_nouns", &EvidenceFeatures::bare_nouns},
    NamedFeature{"quantities", &EvidenceFeatures::quantities},
    NamedFeature{"counted", &EvidenceFeatures::counted},
    NamedFeature{"counted_apart", &EvidenceFeatures::counted_apart},
    NamedFeature{"codes", &EvidenceFeatures::codes},
    NamedFeature{"no_time", &EvidenceFeatures::no_time},
    NamedFeature{"no_person", &EvidenceFeatures::no_person},
    NamedFeature{"no_amount", &EvidenceFeatures::no_amount},
    NamedFeature{"strange", &EvidenceFeatures::strange},
    NamedFeature{"nearby", &EvidenceFeatures::nearby},
    NamedFeature{"twins", &EvidenceFeatures::twins},
    NamedFeature{"words", &EvidenceFeatures::words},
    NamedFeature{"asked", &EvidenceFeatures::asked},
    NamedFeature{"asked_gain", &EvidenceFeatures::asked_gain},
    NamedFeature{"best_other", &EvidenceFeatures::best_other},
    NamedFeature{"row_words", &EvidenceFeatures::row_words},
    NamedFeature{"others", &EvidenceFeatures::others},
    NamedFeature{"other_things", &EvidenceFeatures::other_things},
    NamedFeature{"other_years", &EvidenceFeatures::other_years},
    NamedFeature{"other_asked", &EvidenceFeatures::other_asked},
    NamedFeature{"met", &EvidenceFeatures::met},
    NamedFeature{"alien_nouns", &EvidenceFeatures::alien_nouns},
    NamedFeature{"alien", &EvidenceFeatures::alien},
    NamedFeature{"elsewhere", &EvidenceFeatures::elsewhere}};

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
    if (!features_.is_open()) return;
    features_ << "question\tanswerable\tconfidence";
    for (const auto& [name, value] : kFeatures)
      features_ << "\t" << name;
    features_ << "\n";
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
    if (!features_.is_open()) return {};
    features_ << fmt::format("{}\t{}\t{:.5f}", q, answerable ? 1 : 0, scored.confidence);
    for (const auto& [name, value] : kFeatures)
      features_ << fmt::format("\t{:.4f}", assessment.features.*value);
    features_ << "\n";
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
