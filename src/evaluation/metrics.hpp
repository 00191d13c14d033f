#pragma once
// Retrieval metrics as trec_eval defines them.
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace alexandria::evaluation {

using Judgements = std::map<std::string, int>;  // grade by document; above 0 is relevant
using Ranking = std::vector<std::pair<std::string, double>>;  // document and score

struct Measures {
  double ndcg_10 = 0, recall_100 = 0, map = 0, mrr_10 = 0;
};
/// Of one query. The ranking is sorted by score, then by id from the end of the alphabet, as
/// trec_eval does.
Measures measure(Ranking ranking, const Judgements& judgements);

/// The value below which `share` of the values lie (nearest rank).
double percentile(std::vector<double> values, double share);

}  // namespace alexandria::evaluation
