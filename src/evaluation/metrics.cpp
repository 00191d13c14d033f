#include "metrics.hpp"

#include <algorithm>
#include <cmath>

namespace alexandria::evaluation {

Measures measure(Ranking ranking, const Judgements& judgements) {
  std::ranges::sort(ranking, [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first > b.first;
  });
  std::vector<int> ideal;
  for (const auto& [document, grade] : judgements)
    if (grade > 0) ideal.push_back(grade);
  Measures out;
  if (ideal.empty()) return out;
  std::ranges::sort(ideal, std::greater<>());
  double best = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(10, ideal.size()); ++i)
    best += ideal[i] / std::log2(static_cast<double>(i) + 2);
  double gain = 0;
  double found = 0;
  const auto relevant = static_cast<double>(ideal.size());
  for (std::size_t i = 0; i < ranking.size(); ++i) {
    const auto judged = judgements.find(ranking[i].first);
    if (judged == judgements.end() || judged->second <= 0) continue;
    const auto rank = static_cast<double>(i + 1);
    found += 1;
    out.map += found / rank / relevant;
    if (i < 10) gain += judged->second / std::log2(rank + 1);
    if (i < 10 && out.mrr_10 == 0) out.mrr_10 = 1 / rank;
    if (i < 100) out.recall_100 += 1 / relevant;
  }
  out.ndcg_10 = gain / best;
  return out;
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

}  // namespace alexandria::evaluation
