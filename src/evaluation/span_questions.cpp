#include "span_questions.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "alexandria/base/csv.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::evaluation {
Result<std::vector<SpanQuestion>> read_span_questions(const std::filesystem::path& path) {
  const std::string text = TRY(platform::read_file(path, 64 << 20));
  std::vector<SpanQuestion> out;
  std::size_t at = 0;
  base::read_csv_record(text, at);
  while (at < text.size()) {
    const auto fields = base::read_csv_record(text, at);
    boost::system::error_code error;
    const boost::json::value references =
        fields.size() == 3 ? boost::json::parse(fields[1], error) : boost::json::value();
    if (error || !references.is_array())
      return fail(Code::kInvalidArgument, "invalid_evaluation_set",
                  "question {} of {} cannot be read", out.size() + 1, path.string());
    SpanQuestion question{fields[0], fields[2], {}};
    for (const auto& reference : references.get_array())
      question.references.emplace_back(reference.at("start_index").to_number<std::uint64_t>(),
                                       reference.at("end_index").to_number<std::uint64_t>());
    out.push_back(std::move(question));
  }
  return out;
}

Result<std::vector<library::PlainDocument>> read_span_corpora(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<library::PlainDocument> corpora;
  for (auto it = std::filesystem::directory_iterator(folder, error);
       !error && it != std::filesystem::directory_iterator(); it.increment(error))
    corpora.push_back(
        {it->path().stem().string(), "", TRY(platform::read_file(it->path(), 256 << 20))});
  if (corpora.empty())
    return fail(Code::kNotFound, "file_not_found", "there are no texts in {}", folder.string());
  std::ranges::sort(corpora, {}, &library::PlainDocument::id);
  return corpora;
}

}  // namespace alexandria::evaluation
