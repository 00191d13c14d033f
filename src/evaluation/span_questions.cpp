#include "span_questions.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "alexandria/platform/file.hpp"

namespace alexandria::evaluation {
namespace {

// One record of RFC 4180.
std::vector<std::string> csv_record(std::string_view text, std::size_t& at) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' && quoted && at + 1 < text.size() && text[at + 1] == '"')
      fields.back() += text[at++];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else if (c == '\n' && !quoted) {
      ++at;
      break;
    } else if (c != '\r' || quoted)
      fields.back() += c;
  }
  return fields;
}

}  // namespace

Result<std::vector<SpanQuestion>> read_span_questions(const std::filesystem::path& path) {
  const std::string text = TRY(platform::read_file(path, 64 << 20));
  std::vector<SpanQuestion> out;
  std::size_t at = 0;
  csv_record(text, at);
  while (at < text.size()) {
    const auto fields = csv_record(text, at);
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
