#include <algorithm>
#include <iterator>

#include "alexandria/evaluation/evaluate.hpp"
#include "span_questions.hpp"
#include "throw_away.hpp"

namespace alexandria::evaluation {
namespace {

constexpr std::size_t kRetrieved = 5;
constexpr std::size_t kTokensOfOthers = 200;

// The splitter that others use by default: at paragraphs, else lines, sentences, words; pieces
// joined up to the limit, no overlap.
void split_recursively(std::string_view text, std::size_t level, std::size_t limit,
                       const text::TokenCounter& count, std::vector<std::string_view>& out) {
  static constexpr std::string_view kSeparators[] = {"\n\n", "\n", ". ", "? ", "! ", " "};
  if (count(text) <= limit || level == std::size(kSeparators)) {
    out.push_back(text);
    return;
  }
  std::string_view joined;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t found = text.find(kSeparators[level], begin);
    const std::size_t end =
        found == std::string_view::npos ? text.size() : found + kSeparators[level].size();
    const std::string_view piece = text.substr(begin, end - begin);
    const std::string_view longer =
        joined.empty() ? piece : std::string_view(joined.data(), joined.size() + piece.size());
    if (count(longer) <= limit) {
      joined = longer;
    } else {
      if (!joined.empty()) out.push_back(joined);
      joined = {};
      if (count(piece) <= limit)
        joined = piece;
      else
        split_recursively(piece, level + 1, limit, count, out);
    }
    begin = end;
  }
  if (!joined.empty()) out.push_back(joined);
}

class SpanEvaluation {
 public:
  SpanEvaluation(library::Library& library, Splitter splitter, const Progress& progress)
      : library_(library), splitter_(splitter), progress_(progress) {}

  Result<SpanResult> run(const std::filesystem::path& folder, const std::string& model) {
    const auto questions = TRY(read_span_questions(folder / "questions.csv"));
    const auto corpora = TRY(read_span_corpora(folder / "corpora"));
    auto collection = TRY(ThrowAwayCollection::make(library_, model));
    library::AddedTexts added = TRY(collection.add(corpora, cutter(), progress_));
    ids_ = std::move(added.ids);
    result_.chunks = added.records;
    for (const SpanQuestion& question : questions) {
      TRY(measure_question(collection.row(), question));
      if (++result_.questions % 50 == 0)
        progress_("asking questions", result_.questions, questions.size());
    }
    const auto count = static_cast<double>(std::max<std::size_t>(1, result_.questions));
    result_.recall_5 /= count;
    result_.precision /= count;
    result_.iou /= count;
    return result_;
  }

 private:
  library::TextCutter cutter() const {
    if (splitter_ == Splitter::kAlexandria) return {};
    return [](std::string_view text, const text::TokenCounter& count) {
      std::vector<std::string_view> pieces;
      split_recursively(text, 0, kTokensOfOthers, count, pieces);
      std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
      for (const std::string_view piece : pieces) {
        const auto begin = static_cast<std::uint32_t>(piece.data() - text.data());
        out.emplace_back(begin, static_cast<std::uint32_t>(begin + piece.size()));
      }
      return out;
    };
  }

  Result<void> measure_question(const store::CollectionRow& collection,
                                const SpanQuestion& question) {
    library::SearchRequest request;
    request.collection = collection.name;
    request.query = question.text;
    request.limit = kRetrieved;
    request.group_by_document = false;
    const library::FoundRecords found = TRY(library_.search().rank(request));
    std::uint64_t retrieved = 0;
    std::uint64_t common = 0;
    std::uint64_t wanted = 0;
    for (const Span& reference : question.references)
      wanted += reference.second - reference.first;
    for (const auto& [hit, passage] : TRY(library_.search().passages(found))) {
      const Span span{passage.anchors.front().start, passage.anchors.front().end};
      retrieved += span.second - span.first;
      if (ids_[hit.document_no] != question.corpus) continue;
      for (const Span& reference : question.references) {
        const std::uint64_t low = std::max(span.first, reference.first);
        const std::uint64_t high = std::min(span.second, reference.second);
        common += high > low ? high - low : 0;
      }
    }
    const auto share = [](std::uint64_t a, std::uint64_t b) {
      return b == 0 ? 0 : static_cast<double>(a) / static_cast<double>(b);
    };
    result_.recall_5 += share(common, wanted);
    result_.precision += share(common, retrieved);
    result_.iou += share(common, retrieved + wanted - common);
    return {};
  }

  library::Library& library_;
  const Splitter splitter_;
  const Progress& progress_;
  SpanResult result_;
  std::map<std::uint64_t, std::string> ids_;
};

}  // namespace

Result<SpanResult> evaluate_spans(library::Library& library, const std::filesystem::path& folder,
                                  const std::string& model, Splitter splitter,
                                  const Progress& progress) {
  return SpanEvaluation(library, splitter, progress).run(folder, model);
}

}  // namespace alexandria::evaluation
