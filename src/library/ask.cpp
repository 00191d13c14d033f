#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "alexandria/model/metadata.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"
#include "chunk_records.hpp"
#include "passages.hpp"
#include "run_search.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kPassages = 8;
constexpr std::size_t kSentencesScored = 24;
constexpr std::size_t kSentencesQuoted = 3;
constexpr double kThreshold = .5;

struct Sentence {
  std::size_t passage = 0;
  std::uint32_t begin = 0;  // bytes of the passage
  std::uint32_t end = 0;
  std::string text;
  double coverage = 0;  // of the question's words, rarer ones counting more
  double cosine = 0;
  double score = 0;
};

double cosine(const embed::Vector& a, const embed::Vector& b) { return a.size() == b.size() ? std::inner_product(a.begin(), a.end(), b.begin(), 0.0) : 0; }

std::set<std::string> terms_of(const std::string& text, const std::string& language) {
  text::Analyzer analyzer(language);
  std::vector<text::Token> tokens;
  analyzer.analyze(text, tokens);
  std::set<std::string> out;
  for (text::Token& token : tokens) out.insert(std::move(token.term));
  return out;
}

// Words that ask rather than name what is asked for.
bool is_question_word(const std::string& term) {
  static const std::set<std::string> kWords = {"what", "which", "who",   "whom",  "whose",  "when", "where", "why",   "how", "doe",  "do",
                                               "did",  "can",   "could", "would", "should", "mani", "much",  "about", "ha",  "have", "had",
                                               "were", "been",  "from",  "i",     "you",    "we",   "he",    "she",   "its", "my",   "our"};
  return kWords.contains(term);
}

class Asking {
 public:
  Asking(Core& core, const std::string& collection, const std::string& question) : core_(core), question_(question) {
    request_.collection = collection;
    request_.query = question;
    request_.limit = kPassages;
    request_.group_by_document = false;
  }

  Result<Answer> run() {
    TRY(find_passages());
    Answer answer;
    if (records_.empty()) return refuse(std::move(answer));
    collect_sentences();
    TRY(score_sentences());
    answer.confidence = confidence();
    if (answer.confidence < kThreshold || sentences_.empty()) return refuse(std::move(answer));
    answer.answered = true;
    TRY(quote(answer));
    return answer;
  }

 private:
  static Answer refuse(Answer answer) {
    answer.text = "Nothing in the library answers this.";
    return answer;
  }

  Result<void> find_passages() {
    found_ = TRY(run_search(core_, request_));
    return core_.store->read([&](store::Sql& sql) -> Result<void> {
      for (const index::Hit& hit : found_.result.hits) {
        auto records = TRY(store::read_records(sql, found_.collection, {hit.row_no}));
        if (records.empty()) continue;
        best_dense_ = std::max(best_dense_, hit.dense);
        records_.push_back(std::move(records.front()));
      }
      return {};
    });
  }

  // How telling each word of the question is, by the passages found: one that every passage has says little.
  std::map<std::string, double> question_weights() const {
    std::map<std::string, double> weights;
    for (const std::string& term : terms_of(question_, ""))
      if (!is_question_word(term)) weights[term] = 1;
    for (auto& [term, weight] : weights) {
      std::size_t holding = 0;
      for (const auto& terms : passage_terms_) holding += terms.contains(term) ? 1U : 0U;
      weight = 1 + std::log((1.0 + static_cast<double>(passage_terms_.size())) / (1.0 + static_cast<double>(holding)));
    }
    return weights;
  }

  void collect_sentences() {
    for (const store::RecordRow& record : records_) passage_terms_.push_back(terms_of(record.text, ""));
    const auto weights = question_weights();
    double total = 0;
    for (const auto& [term, weight] : weights) total += weight;
    for (std::size_t p = 0; p < records_.size(); ++p) {
      for (const auto& [begin, end] : text::split_sentences(records_[p].text)) {
        Sentence sentence{p, begin, end, records_[p].text.substr(begin, end - begin)};
        if (sentence.text.size() < 12 || sentence.text.size() > 1500) continue;
        const auto terms = terms_of(sentence.text, "");
        for (const auto& [term, weight] : weights)
          if (terms.contains(term)) sentence.coverage += weight / std::max(total, 1e-9);
        sentence.score = sentence.coverage - .03 * static_cast<double>(p);
        sentences_.push_back(std::move(sentence));
      }
    }
    std::ranges::stable_sort(sentences_, std::greater<>(), &Sentence::score);
    if (sentences_.size() > kSentencesScored) sentences_.resize(kSentencesScored);
  }

  Result<void> score_sentences() {
    embed::Embedder* embedder = TRY(core_.embedders->get(found_.collection.model));
    if (embedder == nullptr) return {};
    const embed::Vector question = TRY(embedder->embed_query(question_));
    std::vector<std::string> texts;
    for (const Sentence& sentence : sentences_) texts.push_back(sentence.text);
    const std::atomic<bool> stop = false;
    const auto vectors = TRY(embedder->embed_passages(texts, stop));
    for (std::size_t i = 0; i < sentences_.size(); ++i) {
      sentences_[i].cosine = cosine(question, vectors[i]);
      sentences_[i].score = .7 * sentences_[i].cosine + .3 * sentences_[i].coverage;
    }
    std::ranges::stable_sort(sentences_, std::greater<>(), &Sentence::score);
    return {};
  }

  // Logistic in the best passage's and sentence's cosines and the share of the question's words that one passage has. The weights were set on
  // half of the chunking questions, with their corpus present and removed (docs/benchmarks.md, "Saying no").
  double confidence() const {
    const auto weights = question_weights();
    double total = 0;
    double best_coverage = 0;
    for (const auto& [term, weight] : weights) total += weight;
    for (const auto& terms : passage_terms_) {
      double covered = 0;
      for (const auto& [term, weight] : weights)
        if (terms.contains(term)) covered += weight;
      best_coverage = std::max(best_coverage, covered / std::max(total, 1e-9));
    }
    if (found_.collection.space_id == 0) return best_coverage;
    const double sentence = sentences_.empty() ? 0 : std::ranges::max(sentences_, {}, &Sentence::cosine).cosine;
    const double x = 14 * (best_dense_ - .66) + 10 * (sentence - .66) + 4 * (best_coverage - .55);
    return 1 / (1 + std::exp(-x));
  }

  Result<void> quote(Answer& answer) {
    const double enough = sentences_.front().score - .06;
    std::set<std::string> said;
    for (const Sentence& sentence : sentences_) {
      if (answer.citations.size() >= kSentencesQuoted || sentence.score < enough) break;
      if (!said.insert(text::fold(text::squeeze(sentence.text))).second) continue;
      Citation citation = TRY(cite(sentence));
      if (!answer.text.empty()) answer.text += " ";
      answer.text += text::squeeze(sentence.text) + fmt::format(" [{}]", answer.citations.size() + 1);
      answer.citations.push_back(std::move(citation));
    }
    return {};
  }

  // The anchors are those of the sentence itself, and the quote is checked against the document's text at that place.
  Result<Citation> cite(const Sentence& sentence) {
    const store::RecordRow& record = records_[sentence.passage];
    const model::Metadata metadata = TRY(model::metadata_from_json(record.metadata));
    Citation citation;
    citation.document_id = text_value(metadata, "document_id");
    citation.title = text_value(metadata, "title");
    citation.quote = sentence.text;
    const auto begin = static_cast<std::uint32_t>(integer_value(metadata, "begin")) + sentence.begin;
    const std::uint32_t end = begin + sentence.end - sentence.begin;
    TRY(core_.store->read([&](store::Sql& sql) -> Result<void> {
      const auto part = TRY(store::read_part(sql, record.version_id, static_cast<std::uint32_t>(integer_value(metadata, "part"))));
      citation.anchors = anchors_of(part, begin, end);
      citation.supported = end <= part.part.text.size() && part.part.text.compare(begin, end - begin, sentence.text) == 0 ? "supported" : "not_supported";
      return {};
    }));
    return citation;
  }

  Core& core_;
  const std::string& question_;
  SearchRequest request_;
  FoundRecords found_;
  std::vector<store::RecordRow> records_;
  std::vector<std::set<std::string>> passage_terms_;
  std::vector<Sentence> sentences_;
  double best_dense_ = 0;
};

}  // namespace

Result<Answer> Library::ask(const std::string& collection, const std::string& question) { return Asking(*core_, collection, question).run(); }

}  // namespace alexandria::library
