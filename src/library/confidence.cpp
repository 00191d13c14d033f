#include <algorithm>
#include <cmath>

#include "evidence.hpp"

namespace alexandria::library {
namespace {

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

// Whether the passage is on what the question is about (bench/refusals.py).
double is_on_it(const EvidenceFeatures& f) {
  return logistic(1.55 * f.dense_place + .61 * f.sentence_place + 5.3 * f.coverage +
                  3.8 * f.sentence_coverage - 7.5);
}

// Whether it says what the question names. A name, a figure or a code that is not there is hardly
// outweighed; the other weights are those of bench/fit_near_misses.py.
double says_what_is_named(const EvidenceFeatures& f, bool has_vectors) {
  if (f.twins > 0) return 0;  // it speaks of somebody else
  constexpr double kNamed = -8;
  constexpr double kCounted = -4;
  constexpr double kNearby = -.5;
  constexpr double kLowest = -1;
  constexpr double kHighest = 8;
  constexpr double kUsual = 4;
  const auto place = [&](double value) {
    return has_vectors ? std::clamp(value, kLowest, kHighest) : kUsual;
  };
  const double named =
      kNamed * (f.names + f.quantities + f.codes) + kCounted * f.counted + kNearby * f.nearby;
  return logistic(named + -0.91 * f.name_parts - 0.36 * f.nouns - 0.33 * f.words - 1.61 * f.met -
                  1.58 * f.alien_nouns + 0.35 * f.alien - 3.86 * f.elsewhere +
                  0.25 * place(f.dense_place) + 0.42 * place(f.sentence_place) + 2.76 * f.coverage -
                  0.87 * f.sentence_coverage + 1.50);
}

}  // namespace

double confidence_of(const Evidence& evidence) {
  if (evidence.sentences.empty()) return 0;
  const EvidenceFeatures& features = evidence.features;
  const double on_it = evidence.has_vectors ? is_on_it(features) : features.coverage;
  return std::min(on_it, says_what_is_named(features, evidence.has_vectors));
}

}  // namespace alexandria::library
