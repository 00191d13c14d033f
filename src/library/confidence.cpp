#include <algorithm>
#include <cmath>

#include "evidence.hpp"

namespace alexandria::library {
namespace {

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

// Whether the passage is on what the question is about (bench/refusals.py).
double is_on_it(const EvidenceFeatures& f) {
  return logistic(1.55 * f.dense_place + .61 * f.sentence_place + 5.3 * f.coverage +
                  3.8 * f.sentence_coverage - 5.5);
}

// Whether it says what the question names. A name, a figure or a code that is not there is hardly
// outweighed, nor what is said of another thing; the other weights are those of
// bench/fit_near_misses.py.
double says_what_is_named(const EvidenceFeatures& f, bool has_vectors) {
  if (f.twins > 0) return 0;  // it speaks of somebody else
  constexpr double kNamed = -8;
  constexpr double kAllApart = -7;
  constexpr double kApart = -3;
  constexpr double kInRows = -4;
  constexpr double kNearby = -.5;
  constexpr double kNotOfKind = -2;
  constexpr double kStrange = -1;
  constexpr double kLowest = -1;
  constexpr double kHighest = 8;
  constexpr double kUsual = 4;
  const auto place = [&](double value) {
    return has_vectors ? std::clamp(value, kLowest, kHighest) : kUsual;
  };
  const double given =
      kNamed * (f.names + f.quantities + f.codes + f.other_things) + kAllApart * f.other_asked +
      kApart * (f.counted_apart + f.best_other + f.other_years) +
      kInRows * (f.row_words + f.mixed_names + f.counted) + kNearby * (f.nearby + f.others) +
      kNotOfKind * (f.no_time + f.no_person + f.no_amount) + kStrange * f.strange;
  const double missing = -1.28 * f.name_parts - 0.25 * f.nouns - 1.87 * f.bare_nouns -
                         0.26 * f.words - 0.26 * f.asked - 0.61 * f.asked_gain - 2.26 * f.met;
  const double near = -2.10 * f.alien_nouns - 0.28 * f.alien - 2.72 * f.elsewhere +
                      0.47 * place(f.dense_place) + 0.20 * place(f.sentence_place) +
                      3.98 * f.coverage - 1.93 * f.sentence_coverage;
  return logistic(given + missing + near + 2.68);
}

}  // namespace

double confidence_of(const Evidence& evidence) {
  if (evidence.sentences.empty()) return 0;
  const EvidenceFeatures& features = evidence.features;
  const double on_it = evidence.has_vectors ? is_on_it(features) : features.coverage;
  return std::min(on_it, says_what_is_named(features, evidence.has_vectors));
}

}  // namespace alexandria::library
