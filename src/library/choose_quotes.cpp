#include "choose_quotes.hpp"

#include <algorithm>
#include <limits>

namespace alexandria::library {
namespace {

constexpr double kMuchMore = .4;
constexpr double kOfKind = .15;  // for what has something of the kind that is asked for

class QuoteChoice {
 public:
  QuoteChoice(const EvidenceSources& sources, const text::QuestionAsks& asks, Evidence& evidence)
      : sources_(sources), asks_(asks), evidence_(evidence) {}

  Result<void> run() {
    const std::vector<double> best_before = best_of_passages();
    TRY(compare_with_names());
    if (asks_.asks() != text::Asks::kAnything) prefer_kind();
    const std::vector<double> best_now = best_of_passages();
    for (Sentence& sentence : evidence_.sentences)
      sentence.score += best_before[sentence.passage] - best_now[sentence.passage];
    std::ranges::stable_sort(evidence_.sentences, std::greater<>(), &Sentence::score);
    return {};
  }

 private:
  std::vector<double> best_of_passages() const {
    std::vector<double> out(evidence_.records.size(), std::numeric_limits<double>::lowest());
    for (const Sentence& sentence : evidence_.sentences)
      out[sentence.passage] = std::max(out[sentence.passage], sentence.score);
    return out;
  }

  // Not over a neighbour that has much more of the question: it may say it in another way.
  void prefer_kind() {
    std::vector<double> most(evidence_.records.size(), 0);
    for (const Sentence& sentence : evidence_.sentences)
      most[sentence.passage] = std::max(most[sentence.passage], sentence.named_coverage);
    for (Sentence& sentence : evidence_.sentences)
      if (sentence.named_coverage >= most[sentence.passage] - kMuchMore &&
          asks_.is_in(with_names(sentence)))
        sentence.score += kOfKind;
  }

  Result<void> compare_with_names() {
    std::vector<Sentence*> named;
    std::vector<std::string> texts;
    for (Sentence& sentence : evidence_.sentences) {
      if (sentence.names.empty()) continue;
      named.push_back(&sentence);
      texts.push_back(with_names(sentence));
    }
    if (named.empty()) return {};
    embed::Embedder* embedder = TRY(sources_.embedders.get(evidence_.found.collection.model));
    if (embedder == nullptr) {
      for (Sentence* sentence : named)
        sentence->score += sentence->named_coverage - sentence->coverage;
      return {};
    }
    const embed::Vector question = TRY(embedder->embed_query(evidence_.question));
    const auto vectors = TRY(embedder->embed_at_once(texts));
    for (std::size_t i = 0; i < named.size(); ++i) {
      Sentence& sentence = *named[i];
      // What is worse with the names speaks of something else.
      sentence.score +=
          std::max(0.0, score_of(cosine(question, vectors[i]), sentence.named_coverage) -
                            score_of(sentence.cosine, sentence.coverage));
    }
    return {};
  }

  const EvidenceSources& sources_;
  const text::QuestionAsks& asks_;
  Evidence& evidence_;
};

}  // namespace

Result<void> choose_quotes(const EvidenceSources& sources, const text::QuestionAsks& asks,
                           Evidence& evidence) {
  if (evidence.sentences.empty()) return {};
  return QuoteChoice(sources, asks, evidence).run();
}

}  // namespace alexandria::library
