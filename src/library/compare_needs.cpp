#include "compare_needs.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "alexandria/model/metadata.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/lines.hpp"
#include "alexandria/text/question_asks.hpp"
#include "alexandria/text/question_needs.hpp"
#include "alexandria/text/question_rivals.hpp"
#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"
#include "choose_quotes.hpp"
#include "passages.hpp"

namespace alexandria::library {
namespace {

using text::Need;

constexpr std::size_t kWordsTried = 6;
constexpr double kAlienMost = 3;
// A word counts as elsewhere even if leaving it out makes the question fit a little less.
constexpr double kAlienMargin = .3;
constexpr double kWordsMost = 5;
constexpr double kNothing = 1e-6;
constexpr double kUsuallyApart = .8;  // of the average distance: two in three true ones are nearer
constexpr std::size_t kWordsLeast = 3;  // of which an average says something
constexpr std::size_t kWordsCompared = 40;
constexpr std::size_t kNearbyBytes = 8192;  // before and behind the passage
constexpr std::size_t kBeginningBytes = 2048;

class Comparison {
 public:
  Comparison(const EvidenceSources& sources, Evidence& evidence)
      : sources_(sources),
        evidence_(evidence),
        features_(evidence.features),
        rivals_(evidence.question, evidence.language) {}

  Result<void> run() {
    leave_others_out();
    if (evidence_.sentences.empty()) return {};
    const std::vector<Need> missing = TRY(compare());
    const text::QuestionAsks asks(evidence_.question, evidence_.language);
    TRY(choose_quotes(sources_, asks, evidence_));
    look_for_kind(asks, with_names(evidence_.sentences.front()));
    return find_strange_words(missing);
  }

 private:
  using Speaks = text::QuestionRivals::Speaks;

  // Answers what is missing.
  Result<std::vector<Need>> compare() {
    const Sentence& best = evidence_.sentences.front();
    const store::RecordRow& record = evidence_.records[best.passage];
    const model::Metadata metadata = TRY(model::metadata_from_json(record.metadata));
    const bool is_row = text::is_barred(best.text);
    const std::string source =
        text_value(metadata, "title") + "\n\n" +
        (is_row && !best.context.empty() ? best.context : text_value(metadata, "headings")) +
        "\n\n" + (is_row ? best.text : what_is_said(best.passage));
    text::QuestionNeeds needs(evidence_.question, evidence_.language);
    text::NeedsMet met = needs.met_by(source);
    for (Need& need : met.needs)
      if (need.may_be_slip && TRY(rows_with(need.begin, need.end)) == 0) need.is_met = true;
    features_.codes = met.codes_met < met.codes_wanted ? 1 : 0;
    std::vector<Need> missing = met.needs;
    std::erase_if(missing, &Need::is_met);
    if (is_counted_apart(needs, met.needs, in_context(best))) features_.counted_apart = 1;
    if (missing.empty()) return missing;
    features_.met = 1 - static_cast<double>(missing.size()) / static_cast<double>(met.needs.size());
    text::NeedsMet nearby = met;
    if (!is_row && std::ranges::any_of(missing, may_be_nearby))
      nearby = needs.met_by(TRY(surroundings(record, metadata)));
    for (std::size_t i = 0; i < met.needs.size(); ++i)
      if (!met.needs[i].is_met) count(met.needs[i], nearby.needs[i].is_met);
    const auto words = std::ranges::count(met.needs, Need::Kind::kWord, &Need::kind);
    if (words > 0)
      features_.asked =
          static_cast<double>(std::ranges::count(missing, Need::Kind::kWord, &Need::kind)) /
          static_cast<double>(words);
    if (is_said_of_others(needs, met.needs))
      (features_.asked == 1  ? features_.other_asked
       : rivals_.has_codes() ? features_.other_things
       : rivals_.has_years() ? features_.other_years
                             : features_.others) = 1;
    TRY(find_mixed_names(met.needs, nearby.needs));
    TRY(find_alien_words(missing));
    return missing;
  }

  // What a passage says of another thing of the kind that is asked about is no answer. A sentence
  // that names nothing speaks of what the one before it speaks of, else of what its nearest heading
  // that names something speaks of.
  std::vector<text::ByteRange> others_in(std::size_t passage) {
    const std::string_view text = evidence_.records[passage].text;
    std::vector<text::ByteRange> out;
    Speaks before = Speaks::kOfNothing;
    std::uint32_t end = 0;
    for (const OutlinedSentence& sentence : evidence_.outlines[passage]) {
      const auto& place = sentence.place;
      const bool goes_on = end > 0 && !text.substr(end, place.first - end).contains('\n');
      Speaks now = rivals_.read(text.substr(place.first, place.second - place.first));
      if (now == Speaks::kOfNothing && goes_on) now = before;
      before = now;
      end = place.second;
      if (now == Speaks::kOfNothing && under(sentence.headings) == Speaks::kOfAnother)
        out.push_back(place);
      if (now != Speaks::kOfAnother) continue;
      out.push_back(place);
      others_itself_[passage].push_back(place);
    }
    return out;
  }

  Speaks under(const std::vector<std::string>& headings) {
    for (auto heading = headings.rbegin(); heading != headings.rend(); ++heading) {
      const auto [known, is_new] = headings_.try_emplace(*heading, Speaks::kOfNothing);
      if (is_new) known->second = rivals_.read(*heading);
      if (known->second != Speaks::kOfNothing) return known->second;
    }
    return Speaks::kOfNothing;
  }

  void leave_others_out() {
    others_.resize(evidence_.records.size());
    others_itself_.resize(others_.size());
    if (rivals_.is_empty()) return;
    for (std::size_t p = 0; p < others_.size(); ++p)
      others_[p] = others_in(p);
    // A quote of several sentences is of another thing if all in it is that says something.
    const auto is_among = [&](const std::vector<text::ByteRange>& others,
                              const Sentence& sentence) {
      return std::ranges::none_of(
          evidence_.outlines[sentence.passage], [&](const OutlinedSentence& each) {
            return each.place.first >= sentence.begin && each.place.second <= sentence.end &&
                   !each.leads() && std::ranges::find(others, each.place) == others.end();
          });
    };
    const auto is_other = [&](const Sentence& sentence) {
      return is_among(others_[sentence.passage], sentence);
    };
    if (!evidence_.sentences.empty()) {
      const Sentence& best = evidence_.sentences.front();
      if (is_among(others_itself_[best.passage], best)) features_.best_other = 1;
    }
    std::ranges::copy_if(evidence_.sentences, std::back_inserter(evidence_.others), is_other);
    std::erase_if(evidence_.sentences, is_other);
  }

  std::string what_is_said(std::size_t passage) const {
    std::string out = evidence_.records[passage].text;
    for (auto place = others_[passage].rbegin(); place != others_[passage].rend(); ++place)
      out.replace(place->first, place->second - place->first, " ");
    return out;
  }

  // What is counted stands in the passage, but not in what answers best.
  static bool is_counted_apart(text::QuestionNeeds& needs, const std::vector<Need>& in_passage,
                               const std::string& sentence) {
    const auto is_counted = [](const Need& need) {
      return need.kind == Need::Kind::kCounted && need.is_met;
    };
    if (std::ranges::none_of(in_passage, is_counted)) return false;
    const std::vector<Need> in_sentence = needs.met_by(sentence).needs;
    for (std::size_t i = 0; i < in_passage.size(); ++i)
      if (is_counted(in_passage[i]) && !in_sentence[i].is_met) return true;
    return false;
  }

  void look_for_kind(const text::QuestionAsks& question, const std::string& quoted) {
    if (question.is_in(quoted)) return;
    switch (question.asks()) {
      case text::Asks::kTime: features_.no_time = 1; break;
      case text::Asks::kPerson: features_.no_person = 1; break;
      case text::Asks::kAmount: features_.no_amount = 1; break;
      case text::Asks::kAnything: break;
    }
  }

  // What is missing here is said of something else there.
  bool is_said_of_others(text::QuestionNeeds& needs, const std::vector<Need>& here) const {
    std::string others;
    const Sentence& best = evidence_.sentences.front();
    const std::int64_t document = evidence_.records[best.passage].document_no;
    const bool is_row = text::is_barred(best.text);  // of tables, one may be a passage each
    for (std::size_t p = 0; p < others_.size(); ++p) {
      if (p != best.passage && !(is_row && evidence_.records[p].document_no == document)) continue;
      for (const auto& [begin, end] : others_[p])
        others += evidence_.records[p].text.substr(begin, end - begin) + "\n\n";
    }
    if (others.empty()) return false;
    const std::vector<Need> there = needs.met_by(others).needs;
    for (std::size_t i = 0; i < here.size(); ++i)
      if (!here[i].is_met && there[i].is_met) return true;
    return false;
  }

  static bool may_be_nearby(const Need& need) { return need.kind != Need::Kind::kWord; }

  // What a document is about it says once, mostly at its beginning.
  Result<std::string> surroundings(const store::RecordRow& record,
                                   const model::Metadata& metadata) const {
    if (record.version_id == 0) return std::string();
    std::string out;
    TRY(sources_.store.read([&](store::Sql& sql) -> Result<void> {
      const auto number = static_cast<std::uint32_t>(integer_value(metadata, "part"));
      const std::string text = TRY(store::read_part(sql, record.version_id, number)).part.text;
      const auto begin =
          std::min(text.size(), static_cast<std::size_t>(integer_value(metadata, "begin")));
      const std::size_t from = begin > kNearbyBytes ? begin - kNearbyBytes : 0;
      out = text.substr(from, begin - from + record.text.size() + kNearbyBytes);
      if (number == 0 && from == 0) return {};
      const std::string first =
          number == 0 ? text : TRY(store::read_part(sql, record.version_id, 0)).part.text;
      out = first.substr(0, kBeginningBytes) + "\n\n" + out;
      return {};
    }));
    return text::to_valid_utf8(out);  // it may begin and end inside of a letter
  }

  void count(const Need& need, bool is_nearby) {
    if (need.has_twin) features_.twins = 1;
    if (is_nearby && may_be_nearby(need)) {
      features_.nearby = 1;
      return;
    }
    switch (need.kind) {
      case Need::Kind::kName:
        (need.is_part_met ? features_.name_parts : features_.names) = 1;
        break;
      case Need::Kind::kNoun: features_.nouns = 1; break;
      case Need::Kind::kBareNoun: features_.bare_nouns = 1; break;
      case Need::Kind::kQuantity: features_.quantities = 1; break;
      case Need::Kind::kCounted: features_.counted = 1; break;
      case Need::Kind::kWord: features_.words = std::min(features_.words + 1, kWordsMost); break;
    }
  }

  // Of a name only a part is here, the rest stands elsewhere, and both nowhere side by side.
  Result<void> find_mixed_names(const std::vector<Need>& needs, const std::vector<Need>& nearby) {
    std::size_t tried = 0;
    for (std::size_t i = 0; i < needs.size() && tried < kWordsTried; ++i) {
      if (!needs[i].is_part_met || nearby[i].is_met) continue;
      ++tried;
      const auto [begin, end] = name_around(needs, i);
      if (TRY(rows_with(needs[i].begin, needs[i].end)) > 0 && TRY(rows_with(begin, end)) == 0)
        features_.mixed_names = 1;
    }
    return {};
  }

  std::pair<std::uint32_t, std::uint32_t> name_around(const std::vector<Need>& needs,
                                                      std::size_t i) const {
    const auto goes_on = [&](const Need& one, const Need& next) {
      return one.kind == Need::Kind::kName && next.kind == Need::Kind::kName &&
             next.begin == one.end + 1 && evidence_.question[one.end] == ' ';
    };
    std::size_t first = i;
    std::size_t last = i;
    while (first > 0 && goes_on(needs[first - 1], needs[first]))
      --first;
    while (last + 1 < needs.size() && goes_on(needs[last], needs[last + 1]))
      ++last;
    return {needs[first].begin, needs[last].end};
  }

  // A word that the passage says otherwise brings the question nearer to it, one that is about
  // something else keeps it away.
  Result<void> find_alien_words(const std::vector<Need>& missing) {
    embed::Embedder* embedder = TRY(sources_.embedders.get(evidence_.found.collection.model));
    if (embedder == nullptr) return {};
    const NullScale scale = TRY(sources_.null_scales.get(evidence_.found.collection));
    const Sentence& best = evidence_.sentences.front();
    for (std::size_t i = 0; i < std::min(missing.size(), kWordsTried); ++i) {
      const Need& need = missing[i];
      std::string without = evidence_.question;
      without.erase(need.begin, need.end - need.begin);
      const embed::Vector vector = TRY(embedder->embed_query(without));
      const double gain = scale.place(cosine(vector, best.vector)) - scale.place(best.cosine);
      raise(features_.alien, gain);
      // A row says all that it has to say.
      if (text::is_barred(best.text) && gain > 0) features_.row_words = 1;
      if (features_.asked == 1 && need.kind == Need::Kind::kWord)
        features_.asked_gain =
            std::max(features_.asked_gain, std::clamp(gain, -kAlienMost, kAlienMost) + kAlienMost);
      if (need.kind == Need::Kind::kNoun || need.kind == Need::Kind::kBareNoun ||
          need.kind == Need::Kind::kCounted)
        raise(features_.alien_nouns, gain);
      if (need.kind != Need::Kind::kQuantity && gain > -kAlienMargin)
        raise(features_.elsewhere, (gain + kAlienMargin) * TRY(rarity(need, scale.rows)));
    }
    return {};
  }

  // What is missing may be said in another word: the nearest one of the best sentence is so much
  // nearer than its words are on average.
  Result<void> find_strange_words(const std::vector<Need>& missing) {
    embed::Embedder* embedder = TRY(sources_.embedders.get(evidence_.found.collection.model));
    if (embedder == nullptr) return {};
    std::vector<std::string> words = words_of(with_names(evidence_.sentences.front()));
    const std::size_t there = words.size();
    for (const Need& need : missing)
      if (need.kind != Need::Kind::kQuantity && need.kind != Need::Kind::kName &&
          words.size() < there + kWordsTried)
        words.push_back(
            text::fold_case(evidence_.question.substr(need.begin, need.end - need.begin)));
    if (there < kWordsLeast || words.size() == there) return {};
    const auto vectors = TRY(embedder->embed_at_once(words));
    const std::span said(vectors.begin(), there);
    for (std::size_t i = there; i < vectors.size(); ++i)
      features_.strange = std::max(features_.strange, strangeness(vectors[i], said));
    return {};
  }

  static double strangeness(const embed::Vector& word, std::span<const embed::Vector> said) {
    double sum = 0;
    double most = -1;
    for (const embed::Vector& other : said) {
      const double near = cosine(word, other);
      sum += near;
      most = std::max(most, near);
    }
    const double average = 1 - sum / static_cast<double>(said.size());
    const double apart = average > kNothing ? (1 - most) / average : 0;
    return std::clamp((apart - kUsuallyApart) / (1 - kUsuallyApart), 0.0, 1.0);
  }

  std::vector<std::string> words_of(const std::string& quoted) const {
    std::vector<text::Token> tokens;
    text::Analyzer(evidence_.language).analyze(quoted, tokens);
    std::set<std::string> out;
    for (const text::Token& token : tokens)
      if (out.size() < kWordsCompared)
        out.insert(text::fold_case(quoted.substr(token.begin, token.end - token.begin)));
    return {out.begin(), out.end()};
  }

  static void raise(double& feature, double value) {
    feature = std::min(std::max(feature, value), kAlienMost);
  }

  // 1 for what one passage of the library has, 0 for what all have or none.
  Result<double> rarity(const Need& need, double rows) const {
    const double holding = TRY(rows_with(need.begin, need.end));
    if (holding < 1 || rows <= holding) return 0;
    return std::log(rows / holding) / std::log(rows);
  }

  // Passages that have these words of the question one behind the other.
  Result<double> rows_with(std::uint32_t begin, std::uint32_t end) const {
    SearchRequest request;
    request.collection = evidence_.found.collection.name;
    request.query = '"' + evidence_.question.substr(begin, end - begin) + '"';
    request.mode = index::Mode::kKeyword;
    request.limit = 1;
    request.repairs = false;
    const auto found = sources_.search.rank(request);
    if (!found && found.error().code == Code::kInvalidArgument) return 0;  // no word of the index
    return static_cast<double>(TRY(found).result.matched);
  }

  const EvidenceSources& sources_;
  Evidence& evidence_;
  EvidenceFeatures& features_;
  const text::QuestionRivals rivals_;
  std::vector<std::vector<text::ByteRange>> others_;         // by passage, ascending
  std::vector<std::vector<text::ByteRange>> others_itself_;  // of these, not by their headings
  std::map<std::string, Speaks> headings_;
};

}  // namespace

Result<void> compare_needs(const EvidenceSources& sources, Evidence& evidence) {
  if (evidence.sentences.empty()) return {};
  return Comparison(sources, evidence).run();
}

}  // namespace alexandria::library
