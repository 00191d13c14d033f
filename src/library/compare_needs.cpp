#include "compare_needs.hpp"

#include <algorithm>
#include <cmath>

#include "alexandria/model/metadata.hpp"
#include "alexandria/store/documents.hpp"
#include "alexandria/text/question_needs.hpp"
#include "alexandria/text/unicode.hpp"
#include "passages.hpp"

namespace alexandria::library {
namespace {

using text::Need;

constexpr std::size_t kWordsTried = 6;
constexpr double kAlienMost = 3;
// A word counts as elsewhere even if leaving it out makes the question fit a little less.
constexpr double kAlienMargin = .3;
constexpr double kWordsMost = 5;
constexpr std::size_t kNearbyBytes = 8192;  // before and behind the passage
constexpr std::size_t kBeginningBytes = 2048;

class Comparison {
 public:
  Comparison(const EvidenceSources& sources, Evidence& evidence)
      : sources_(sources), evidence_(evidence), features_(evidence.features) {}

  Result<void> run() {
    const store::RecordRow& record = evidence_.records[evidence_.sentences.front().passage];
    const model::Metadata metadata = TRY(model::metadata_from_json(record.metadata));
    const std::string source = text_value(metadata, "title") + "\n\n" +
                               text_value(metadata, "headings") + "\n\n" + record.text;
    text::QuestionNeeds needs(evidence_.question, evidence_.language);
    const text::NeedsMet met = needs.met_by(source);
    features_.codes = met.codes_met < met.codes_wanted ? 1 : 0;
    std::vector<Need> missing = met.needs;
    std::erase_if(missing, &Need::is_met);
    if (missing.empty()) return {};
    features_.met = 1 - static_cast<double>(missing.size()) / static_cast<double>(met.needs.size());
    text::NeedsMet nearby = met;
    if (std::ranges::any_of(missing, may_be_nearby))
      nearby = needs.met_by(TRY(surroundings(record, metadata)));
    for (std::size_t i = 0; i < met.needs.size(); ++i)
      if (!met.needs[i].is_met) count(met.needs[i], nearby.needs[i].is_met);
    return find_alien_words(missing);
  }

 private:
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
      case Need::Kind::kQuantity: features_.quantities = 1; break;
      case Need::Kind::kCounted: features_.counted = 1; break;
      case Need::Kind::kWord: features_.words = std::min(features_.words + 1, kWordsMost); break;
    }
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
      if (need.kind == Need::Kind::kNoun || need.kind == Need::Kind::kCounted)
        raise(features_.alien_nouns, gain);
      if (need.kind != Need::Kind::kQuantity && gain > -kAlienMargin)
        raise(features_.elsewhere, (gain + kAlienMargin) * TRY(rarity(need, scale.rows)));
    }
    return {};
  }

  static void raise(double& feature, double value) {
    feature = std::min(std::max(feature, value), kAlienMost);
  }

  // 1 for what one passage of the library has, 0 for what all have or none.
  Result<double> rarity(const Need& need, double rows) const {
    SearchRequest request;
    request.collection = evidence_.found.collection.name;
    request.query = '"' + evidence_.question.substr(need.begin, need.end - need.begin) + '"';
    request.mode = index::Mode::kKeyword;
    request.limit = 1;
    request.repairs = false;
    const auto found = sources_.search.rank(request);
    if (!found && found.error().code == Code::kInvalidArgument) return 0;  // no word of the index
    const auto holding = static_cast<double>(TRY(found).result.matched);
    if (holding < 1 || rows <= holding) return 0;
    return std::log(rows / holding) / std::log(rows);
  }

  const EvidenceSources& sources_;
  Evidence& evidence_;
  EvidenceFeatures& features_;
};

}  // namespace

Result<void> compare_needs(const EvidenceSources& sources, Evidence& evidence) {
  if (evidence.sentences.empty()) return {};
  return Comparison(sources, evidence).run();
}

}  // namespace alexandria::library
