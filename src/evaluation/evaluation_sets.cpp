#include "evaluation_sets.hpp"

#include <charconv>
#include <fstream>

#include <boost/json.hpp>

namespace alexandria::evaluation {
namespace {

Result<void> each_json_line(const std::filesystem::path& path,
                            const std::function<void(const boost::json::object&)>& take) {
  std::ifstream in(path);
  if (!in) return fail(Code::kNotFound, "file_not_found", "cannot open {}", path.string());
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(line, error);
    const boost::json::object* object = error ? nullptr : value.if_object();
    if (object == nullptr || !object->contains("_id") || !object->contains("text"))
      return fail(Code::kInvalidArgument, "invalid_evaluation_set",
                  "line {} of {} is no object with _id and text", number, path.string());
    take(*object);
  }
  return {};
}

std::string text_of(const boost::json::object& object, std::string_view key) {
  const boost::json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<std::map<std::string, Judgements>> read_judgements(const std::filesystem::path& path) {
  std::ifstream in(path);
  if (!in) return fail(Code::kNotFound, "file_not_found", "cannot open {}", path.string());
  std::map<std::string, Judgements> out;
  std::string line;
  std::getline(in, line);  // names of the columns
  while (std::getline(in, line)) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    if (second == std::string::npos) continue;
    int grade = 0;
    std::from_chars(line.data() + second + 1, line.data() + line.size(), grade);
    out[line.substr(0, first)][line.substr(first + 1, second - first - 1)] = grade;
  }
  return out;
}

}  // namespace

Result<EvaluationSet> read_evaluation_set(const std::filesystem::path& folder) {
  EvaluationSet set;
  set.name = std::filesystem::weakly_canonical(folder).filename().string();
  TRY(each_json_line(folder / "corpus.jsonl", [&](const boost::json::object& object) {
    set.documents.push_back(
        {text_of(object, "_id"), text_of(object, "title"), text_of(object, "text")});
  }));
  set.judgements = TRY(read_judgements(folder / "qrels" / "test.tsv"));
  TRY(each_json_line(folder / "queries.jsonl", [&](const boost::json::object& object) {
    if (set.judgements.contains(text_of(object, "_id")))
      set.queries.emplace_back(text_of(object, "_id"), text_of(object, "text"));
  }));
  return set;
}

EvaluationSet pool_sets(std::vector<EvaluationSet> sets) {
  EvaluationSet out;
  out.name = "pool";
  for (EvaluationSet& set : sets) {
    const std::string prefix = set.name + "/";
    for (library::PlainDocument& document : set.documents)
      out.documents.push_back(
          {prefix + document.id, std::move(document.title), std::move(document.text)});
    for (auto& [id, text] : set.queries)
      out.queries.emplace_back(prefix + id, std::move(text));
    for (const auto& [query, judgements] : set.judgements)
      for (const auto& [document, grade] : judgements)
        out.judgements[prefix + query][prefix + document] = grade;
  }
  return out;
}

}  // namespace alexandria::evaluation
