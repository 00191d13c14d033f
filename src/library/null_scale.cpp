#include "null_scale.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "index_set.hpp"

namespace alexandria::library {
namespace {

// Everyday questions from many fields. A library that answers a few of them moves the median
// little.
constexpr std::array kQuestions = {"Who won the chess championship that year?",
                                   "How long do I boil an egg?",
                                   "What is the capital of Mongolia?",
                                   "Which shoes are best for running a marathon?",
                                   "How do I change a bicycle tyre?",
                                   "When do tulips bloom?",
                                   "What time does the last train leave?",
                                   "How much does a giraffe weigh?",
                                   "Who painted the ceiling of the chapel?",
                                   "How do I fold a paper crane?",
                                   "What is a good name for a cat?",
                                   "How many strings does a violin have?",
                                   "Which island has the most sunshine?",
                                   "How do I remove a wine stain from a carpet?",
                                   "What do penguins eat?",
                                   "How tall is the tallest waterfall?",
                                   "When was the first opera performed?",
                                   "How do I tie a bow tie?",
                                   "What is the plot of the novel about the white whale?",
                                   "How do I knead bread dough?",
                                   "Which team won the football cup?",
                                   "How far away is the nearest star?",
                                   "What does a sommelier do?",
                                   "How do I train a puppy to sit?"};

double median_of(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

Result<NullScale> measure(Search& search, const store::CollectionRow& collection) {
  std::vector<double> cosines;
  for (const char* question : kQuestions) {
    SearchRequest request;
    request.collection = collection.name;
    request.query = question;
    request.mode = index::Mode::kDense;
    request.limit = 1;
    const FoundRecords found = TRY(search.rank(request));
    if (!found.result.hits.empty()) cosines.push_back(found.result.hits.front().dense);
  }
  NullScale scale;
  if (cosines.empty()) return scale;
  scale.median = median_of(cosines);
  for (double& cosine : cosines)
    cosine = std::abs(cosine - scale.median);
  constexpr double kNormal =
      1.4826;  // of a normal distribution, deviation over median absolute deviation
  constexpr double kSpreadMin = .02;
  scale.spread = std::max(kSpreadMin, kNormal * median_of(cosines));
  return scale;
}

}  // namespace

Result<NullScale> NullScales::get(const store::CollectionRow& collection) {
  const auto rows = static_cast<double>(TRY(indexes_.get(collection))->statistics().rows);
  {
    const std::lock_guard lock(mutex_);
    const auto known = scales_.find(collection.collection_id);
    if (known != scales_.end() && rows <= 2 * known->second.rows && 2 * rows >= known->second.rows)
      return known->second;
  }
  NullScale scale = TRY(measure(search_, collection));
  scale.rows = rows;
  const std::lock_guard lock(mutex_);
  scales_[collection.collection_id] = scale;
  return scale;
}

}  // namespace alexandria::library
