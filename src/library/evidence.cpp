#include "evidence.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "alexandria/model/metadata.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/store/records.hpp"
#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/ascii.hpp"
#include "alexandria/text/question_needs.hpp"
#include "alexandria/text/sentence_subjects.hpp"
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
constexpr std::size_t kLeadsFollowed = 4;
constexpr std::size_t kFollowingScored = 6;
constexpr double kAsMuch = .05;
constexpr std::size_t kTopicBytes = 24;  // at the beginning of a passage stands what it is about
constexpr double kRankStep = .03;        // a later passage must be so much better

// Words that ask rather than name what is asked for, as terms.
bool is_question_word(const std::string& term) {
  static const std::set<std::string> kWords = {
      "what", "which", "who",   "whom",  "whose",  "when", "where", "why",   "how", "doe",  "do",
      "did",  "can",   "could", "would", "should", "mani", "much",  "about", "ha",  "have", "had",
      "were", "been",  "from",  "i",     "you",    "we",   "he",    "she",   "its", "my",   "our"};
  return kWords.contains(term);
}

// What a document says of itself stands at no place that could be quoted.
bool is_of_properties(const store::RecordRow& record) {
  const auto metadata = model::metadata_from_json(record.metadata);
  return metadata && !text_value(*metadata, "properties").empty();
}

// A chunk may begin and end inside a sentence, or end with a heading or a line that only leads to
// what follows; a passage that is quoted does not. Records that were not cut from a document stay
// as they are. Answers what the sentences of the record are for.
Result<std::vector<OutlinedSentence>> widen_to_sentences(store::Sql& sql, store::RecordRow& record,
                                                         const std::string& language) {
  if (record.version_id == 0) return outline(record.text, nullptr, 0, language);
  model::Metadata metadata = TRY(model::metadata_from_json(record.metadata));
  const auto part = TRY(store::read_part(
      sql, record.version_id, static_cast<std::uint32_t>(integer_value(metadata, "part"))));
  const auto begin = static_cast<std::uint32_t>(integer_value(metadata, "begin"));
  const auto end = begin + static_cast<std::uint32_t>(record.text.size());
  if (end > part.part.text.size()) return outline(record.text, nullptr, 0, language);
  auto [from, to] =
      text::whole_sentences(part.part.text, {begin, end}, text_value(metadata, "language"));
  to = end_with_what_follows(part.part, {from, to}, language);
  record.text = part.part.text.substr(from, to - from);
  metadata["begin"] = static_cast<std::int64_t>(from);
  record.metadata = model::metadata_to_json(metadata);
  return outline(record.text, &part.part, from, language);
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
    evidence_.has_vectors =
        TRY(sources_.embedders.get(evidence_.found.collection.model)) != nullptr;
    weigh_question();
    find_names();
    TRY(read_names_before());
    collect_sentences();
    TRY(score_sentences());
    TRY(follow_leads());
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
        if (is_of_properties(records.front())) continue;
        evidence_.features.dense = std::max(evidence_.features.dense, hit.dense);
        if (evidence_.language.empty()) evidence_.language = language_of(records.front());
        evidence_.outlines.push_back(
            TRY(widen_to_sentences(sql, records.front(), evidence_.language)));
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
    for (const auto& [term, share] : terms_asked_for()) {
      const auto holding = static_cast<double>(std::ranges::count_if(
          passage_terms_, [&](const auto& terms) { return terms.contains(term); }));
      weights_[term] =
          share *
          (1 + std::log((1.0 + static_cast<double>(passage_terms_.size())) / (1.0 + holding)));
      total_weight_ += weights_[term];
    }
    for (const auto& terms : passage_terms_)
      evidence_.features.coverage = std::max(evidence_.features.coverage, coverage_by(terms));
  }

  // The question's terms, and which share of a word each is. Where only words decide, what only
  // asks is left out whatever the language, and the pairs of letters of one word count as one; with
  // a model the weights of confidence_of() are for English question words and single terms.
  std::map<std::string, double> terms_asked_for() const {
    std::map<std::string, double> out;
    if (evidence_.has_vectors) {
      for (const std::string& term : terms_of(question_, evidence_.language))
        if (!is_question_word(term)) out[term] = 1;
      return out;
    }
    std::vector<text::Token> tokens;
    text::Analyzer(evidence_.language).analyze(question_, tokens);
    const auto asking = text::find_question_words(question_, evidence_.language);
    for (std::size_t first = 0; first < tokens.size();) {
      std::size_t last = first + 1;
      while (last < tokens.size() && tokens[last].begin < tokens[last - 1].end)
        ++last;
      for (std::size_t i = first; i < last; ++i) {
        const text::Token& token = tokens[i];
        const bool asks = std::ranges::any_of(asking, [&](const auto& span) {
          return span.first < token.end && token.begin < span.second;
        });
        if (!asks && !is_question_word(token.term))
          out[token.term] = std::max(out[token.term], 1 / static_cast<double>(last - first));
      }
      first = last;
    }
    return out;
  }

  double coverage_by(const std::set<std::string>& terms) const {
    double covered = 0;
    for (const auto& [term, weight] : weights_)
      if (terms.contains(term)) covered += weight;
    return total_weight_ > 0 ? covered / total_weight_ : 0;
  }

  static std::string joined(const std::vector<std::string>& headings) {
    std::string out;
    for (const std::string& heading : headings)
      out += (out.empty() ? "" : "\n") + heading;
    return out;
  }

  Sentence sentence_at(std::size_t passage, const text::ByteRange& place,
                       std::string context) const {
    const auto [begin, end] = place;
    Sentence out{passage, begin, end, evidence_.records[passage].text.substr(begin, end - begin),
                 std::move(context)};
    out.names = names_before(passage, begin);
    auto terms = terms_of(in_context(out), evidence_.language);
    out.coverage = coverage_by(terms);
    terms.merge(terms_of(out.names, evidence_.language));
    out.named_coverage = coverage_by(terms);
    out.score = out.coverage - kRankStep * static_cast<double>(passage);
    return out;
  }

  // What the question names, each with its terms: names, and what has digits.
  void find_names() {
    using Kind = text::Need::Kind;
    text::QuestionNeeds needs(question_, evidence_.language);
    const auto is_name = [&](const text::Need& need) {
      const std::string_view written =
          std::string_view(question_).substr(need.begin, need.end - need.begin);
      return need.kind == Kind::kName || need.kind == Kind::kNoun || need.kind == Kind::kBareNoun ||
             (need.kind == Kind::kWord && std::ranges::any_of(written, text::is_digit));
    };
    for (const text::Need& need : needs.met_by("").needs) {
      if (!is_name(need)) continue;
      std::string name = question_.substr(need.begin, need.end - need.begin);
      auto terms = terms_of(name, evidence_.language);
      if (!terms.empty())
        names_.push_back({std::move(name), std::move(terms), need.kind == Kind::kNoun});
    }
  }

  // For each sentence of each passage the names that it goes on to speak of.
  Result<void> read_names_before() {
    names_before_.resize(evidence_.records.size());
    for (std::size_t p = 0; p < evidence_.records.size() && !names_.empty(); ++p) {
      const model::Metadata metadata =
          TRY(model::metadata_from_json(evidence_.records[p].metadata));
      const std::string above = text_value(metadata, "title") + "\n";
      names_before_[p] = names_of_sentences(p, above + text_value(metadata, "headings"), above);
    }
    return {};
  }

  // A heading begins anew. "It" is what the sentence before spoke of, and that may be another
  // thing.
  std::vector<std::string> names_of_sentences(std::size_t passage, const std::string& above,
                                              const std::string& title) const {
    const std::string& text = evidence_.records[passage].text;
    const std::string& language = evidence_.language;
    std::vector<std::string> out;
    std::set<std::string> before = terms_of(above, language);
    const auto topic =
        terms_of(above + "\n" + text.substr(0, text.find(' ', kTopicBytes)), language);
    bool of_another = false;
    for (const OutlinedSentence& outlined : evidence_.outlines[passage]) {
      const auto [begin, end] = outlined.place;
      const std::string sentence = text.substr(begin, end - begin);
      const auto here = terms_of(sentence, language);
      std::string& names = out.emplace_back();
      if (outlined.role == Role::kHeading) {
        before = terms_of(title + joined(outlined.headings), language);
        of_another = false;
      }
      const text::SentenceSubject subject = text::read_subject(sentence, text, language);
      const bool has_name = std::ranges::any_of(
          names_, [&](const auto& name) { return std::ranges::includes(here, name.terms); });
      if (subject.begins != text::Begins::kPronoun)
        of_another = subject.begins == text::Begins::kAnotherSubject && !has_name;
      for (const Name& name : names_)
        if (!of_another && !std::ranges::includes(here, name.terms) &&
            std::ranges::includes(name.is_common ? topic : before, name.terms))
          names += (names.empty() ? "" : " ") + name.written;
      of_another = of_another || (subject.has_relation && !has_name);
      before.insert(here.begin(), here.end());
    }
    return out;
  }

  std::string names_before(std::size_t passage, std::uint32_t begin) const {
    const auto& all = evidence_.outlines[passage];
    for (std::size_t i = 0; i < names_before_[passage].size(); ++i)
      if (all[i].place.first == begin) return names_before_[passage][i];
    return {};
  }

  void collect_sentences() {
    auto& sentences = evidence_.sentences;
    for (std::size_t p = 0; p < evidence_.records.size(); ++p) {
      for (const OutlinedSentence& outlined : evidence_.outlines[p]) {
        const auto [begin, end] = outlined.place;
        const bool is_too_short = end - begin < kSentenceBytesMin && !outlined.leads();
        if (is_too_short || end - begin > kSentenceBytesMax) continue;
        // Rows of two tables may be alike but for what stands above them.
        Sentence sentence = sentence_at(
            p, outlined.place, outlined.role == Role::kRow ? joined(outlined.headings) : "");
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
    if (embedder == nullptr) return {};
    const embed::Vector question = TRY(embedder->embed_query(question_));
    TRY(compare(*embedder, question, evidence_.sentences));
    for (const Sentence& sentence : evidence_.sentences)
      evidence_.features.sentence = std::max(evidence_.features.sentence, sentence.cosine);
    std::ranges::stable_sort(evidence_.sentences, std::greater<>(), &Sentence::score);
    const NullScale scale = TRY(sources_.null_scales.get(evidence_.found.collection));
    evidence_.features.dense_place = scale.place(evidence_.features.dense);
    evidence_.features.sentence_place = scale.place(evidence_.features.sentence);
    return {};
  }

  static Result<void> compare(embed::Embedder& embedder, const embed::Vector& question,
                              std::vector<Sentence>& sentences) {
    std::vector<std::string> texts;
    for (const Sentence& sentence : sentences)
      texts.push_back(in_context(sentence));
    const auto vectors = TRY(embedder.embed_at_once(texts));
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      Sentence& sentence = sentences[i];
      sentence.cosine = cosine(question, vectors[i]);
      sentence.vector = vectors[i];
      sentence.score = score_of(sentence.cosine, sentence.coverage);
    }
    return {};
  }

  // What only leads to something is no answer: what it leads to stands in its place.
  Result<void> follow_leads() {
    auto& sentences = evidence_.sentences;
    std::vector<Sentence> leads;
    for (Sentence& sentence : sentences)
      if (outlined(sentence).leads()) leads.push_back(sentence);
    if (leads.empty()) return {};
    std::erase_if(sentences, [&](const Sentence& each) { return outlined(each).leads(); });
    std::size_t followed = 0;
    double left_open = 0;  // what leads nowhere speaks of so much of the question
    for (const Sentence& lead : leads) {
      std::vector<Sentence> behind;
      if (followed < kLeadsFollowed) behind = led_to_by(lead);
      if (behind.empty() && leads_nowhere(evidence_.outlines[lead.passage], number_of(lead)))
        left_open = std::max(left_open, lead.coverage);
      evidence_.others.push_back(lead);
      if (behind.empty()) continue;
      ++followed;
      TRY(score_as(lead, behind));
      std::ranges::for_each(behind, [&](Sentence& each) { put_better(std::move(each)); });
    }
    std::ranges::stable_sort(sentences, std::greater<>(), &Sentence::score);
    // Where the place for the answer is empty, what stands at another is none.
    if (std::ranges::none_of(
            sentences, [&](const Sentence& each) { return each.coverage >= left_open - kAsMuch; }))
      std::ranges::move(std::exchange(sentences, {}), std::back_inserter(evidence_.others));
    return {};
  }

  std::size_t number_of(const Sentence& sentence) const {
    const auto& all = evidence_.outlines[sentence.passage];
    const auto at = std::ranges::find_if(
        all, [&](const OutlinedSentence& each) { return each.place.first == sentence.begin; });
    return static_cast<std::size_t>(at - all.begin());
  }
  const OutlinedSentence& outlined(const Sentence& sentence) const {
    return evidence_.outlines[sentence.passage][number_of(sentence)];
  }

  // The few that have most words of the question, in their order if they have the same.
  std::vector<Sentence> led_to_by(const Sentence& lead) const {
    std::vector<Sentence> out;
    const auto& all = evidence_.outlines[lead.passage];
    std::string context = joined(outlined(lead).headings);
    context += (context.empty() ? "" : "\n") + lead.text;
    for (const text::ByteRange& place : led_to(all, number_of(lead)))
      if (place.second - place.first <= kSentenceBytesMax)
        out.push_back(sentence_at(lead.passage, place, context));
    std::ranges::stable_sort(out, std::greater<>(), &Sentence::coverage);
    if (out.size() > kFollowingScored) out.resize(kFollowingScored);
    return out;
  }

  // The best of what is led to is as good as what leads to it, the others by as much worse.
  Result<void> score_as(const Sentence& lead, std::vector<Sentence>& behind) const {
    embed::Embedder* embedder = TRY(sources_.embedders.get(evidence_.found.collection.model));
    if (embedder != nullptr) {
      const embed::Vector question = TRY(embedder->embed_query(question_));
      TRY(compare(*embedder, question, behind));
    }
    const double best = std::ranges::max(behind, {}, &Sentence::score).score;
    for (Sentence& each : behind)
      each.score += std::max(0.0, lead.score - best);
    return {};
  }

  // A place that is there already stays once, as what it is better as.
  void put_better(Sentence sentence) {
    auto& sentences = evidence_.sentences;
    const auto is_in_it = [&](const Sentence& each) {
      return each.passage == sentence.passage && each.begin >= sentence.begin &&
             each.end <= sentence.end;
    };
    if (std::ranges::any_of(sentences, [&](const Sentence& each) {
          return is_in_it(each) && each.score > sentence.score;
        }))
      return;
    std::erase_if(sentences, is_in_it);
    sentences.push_back(std::move(sentence));
  }

  const EvidenceSources& sources_;
  const std::string& question_;
  SearchRequest request_;
  Evidence evidence_;
  std::vector<std::set<std::string>> passage_terms_;
  std::map<std::string, double> weights_;
  double total_weight_ = 0;
  struct Name {
    std::string written;
    std::set<std::string> terms;
    bool is_common = false;  // a noun with a determiner: spoken of if the passage begins with it
  };
  std::vector<Name> names_;
  std::vector<std::vector<std::string>> names_before_;  // by passage and sentence
};

}  // namespace

std::string in_context(const Sentence& sentence) {
  return sentence.context.empty() ? sentence.text : sentence.context + "\n" + sentence.text;
}

std::string with_names(const Sentence& sentence) {
  return sentence.names.empty() ? in_context(sentence)
                                : sentence.names + "\n" + in_context(sentence);
}

double score_of(double cosine, double coverage) { return .7 * cosine + .3 * coverage; }

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
