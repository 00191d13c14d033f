#pragma once
// Chroma's chunking evaluation: questions with the exact spans that answer them, and the texts they
// ask about.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/library/texts.hpp"

namespace alexandria::evaluation {

using Span = std::pair<std::uint64_t, std::uint64_t>;  // code points of the corpus

struct SpanQuestion {
  std::string text;
  std::string corpus;
  std::vector<Span> references;
};
/// A CSV of question, references (JSON), corpus_id, with a heading line.
Result<std::vector<SpanQuestion>> read_span_questions(const std::filesystem::path& path);
/// Every file of a folder; its id is the name without the extension. In the order of their names.
Result<std::vector<library::PlainDocument>> read_span_corpora(const std::filesystem::path& folder);

}  // namespace alexandria::evaluation
