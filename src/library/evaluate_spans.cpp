#include <algorithm>
#include <fstream>

#include <boost/json.hpp>

#include "alexandria/library/evaluate.hpp"
#include "alexandria/model/metadata.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/text/unicode.hpp"
#include "evaluation_data.hpp"
#include "passages.hpp"
#include "run_search.hpp"
#include "span_questions.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kRetrieved = 5;

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
  SpanEvaluation(Library& library, Splitter splitter, const Progress& progress)
      : library_(library), splitter_(splitter), progress_(progress) {}

  Result<SpanResult> run(const std::filesystem::path& folder, const std::string& model) {
    const auto questions = TRY(read_span_questions(folder / "questions.csv"));
    const auto corpora = TRY(read_span_corpora(folder / "corpora"));
    const auto collection = TRY(ThrowAwayCollection::make(library_, model));
    embedder_ = TRY(library_.core().embedders->get(collection.row().model));
    ids_ = TRY(add_documents(
        library_, collection.row(), corpora,
        [this](const auto& part, const auto& context) { return records(part, context); },
        progress_));
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
  std::size_t count_tokens(std::string_view text) const {
    return embedder_ != nullptr ? embedder_->count_tokens(text) : text.size() / 5 + 1;
  }

  std::vector<store::NewRecord> records(const store::StoredPart& part,
                                        const RecordContext& context) {
    text::HeadingPath path;
    std::uint64_t ordinal = 0;
    const auto count = [this](std::string_view text) { return count_tokens(text); };
    if (splitter_ == Splitter::kAlexandria) {
      auto out = make_records(part, context, count, chunk_limits(embedder_), path, ordinal);
      result_.chunks += out.size();
      return out;
    }
    std::vector<std::string_view> pieces;
    split_recursively(part.part.text, 0, 200, count, pieces);
    std::vector<store::NewRecord> out;
    for (const std::string_view piece : pieces) {
      // A part with one block becomes one chunk, whatever the limits.
      store::StoredPart one = part;
      const auto begin = static_cast<std::uint32_t>(piece.data() - part.part.text.data());
      one.part.blocks = {{model::BlockKind::kCode, 0, begin,
                          static_cast<std::uint32_t>(begin + piece.size()), ""}};
      for (auto& record : make_records(
               one, context, [](std::string_view) { return std::size_t{1}; }, {1 << 20, 1 << 20},
               path, ordinal))
        out.push_back(std::move(record));
    }
    result_.chunks += out.size();
    return out;
  }

  Result<void> measure_question(const store::CollectionRow& collection,
                                const SpanQuestion& question) {
    SearchRequest request;
    request.collection = collection.name;
    request.query = question.text;
    request.limit = kRetrieved;
    request.group_by_document = false;
    const FoundRecords found = TRY(run_search(library_.core(), request));
    std::uint64_t retrieved = 0;
    std::uint64_t common = 0;
    std::uint64_t wanted = 0;
    for (const Span& reference : question.references)
      wanted += reference.second - reference.first;
    TRY(library_.core().store->read([&](store::Sql& sql) -> Result<void> {
      for (const index::Hit& hit : found.result.hits) {
        const auto rows = TRY(store::read_records(sql, collection, {hit.row_no}));
        const Passage passage = to_passage(rows.front());
        const Span span{passage.anchors.front().start, passage.anchors.front().end};
        retrieved += span.second - span.first;
        if (ids_[hit.document_no] != question.corpus) continue;
        for (const Span& reference : question.references) {
          const std::uint64_t low = std::max(span.first, reference.first);
          const std::uint64_t high = std::min(span.second, reference.second);
          common += high > low ? high - low : 0;
        }
      }
      return {};
    }));
    const auto share = [](std::uint64_t a, std::uint64_t b) {
      return b == 0 ? 0 : static_cast<double>(a) / static_cast<double>(b);
    };
    result_.recall_5 += share(common, wanted);
    result_.precision += share(common, retrieved);
    result_.iou += share(common, retrieved + wanted - common);
    return {};
  }

  Library& library_;
  const Splitter splitter_;
  const Progress& progress_;
  embed::Embedder* embedder_ = nullptr;
  SpanResult result_;
  std::map<std::uint64_t, std::string> ids_;
};

}  // namespace

Result<SpanResult> evaluate_spans(Library& library, const std::filesystem::path& folder,
                                  const std::string& model, Splitter splitter,
                                  const Progress& progress) {
  return SpanEvaluation(library, splitter, progress).run(folder, model);
}

}  // namespace alexandria::library
