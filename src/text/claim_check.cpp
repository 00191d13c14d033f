#include "alexandria/text/claim_check.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/lines.hpp"
#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"
#include "claim_faults.hpp"
#include "claim_words.hpp"

namespace alexandria::text {
namespace {

constexpr double kSupportedFrom = .75;  // coverage
constexpr double kPartlyFrom = .45;
constexpr double kAsGoodWithin = .1;  // coverage of places that are all looked at
constexpr std::size_t kPlacesMax = 4;
constexpr std::size_t kComparisonsMax =
    1'000'000;  // of words of the claim with words of the source
constexpr std::size_t kSentencesTogether = 2;
constexpr std::size_t kSpacedTogether = 4;  // where sentences are what stands between spaces

double weight_of(const ClaimWord& word) {
  if (!says_something(word)) return 0;
  switch (word.kind) {
    case ClaimWordKind::kName: return 1.5;
    case ClaimWordKind::kQuantity: return word.quantity.weak ? .5 : 1.5;
    case ClaimWordKind::kLetter: return .5;
    default: return word.term.size() > 3 ? 1 : .7;
  }
}

// Some sentences of the source, [first, last) as words.
struct Place {
  std::size_t first = 0;
  std::size_t last = 0;
  std::uint32_t sentence = 0;
  std::uint32_t behind = 0;
  double coverage = 0;
};

class Check {
 public:
  Check(const JoinedText& source, const ClaimText& claim, std::string_view language)
      : joined_(source),
        claim_(claim),
        source_(read_claim_text(source.text, language)),
        words_(words_of(language)) {
    inherit_units(source_);
    for (std::size_t i = 0; i < source_.words.size(); ++i)
      while (starts_.size() <= source_.words[i].sentence)
        starts_.push_back(i);
    starts_.push_back(source_.words.size());
  }

  /// `quoted`: bytes of the source that are the claim word for word; empty if there are none.
  ClaimCheck run(ByteRange quoted) {
    const bool says_nothing = std::ranges::none_of(
        claim_.words, [](const ClaimWord& word) { return weight_of(word) > 0; });
    if (says_nothing || source_.words.empty()) return {};
    if (claim_.words.size() * source_.words.size() > kComparisonsMax) {
      ClaimCheck out;
      out.failed.emplace_back("(too long to be compared)");
      return out;
    }
    const bool verbatim = quoted.second > quoted.first && is_whole(quoted);
    std::vector<Place> places = verbatim ? std::vector{place_of(quoted)} : best_places();
    std::optional<ClaimCheck> best;
    for (const Place& place : places) {
      ClaimCheck check = judge(place, verbatim);
      const bool better = !best || check.support < best->support ||
                          (check.support == best->support && check.coverage > best->coverage);
      if (better) best = std::move(check);
    }
    best->verbatim = verbatim;
    return std::move(*best);
  }

 private:
  // Neither end stands inside a word or a quantity of the source: "5" of "5%" is none of its own.
  bool is_whole(ByteRange range) const {
    return std::ranges::none_of(source_.words, [&](const ClaimWord& word) {
      const bool cut_off = word.begin < range.first && range.first < word.end;
      return cut_off || (word.begin < range.second && range.second < word.end);
    });
  }

  Place place_of(ByteRange range) const {
    Place place;
    for (std::size_t i = 0; i < source_.words.size(); ++i) {
      const ClaimWord& word = source_.words[i];
      if (word.begin < range.first) place.sentence = word.sentence;
      if (word.begin >= range.first && word.begin < range.second) place.behind = word.sentence + 1;
      if (word.begin == range.first) place.sentence = word.sentence;
    }
    place.behind = std::max(place.behind, place.sentence + 1);
    place.first = starts_[place.sentence];
    place.last = starts_[std::min<std::size_t>(place.behind, starts_.size() - 1)];
    place.coverage = 1;
    return place;
  }

  // The runs of at most two sentences that have most of the claim; of equals, the shorter first.
  std::vector<Place> best_places() const {
    const std::vector<std::vector<bool>> held = words_by_sentence();
    std::vector<Place> all;
    const std::size_t most = words_.spaces_end_clauses ? kSpacedTogether : kSentencesTogether;
    for (std::size_t together = 1; together <= most; ++together)
      for (std::uint32_t s = 0; s + together < starts_.size(); ++s) {
        Place place{starts_[s], starts_[s + together], s, static_cast<std::uint32_t>(s + together),
                    0};
        place.coverage = coverage_of(held, place);
        all.push_back(place);
      }
    std::ranges::stable_sort(all, std::greater<>(), &Place::coverage);
    std::size_t kept = 0;
    while (kept < all.size() && kept < kPlacesMax &&
           all[kept].coverage >= all.front().coverage - kAsGoodWithin)
      ++kept;
    all.resize(kept);
    return all;
  }

  // For each sentence of the source, which words of the claim it has.
  std::vector<std::vector<bool>> words_by_sentence() const {
    std::vector<std::vector<bool>> held(starts_.size() - 1, std::vector<bool>(claim_.words.size()));
    for (std::size_t s = 0; s + 1 < starts_.size(); ++s)
      for (std::size_t c = 0; c < claim_.words.size(); ++c) {
        if (weight_of(claim_.words[c]) == 0) continue;
        for (std::size_t i = starts_[s]; !held[s][c] && i < starts_[s + 1]; ++i)
          held[s][c] = same_word(claim_.words[c], source_.words[i], words_);
      }
    return held;
  }

  double coverage_of(const std::vector<std::vector<bool>>& held, const Place& place) const {
    double total = 0;
    double covered = 0;
    for (std::size_t c = 0; c < claim_.words.size(); ++c) {
      const double weight = weight_of(claim_.words[c]);
      total += weight;
      bool found = false;
      for (std::uint32_t s = place.sentence; s < place.behind; ++s)
        found = found || held[s][c];
      if (found) covered += weight;
    }
    return total > 0 ? covered / total : 0;
  }

  ClaimCheck judge(const Place& place, bool verbatim) const {
    // Names may be said one sentence before or after.
    const std::size_t before = place.sentence > 0 ? starts_[place.sentence - 1] : place.first;
    const std::size_t behind =
        place.behind + 1 < starts_.size() ? starts_[place.behind + 1] : place.last;
    Faults faults = find_faults({claim_, source_, words_, place.first, place.last, before, behind,
                                 place.coverage, verbatim});
    ClaimCheck out;
    out.coverage = place.coverage;
    out.failed = std::move(faults.failed);
    if (out.failed.empty() && place.coverage >= kSupportedFrom)
      out.support = Support::kSupported;
    else if (faults.hard <= 1 && place.coverage >= kPartlyFrom)
      out.support = Support::kPartly;
    if (place.last <= place.first || source_.sentences.empty()) return out;
    const std::size_t last = std::min<std::size_t>(place.behind, source_.sentences.size()) - 1;
    out.begin = joined_.origins[source_.sentences[place.sentence].first];
    out.end = joined_.origins[source_.sentences[last].second - 1] + 1;
    return out;
  }

  const JoinedText& joined_;
  const ClaimText& claim_;
  ClaimText source_;
  const LanguageWords& words_;
  std::vector<std::size_t> starts_;  // of each sentence, its first word; and the number of all
};

// The text with white space squeezed, hyphens at line ends and quotation marks gone; `offsets[i]`
// is where byte i of it came from.
std::string plain(std::string_view text, std::vector<std::size_t>& offsets) {
  std::string out;
  const auto put = [&](char c, std::size_t from) {
    out += c;
    offsets.push_back(from);
  };
  const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::string_view rest = text.substr(i);
    if (is_space(c) || rest.starts_with("\xC2\xA0")) {
      if (!out.empty() && out.back() != ' ') put(' ', i);
      if (c == '\xC2') ++i;
    } else if (c == '-' && i + 1 < text.size() && text[i + 1] == '\n') {
      ++i;  // a word cut at the end of a line
    } else if (c == '"' || c == '\'') {
      continue;
    } else if (rest.starts_with("\xE2\x80") && rest.size() > 2 &&
               static_cast<unsigned char>(rest[2]) >= 0x98 &&
               static_cast<unsigned char>(rest[2]) <= 0x9F) {
      i += 2;  // curly quotation marks
    } else {
      put(c, i);
    }
  }
  if (out.ends_with(' ')) {
    out.pop_back();
    offsets.pop_back();
  }
  return out;
}

// "1. Refunds take 14 days": the number is the list's. Where a stop also makes ordinals ("1. Mai")
// only before a little word.
std::string_view without_list_number(std::string_view claim, std::string_view language) {
  std::size_t at = 0;
  while (at < claim.size() && std::isdigit(static_cast<unsigned char>(claim[at])) != 0)
    ++at;
  constexpr std::size_t kDigitsMax = 3;
  const bool marked = at > 0 && at <= kDigitsMax && at + 1 < claim.size() &&
                      (claim[at] == '.' || claim[at] == ')') && claim[at + 1] == ' ';
  if (!marked) return claim;
  const std::string_view rest = claim.substr(at + 2);
  if (!words_of(language).ordinals_end_with_stop || claim[at] == ')') return rest;
  const std::string first = fold(rest.substr(0, rest.find(' ')));
  return is_stop_word(language, first) ? rest : claim;
}

}  // namespace

std::string_view support_name(Support support) {
  return support == Support::kSupported ? "supported"
         : support == Support::kPartly  ? "partly"
                                        : "not_supported";
}

std::pair<std::size_t, std::size_t> find_quote(std::string_view quote, std::string_view text) {
  std::vector<std::size_t> quote_offsets;
  std::vector<std::size_t> offsets;
  const std::string wanted = plain(quote, quote_offsets);
  const std::string all = plain(text, offsets);
  const std::size_t found = wanted.empty() ? std::string::npos : all.find(wanted);
  if (found == std::string::npos) return {0, 0};
  return {offsets[found], offsets[found + wanted.size() - 1] + 1};
}

ClaimCheck check_claim(std::string_view claim, std::string_view passage,
                       std::string_view language) {
  const std::string line = on_one_line(claim);
  const std::string asked(without_list_number(line, language));
  const JoinedText source = join_lines(passage);
  std::string_view bare = trim(asked);
  while (!bare.empty() && (bare.back() == '.' || bare.back() == ' '))
    bare.remove_suffix(1);
  const auto [begin, end] = find_quote(bare, source.text);
  const ClaimText read = read_claim_text(asked, language);
  return Check(source, read, language)
      .run({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
}

}  // namespace alexandria::text
