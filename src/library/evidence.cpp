#include "evidence.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "alexandria/model/metadata.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/sentences.hpp"
#include "chunk_records.hpp"
#include "cited_cell.hpp"
#include "compare_needs.hpp"
#include "passages.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kSentencesScored = 24;
constexpr std::size_t kSentenceBytesMin = 12;
constexpr std::size_t kSentenceBytesMax = 1500;
constexpr double kRankStep = .03;  // a later passage must be so much better

// Words that ask rather than name what is asked for, as terms.
bool is_question_word(const std::string& term) {
  static const std::set<std::string> kWords = {
      "what", "which", "who",   "whom",  "whose",  "when", "where", "why",   "how", "doe",  "do",
      "did",  "can",   "could", "would", "should", "mani", "much",  "about", "ha",  "have", "had",
      "were", "been",  "from",  "i",     "you",    "we",   "he",    "she",   "its", "my",   "our"};
  return kWords.contains(term);
}

// A chunk may begin and end inside a sentence; a passage that is quoted does not. Records that were
// not cut from a document stay as they are.
Result<void> widen_to_sentences(store::Sql& sql, store::RecordRow& record) {
  if (record.version_id == 0) return {};
  model::Metadata metadata = TRY(model::metadata_from_json(record.metadata));
  const auto part = TRY(store::read_part(
      sql, record.version_id, static_cast<std::uint32_t>(integer_value(metadata, "part"))));
  const auto begin = static_cast<std::uint32_t>(integer_value(metadata, "begin"));
  const auto end = begin + static_cast<std::uint32_t>(record.text.size());
  if (end > part.part.text.size()) return {};
  const auto [from, to] =
      text::whole_sentences(part.part.text, {begin, end}, text_value(metadata, "language"));
  record.text = part.part.text.substr(from, to - from);
  metadata["begin"] = static_cast<std::int64_t>(from);
  record.metadata = model::metadata_to_json(metadata);
  return {};
}

class Gathering {
 public:
  Gathering(const EvidenceSources& sources, std::string collection, const std::string& question,
            std::size_t passages)
      : sources_(sources), question_(question) {
    request_.collection = std::move(collection);
    request_.query = question;
    evidence_.question = question;
    request_.limit = passages;
    request_.group_by_document = false;
    request_.repairs = false;  // "Jansen" is not answered by what is said of Hansen
  }

  Result<Evidence> run() {
    TRY(find_passages());
    if (evidence_.records.empty()) return std::move(evidence_);
    weigh_question();
    collect_sentences();
    TRY(score_sentences());
    TRY(compare_needs(sources_, evidence_));
    return std::move(evidence_);
  }

 private:
  Result<void> find_passages() {
    evidence_.found = TRY(sources_.search.rank(request_));
    return sources_.store.read([&](store::Sql& sql) -> Result<void> {
      for (const index::Hit& hit : evidence_.found.result.hits) {
        auto records = TRY(store::read_records(sql, evidence_.found.collection, {hit.row_no}));
        if (records.empty()) continue;  // deleted at this very moment
        evidence_.features.dense = std::max(evidence_.features.dense, hit.dense);
        if (evidence_.language.empty()) evidence_.language = language_of(records.front());
        TRY(widen_to_sentences(sql, records.front()));
        evidence_.records.push_back(std::move(records.front()));
      }
      return {};
    });
  }

  // How telling each word of the question is, by the passages found: one that every passage has
  // says little.
  void weigh_question() {
    for (const store::RecordRow& record : evidence_.records)
      passage_terms_.push_back(terms_of(record.text, evidence_.language));
    for (const std::string& term : terms_of(question_, evidence_.language)) {
      if (is_question_word(term)) continue;
      const auto holding = static_cast<double>(std::ranges::count_if(
          passage_terms_, [&](const auto& terms) { return terms.contains(term); }));
      weights_[term] =
          1 + std::log((1.0 + static_cast<double>(passage_terms_.size())) / (1.0 + holding));
      total_weight_ += weights_[term];
    }
    for (const auto& terms : passage_terms_)
      evidence_.features.coverage = std::max(evidence_.features.coverage, coverage_by(terms));
  }

  double coverage_by(const std::set<std::string>& terms) const {
    double covered = 0;
    for (const auto& [term, weight] : weights_)
      if (terms.contains(term)) covered += weight;
    return total_weight_ > 0 ? covered / total_weight_ : 0;
  }

  void collect_sentences() {
    auto& sentences = evidence_.sentences;
    for (std::size_t p = 0; p < evidence_.records.size(); ++p) {
      const std::string& text = evidence_.records[p].text;
      for (const auto& [begin, end] : text::split_sentences(text, evidence_.language)) {
        if (end - begin < kSentenceBytesMin || end - begin > kSentenceBytesMax) continue;
        Sentence sentence{p, begin, end, text.substr(begin, end - begin)};
        sentence.coverage = coverage_by(terms_of(sentence.text, evidence_.language));
        sentence.score = sentence.coverage - kRankStep * static_cast<double>(p);
        evidence_.features.sentence_coverage =
            std::max(evidence_.features.sentence_coverage, sentence.coverage);
        sentences.push_back(std::move(sentence));
      }
    }
    std::ranges::stable_sort(sentences, std::greater<>(), &Sentence::score);
    if (sentences.size() > kSentencesScored) sentences.resize(kSentencesScored);
  }

  Result<void> score_sentences() {
    embed::Embedder* embedder = TRY(sources_.embedders.get(evidence_.found.collection.model));
    evidence_.has_vectors = embedder != nullptr;
    if (embedder == nullptr) return {};
    const embed::Vector question = TRY(embedder->embed_query(question_));
    std::vector<std::string> texts;
    for (const Sentence& sentence : evidence_.sentences)
      texts.push_back(sentence.text);
    const auto vectors = TRY(embedder->embed_at_once(texts));
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      Sentence& sentence = evidence_.sentences[i];
      sentence.cosine = cosine(question, vectors[i]);
      sentence.vector = vectors[i];
      sentence.score = .7 * sentence.cosine + .3 * sentence.coverage;
      evidence_.features.sentence = std::max(evidence_.features.sentence, sentence.cosine);
    }
    std::ranges::stable_sort(evidence_.sentences, std::greater<>(), &Sentence::score);
    const NullScale scale = TRY(sources_.null_scales.get(evidence_.found.collection));
    evidence_.features.dense_place = scale.place(evidence_.features.dense);
    evidence_.features.sentence_place = scale.place(evidence_.features.sentence);
    return {};
  }

  const EvidenceSources& sources_;
  const std::string& question_;
  SearchRequest request_;
  Evidence evidence_;
  std::vector<std::set<std::string>> passage_terms_;
  std::map<std::string, double> weights_;
  double total_weight_ = 0;
};

}  // namespace

double cosine(const embed::Vector& a, const embed::Vector& b) {
  return a.size() == b.size() ? std::inner_product(a.begin(), a.end(), b.begin(), 0.0) : 0;
}

std::set<std::string> terms_of(const std::string& text, const std::string& language) {
  text::Analyzer analyzer(language);
  std::vector<text::Token> tokens;
  analyzer.analyze(text, tokens);
  std::set<std::string> out;
  for (text::Token& token : tokens)
    out.insert(std::move(token.term));
  return out;
}

Result<Evidence> gather_evidence(const EvidenceSources& sources, const std::string& collection,
                                 const std::string& question, std::size_t passages) {
  return Gathering(sources, collection, question, passages).run();
}

Result<Citation> cite(store::Store& store, const store::RecordRow& record, std::uint32_t begin,
                      std::uint32_t end, const std::string& words) {
  const model::Metadata metadata = TRY(model::metadata_from_json(record.metadata));
  Citation citation;
  citation.document_id = text_value(metadata, "document_id");
  citation.quote = record.text.substr(begin, end - begin);
  const auto part_begin = static_cast<std::uint32_t>(integer_value(metadata, "begin")) + begin;
  const std::uint32_t part_end = part_begin + end - begin;
  TRY(store.read([&](store::Sql& sql) -> Result<void> {
    const auto part = TRY(store::read_part(
        sql, record.version_id, static_cast<std::uint32_t>(integer_value(metadata, "part"))));
    citation.anchors = anchors_of(part, part_begin, part_end);
    citation.cell = cited_cell(part, part_begin, part_end, words, language_of(record));
    citation.title = TRY(store::find_document(sql, record.document_no)).title;
    citation.version = TRY(store::find_version(sql, record.version_id)).number;
    const bool same =
        part_end <= part.part.text.size() &&
        part.part.text.compare(part_begin, part_end - part_begin, citation.quote) == 0;
    citation.supported = same ? "supported" : "not_supported";
    return {};
  }));
  return citation;
}

}  // namespace alexandria::library
