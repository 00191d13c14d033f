#include "alexandria/text/claim_check.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "alexandria/text/edit_distance.hpp"
#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"
#include "claim_words.hpp"

namespace alexandria::text {
namespace {

constexpr double kSupportedFrom = .75;  // coverage
constexpr double kPartlyFrom = .45;
constexpr double kNearlyVerbatim = .9;
constexpr std::size_t kSentencesTogether = 2;
constexpr std::size_t kNegationReach = 4;  // words between a negation and what it negates

using Words = std::vector<ClaimWord>;

double weight_of(const ClaimWord& word) {
  switch (word.kind) {
    case ClaimWordKind::kName: return 1.5;
    case ClaimWordKind::kNumber: return 1.5;
    case ClaimWordKind::kContent: return word.term.size() > 3 ? 1 : .7;
    default: return 0;
  }
}

bool is_hard(const ClaimWord& word) {
  return word.kind == ClaimWordKind::kNumber || word.kind == ClaimWordKind::kUnit ||
         word.kind == ClaimWordKind::kName;
}

// The words of a span of the passage, ready to be asked for.
class Span {
 public:
  Span(const Words& words, std::size_t first, std::size_t last)
      : words_(words), first_(first), last_(last) {
    for (std::size_t i = first; i < last; ++i) {
      if (words[i].kind == ClaimWordKind::kNegation || words[i].kind == ClaimWordKind::kStop)
        continue;
      places_[words[i].term].push_back(i);
      if (words[i].kind != ClaimWordKind::kNumber) places_[words[i].folded].push_back(i);
    }
  }
  std::size_t first() const { return first_; }
  std::size_t last() const { return last_; }

  bool has(const ClaimWord& word) const {
    if (places_.contains(word.term)) return true;
    if (word.kind != ClaimWordKind::kContent) return places_.contains(word.folded);
    if (word.term.size() < 5) return false;
    const unsigned most = word.term.size() < 9 ? 1 : 2;
    return std::ranges::any_of(places_, [&](const auto& entry) {
      return entry.first.size() >= 5 && entry.first[0] == word.term[0] &&
             edit_distance(entry.first, word.term, most) <= most;
    });
  }

  // Whether `word` stands at most `reach` words from `near`.
  bool has_near(const ClaimWord& near, const ClaimWord& word, std::size_t reach) const {
    const auto a = places_.find(near.term);
    const auto b = places_.find(word.term);
    if (a == places_.end() || b == places_.end()) return false;
    for (const std::size_t x : a->second)
      for (const std::size_t y : b->second)
        if ((x > y ? x - y : y - x) <= reach) return true;
    return false;
  }

  // Whether every place of `word` is negated, or none is; nothing if it differs from place to place
  // or the word is not there.
  std::optional<bool> negated(const ClaimWord& word) const {
    const auto found = places_.find(word.term);
    if (found == places_.end()) return std::nullopt;
    std::size_t with = 0;
    for (const std::size_t place : found->second)
      with += is_negated(words_, first_, place) ? 1U : 0U;
    if (with != 0 && with != found->second.size()) return std::nullopt;
    return with != 0;
  }

  // Whether a negation stands before the word at `place` with few words between, none of them the
  // one that it negates.
  static bool is_negated(const Words& words, std::size_t first, std::size_t place) {
    for (std::size_t back = 1; back <= kNegationReach && place >= first + back; ++back) {
      const ClaimWord& before = words[place - back];
      if (before.kind == ClaimWordKind::kNegation) return true;
      if (before.kind != ClaimWordKind::kStop || before.initial) return false;
    }
    return false;
  }

 private:
  const Words& words_;
  std::size_t first_;
  std::size_t last_;
  std::unordered_map<std::string, std::vector<std::size_t>> places_;
};

double coverage_of(const Words& claim, const Span& span) {
  double total = 0;
  double covered = 0;
  for (const ClaimWord& word : claim) {
    const double weight = weight_of(word);
    total += weight;
    if (weight > 0 && span.has(word)) covered += weight;
  }
  return total > 0 ? covered / total : 0;
}

// First words of the sentences of a text, and the number of all words. `ranges` are the sentences
// in bytes.
std::vector<std::size_t> sentence_starts(
    std::string_view text, const Words& words,
    std::vector<std::pair<std::uint32_t, std::uint32_t>>& ranges) {
  std::vector<std::size_t> starts;
  std::size_t word = 0;
  for (const auto& [begin, end] : split_sentences(text)) {
    while (word < words.size() && words[word].begin < begin)
      ++word;
    if (!starts.empty() && starts.back() == word) {
      ranges.back().second = end;
      continue;
    }
    starts.push_back(word);
    ranges.emplace_back(begin, end);
  }
  if (starts.empty()) {
    starts.push_back(0);
    ranges.emplace_back(0, static_cast<std::uint32_t>(text.size()));
  }
  starts.front() = 0;
  starts.push_back(words.size());
  return starts;
}

class Check {
 public:
  Check(std::string_view claim, std::string_view passage, std::string_view language)
      : claim_(claim_words(claim, language)),
        passage_(claim_words(passage, language)),
        starts_(sentence_starts(passage, passage_, ranges_)) {}

  ClaimCheck run() {
    ClaimCheck out;
    if (std::ranges::all_of(claim_, [](const ClaimWord& word) { return weight_of(word) == 0; }) ||
        passage_.empty())
      return out;
    const Span span = best_span(out.coverage);
    for (std::size_t s = 0; s + 1 < starts_.size(); ++s) {
      if (starts_[s] == span.first()) out.begin = ranges_[s].first;
      if (starts_[s + 1] == span.last()) out.end = ranges_[s].second;
    }
    const Span around = widened(span);
    std::size_t hard = 0;
    for (std::size_t i = 0; i < claim_.size(); ++i) {
      const ClaimWord& word = claim_[i];
      if (weight_of(word) == 0 && word.kind != ClaimWordKind::kUnit) continue;
      const bool there = word.kind == ClaimWordKind::kName   ? around.has(word)
                         : word.kind == ClaimWordKind::kUnit ? unit_is_there(i, span)
                                                             : span.has(word);
      if (there) continue;
      out.failed.push_back(word.written);
      // A first word has a capital anyway; where nearly all else is verbatim, it is a name put in
      // another's place.
      const bool capital = word.written[0] >= 'A' && word.written[0] <= 'Z';
      const bool leading_name = word.initial && capital && word.kind == ClaimWordKind::kContent &&
                                out.coverage >= kNearlyVerbatim;
      if (is_hard(word) || leading_name) ++hard;
    }
    hard += check_negations(span, out);
    if (hard == 0 && out.coverage >= kSupportedFrom)
      out.support = Support::kSupported;
    else if (hard <= 1 && out.coverage >= kPartlyFrom)
      out.support = Support::kPartly;
    return out;
  }

 private:
  // The run of at most two sentences that covers most; of equals, the shorter and earlier.
  Span best_span(double& coverage) const {
    std::optional<Span> best;
    for (std::size_t together = 1; together <= kSentencesTogether; ++together) {
      for (std::size_t s = 0; s + together < starts_.size(); ++s) {
        Span span(passage_, starts_[s], starts_[s + together]);
        const double covered = coverage_of(claim_, span);
        if (best && covered <= coverage + 1e-9) continue;
        coverage = covered;
        best.emplace(std::move(span));
      }
    }
    if (!best) best.emplace(passage_, 0, passage_.size());
    return std::move(*best);
  }

  // Names may be said one sentence before or after.
  Span widened(const Span& span) const {
    std::size_t first = 0;
    std::size_t last = passage_.size();
    for (const std::size_t start : starts_) {
      if (start < span.first()) first = start;
      if (start > span.last()) {
        last = start;
        break;
      }
    }
    return Span(passage_, first, last);
  }

  // A unit must stand beside the number that it stands beside in the claim.
  bool unit_is_there(std::size_t i, const Span& span) const {
    for (const std::size_t neighbour : {i - 1, i + 1})
      if (neighbour < claim_.size() && claim_[neighbour].kind == ClaimWordKind::kNumber)
        return span.has_near(claim_[neighbour], claim_[i], 2);
    return span.has(claim_[i]);
  }

  // What the claim negates must be negated in the passage, and the other way round.
  std::size_t check_negations(const Span& span, ClaimCheck& out) const {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < claim_.size(); ++i) {
      if (weight_of(claim_[i]) == 0) continue;
      const auto there = span.negated(claim_[i]);
      const bool here = Span::is_negated(claim_, 0, i);
      if (!there || *there == here) continue;
      ++wrong;
      out.failed.push_back(here ? "not " + claim_[i].written
                                : claim_[i].written + " (negated in the source)");
    }
    // A negation that no content word of the claim follows: it must be somewhere in the span too.
    const auto negations = [](const Words& words, std::size_t first, std::size_t last) {
      return std::count_if(
          words.begin() + static_cast<std::ptrdiff_t>(first),
          words.begin() + static_cast<std::ptrdiff_t>(last),
          [](const ClaimWord& word) { return word.kind == ClaimWordKind::kNegation; });
    };
    if (wrong == 0 &&
        negations(claim_, 0, claim_.size()) > negations(passage_, span.first(), span.last())) {
      ++wrong;
      out.failed.emplace_back("not");
    }
    return wrong;
  }

  Words claim_;
  Words passage_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges_;
  std::vector<std::size_t> starts_;
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
  std::string_view bare = trim(claim);
  while (!bare.empty() && (bare.back() == '.' || bare.back() == ' '))
    bare.remove_suffix(1);
  const auto [begin, end] = find_quote(bare, passage);
  // In the middle of a word or number it is another word or number.
  const auto inside = [&](std::size_t at) {
    return at > 0 && at < passage.size() &&
           std::isalnum(static_cast<unsigned char>(passage[at - 1])) &&
           std::isalnum(static_cast<unsigned char>(passage[at]));
  };
  if (end > begin && !inside(begin) && !inside(end)) {
    ClaimCheck out;
    out.verbatim = true;
    out.begin = begin;
    out.end = end;
    const Words words = claim_words(bare, language);
    const bool says_something =
        std::ranges::any_of(words, [](const ClaimWord& word) { return weight_of(word) > 0; });
    out.coverage = says_something ? 1 : 0;
    out.support = says_something ? Support::kSupported : Support::kNotSupported;
    return out;
  }
  return Check(claim, passage, language).run();
}

}  // namespace alexandria::text
