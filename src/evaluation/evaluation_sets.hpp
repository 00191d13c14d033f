#pragma once
// Evaluation sets from files.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/library/texts.hpp"
#include "metrics.hpp"

namespace alexandria::evaluation {

struct EvaluationSet {
  std::string name;
  std::vector<library::PlainDocument> documents;
  std::vector<std::pair<std::string, std::string>> queries;  // id, text; judged ones only
  std::map<std::string, Judgements> judgements;
};
/// kNotFound or kInvalidArgument, naming file and line.
Result<EvaluationSet> read_evaluation_set(const std::filesystem::path& folder);
/// One set of all, with ids "set/id".
EvaluationSet pool_sets(std::vector<EvaluationSet> sets);

}  // namespace alexandria::evaluation
