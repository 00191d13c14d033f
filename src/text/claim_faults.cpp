#include "claim_faults.hpp"

#include <algorithm>

#include "claim_order.hpp"
#include "claim_qualifiers.hpp"

namespace alexandria::text {
namespace {

using Kind = ClaimWordKind;

constexpr double kNearlyVerbatim = .9;
constexpr double kMostlyVerbatim = .6;  // share of a claim's words that stand in the source's order

class Search {
 public:
  explicit Search(const Comparison& comparison)
      : in_(comparison),
        texts_(comparison),
        claim_(texts_.claim),
        source_(texts_.source),
        aligned_(texts_.aligned) {}

  Faults run() {
    if (!aligned_.complete) {
      add("(too long to be compared)", true);
      return std::move(out_);
    }
    find_negations();
    find_frames();
    add_if_any(find_dropped_qualifier(texts_));
    if (in_.verbatim) return std::move(out_);
    find_missing();
    find_replaced();
    find_opposites();
    add_if_any(find_moved(texts_));
    add_if_any(find_splice(texts_));
    return std::move(out_);
  }

 private:
  void add(const std::string& word, bool hard) {
    out_.failed.push_back(word);
    out_.hard += hard ? 1 : 0;
  }

  void add_if_any(const std::string& fault) {
    if (!fault.empty()) add(fault, true);
  }

  // ---- words that are not there

  bool found_around(const ClaimWord& word) const {
    for (std::size_t i = in_.around_first; i < in_.around_last; ++i)
      if (same_word(word, source_[i], in_.words)) return true;
    return false;
  }

  void find_missing() {
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      const ClaimWord& word = claim_[c];
      if (aligned_.anywhere[c] != kNowhere) continue;
      if (word.kind == Kind::kLetter) {
        find_missing_letters(c);
        continue;
      }
      if (!says_something(word)) continue;
      if (word.kind == Kind::kName && found_around(word)) continue;
      if (word.hedge && !word.limiter && stands_for_hedge(c)) continue;
      add(word.written, is_hard(c));
    }
  }

  // "might" for "may".
  bool stands_for_hedge(std::size_t c) const {
    const auto [begin, end] = texts_.source_around(c);
    for (std::size_t s = begin; s < end; ++s)
      if (source_[s].hedge) return true;
    return false;
  }

  bool is_hard(std::size_t c) const {
    const ClaimWord& word = claim_[c];
    const Gap& gap = texts_.gaps[texts_.gap_of_claim[c]];
    if (word.kind == Kind::kQuantity)
      return !word.quantity.weak || (c > 0 && claim_[c - 1].kind == Kind::kQuantity) ||
             std::ranges::any_of(gap.source,
                                 [&](std::size_t s) { return source_[s].kind == Kind::kQuantity; });
    if (word.kind == Kind::kName || word.limiter) return true;
    // Where nouns have capitals, or no letter has, any such word may be a name.
    const bool may_be_name = (word.capital && (!word.initial || in_.coverage >= kNearlyVerbatim)) ||
                             in_.words.without_case;
    if (may_be_name) return true;
    const bool behind_figure = c > 0 && claim_[c - 1].kind == Kind::kQuantity &&
                               !claim_[c - 1].quantity.weak &&
                               claim_[c].clause == claim_[c - 1].clause;
    if (behind_figure) return true;  // it may be a unit that nobody listed
    // Nearly all else as it stands there: the word was put in another's place.
    return texts_.in_order >= kMostlyVerbatim && !gap.source.empty();
  }

  // What the source has here is gone, and something from elsewhere stands in its place.
  void find_replaced() {
    if (texts_.in_order < kMostlyVerbatim) return;
    std::vector<bool> kept(source_.size());
    for (const std::size_t place : aligned_.anywhere)
      if (place != kNowhere) kept[place] = true;
    for (const Gap& gap : texts_.gaps) {
      const auto gone = std::ranges::find_if(gap.source, [&](std::size_t s) { return !kept[s]; });
      if (gone == gap.source.end()) continue;
      const auto moved = std::ranges::find_if(gap.claim, [&](std::size_t c) {
        const ClaimWord& word = claim_[c];
        const bool elsewhere =
            aligned_.anywhere[c] != kNowhere || (word.kind == Kind::kName && found_around(word));
        const bool number = word.kind == Kind::kQuantity;
        return elsewhere && word.kind != Kind::kLetter &&
               (!number || !word.quantity.weak || source_[*gone].kind == Kind::kQuantity);
      });
      if (moved == gap.claim.end()) continue;
      add(claim_[*moved].written + " (in another's place)", true);
      return;
    }
  }

  // A run of letters that the source does not have. One may be a particle or a seam.
  void find_missing_letters(std::size_t first) {
    if (first > 0 && claim_[first - 1].kind == Kind::kLetter &&
        aligned_.anywhere[first - 1] == kNowhere)
      return;
    std::string run;
    std::size_t telling = 0;
    for (std::size_t c = first;
         c < claim_.size() && claim_[c].kind == Kind::kLetter && aligned_.anywhere[c] == kNowhere;
         ++c) {
      run += claim_[c].written;
      telling += claim_[c].light ? 0 : 1;
    }
    if (telling > 0) add(run, true);
  }

  // ---- negations

  // Whether a negation near `at` stands for none of the other text.
  bool free_negation_near(bool in_claim, std::size_t at) const {
    const std::vector<ClaimWord>& words = in_claim ? claim_ : source_;
    const std::size_t first = in_claim ? 0 : aligned_.first;
    const std::size_t last = in_claim ? claim_.size() : aligned_.last;
    const std::size_t from = at > first + kNegationReach ? at - kNegationReach : first;
    for (std::size_t i = from; i < std::min(last, at + kNegationReach + 1); ++i) {
      if (words[i].kind != Kind::kNegation || words[i].sentence != words[at].sentence) continue;
      if ((in_claim ? aligned_.ordered[i] : aligned_.of_source[i - first]) == kNowhere) return true;
    }
    return false;
  }

  void find_negations() {
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      if (claim_[c].kind != Kind::kNegation || aligned_.ordered[c] != kNowhere) continue;
      const std::size_t scope = scope_of(claim_, c, 0, claim_.size());
      const std::size_t place = scope == kNowhere ? kNowhere : aligned_.anywhere[scope];
      if (place != kNowhere && free_negation_near(false, place)) continue;
      add(scope == kNowhere ? claim_[c].written : claim_[c].written + " " + claim_[scope].written,
          true);
    }
    for (std::size_t s = aligned_.first; s < aligned_.last; ++s) {
      if (source_[s].kind != Kind::kNegation) continue;
      if (aligned_.of_source[s - aligned_.first] != kNowhere) continue;
      const std::size_t scope = scope_of(source_, s, aligned_.first, aligned_.last);
      if (scope == kNowhere) continue;
      std::size_t word = aligned_.of_source[scope - aligned_.first];
      // "Works neither by day nor by night".
      if (word == kNowhere && source_[s].correlative && s > aligned_.first &&
          source_[s - 1].clause == source_[s].clause)
        word = aligned_.of_source[s - 1 - aligned_.first];
      if (word == kNowhere || free_negation_near(true, word)) continue;
      add(claim_[word].written + " (negated in the source)", true);
    }
  }

  // ---- little words that turn what is said

  // "before" where the source has "after", or the other way round.
  void find_opposites() {
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      if (aligned_.ordered[c] != kNowhere) continue;
      if (claim_[c].opposites.empty() && claim_[c].figure_opposites.empty()) continue;
      const auto [begin, end] = texts_.source_around(c);
      for (std::size_t s = begin; s < end; ++s)
        if (are_opposites(c, s)) {
          add(claim_[c].written + " (" + source_[s].written + " in the source)", true);
          return;
        }
    }
  }

  static bool turns_round(const std::vector<int>& one, const std::vector<int>& other) {
    return std::ranges::any_of(
        one, [&](int side) { return std::ranges::find(other, -side) != other.end(); });
  }

  bool are_opposites(std::size_t c, std::size_t s) const {
    if (turns_round(claim_[c].opposites, source_[s].opposites)) return true;
    const auto figure_behind = [](const std::vector<ClaimWord>& words, std::size_t i) {
      return i + 1 < words.size() && words[i + 1].kind == Kind::kQuantity;
    };
    return figure_behind(claim_, c) && figure_behind(source_, s) &&
           turns_round(claim_[c].figure_opposites, source_[s].figure_opposites);
  }

  // ---- denials, suppositions and questions

  // Whether most of what the claim says stands in bytes [from, to) of the source.
  bool stands_in(std::uint32_t from, std::uint32_t to) const {
    std::size_t inside = 0;
    std::size_t all = 0;
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      if (!says_something(claim_[c]) || aligned_.anywhere[c] == kNowhere) continue;
      const ClaimWord& word = source_[aligned_.anywhere[c]];
      ++all;
      inside += word.begin >= from && word.end <= to ? 1 : 0;
    }
    return all > 0 && inside * 2 > all;
  }

  // "Norway signed" for "every country except Norway signed".
  void find_excepted() {
    const auto excepts = [](const ClaimFrame& frame) {
      return frame.kind == ClaimFrame::Kind::kExcepted;
    };
    if (std::ranges::any_of(in_.claim.frames, excepts)) return;
    for (const ClaimFrame& frame : in_.source.frames) {
      if (!excepts(frame)) continue;
      for (std::size_t c = 0; c < claim_.size(); ++c) {
        const std::size_t place = aligned_.anywhere[c];
        if (place == kNowhere || !says_something(claim_[c])) continue;
        if (source_[place].begin < frame.from || source_[place].end > frame.to) continue;
        if (texts_.count_in_source(c) != 1) continue;
        add(claim_[c].written + " (excepted in the source)", true);
        return;
      }
    }
  }

  // "4,000 people will lose their homes" for "if the dam breaks, 4,000 people ...".
  void find_conditions() {
    const auto supposes = [](const ClaimFrame& frame) {
      return frame.kind == ClaimFrame::Kind::kSupposed;
    };
    if (std::ranges::any_of(in_.claim.frames, supposes)) return;
    for (const ClaimFrame& frame : in_.source.frames) {
      if (!frame.condition || stands_in(frame.from, frame.to)) continue;
      const auto sentence = std::ranges::find_if(in_.source.sentences, [&](const auto& range) {
        return frame.begin >= range.first && frame.begin < range.second;
      });
      if (sentence == in_.source.sentences.end()) continue;
      if (!stands_in(sentence->first, frame.begin) && !stands_in(frame.to, sentence->second))
        continue;
      add("(under a condition in the source)", true);
      return;
    }
  }

  void find_frames() {
    find_excepted();
    find_conditions();
    using FrameKind = ClaimFrame::Kind;
    for (const FrameKind kind : {FrameKind::kDenied, FrameKind::kSupposed}) {
      const bool denied = kind == FrameKind::kDenied;
      const auto covers = [&](const ClaimFrame& frame) {
        return frame.kind == kind && stands_in(frame.from, frame.to);
      };
      const auto ours = [&](const ClaimFrame& frame) { return frame.kind == kind; };
      const auto& frames = in_.source.frames;
      const bool source_has = std::ranges::any_of(frames, covers);
      const bool claim_has = std::ranges::any_of(in_.claim.frames, ours);
      if (source_has && !claim_has)
        add(denied ? "(denied in the source)" : "(only supposed in the source)", true);
      const bool window_has = std::ranges::any_of(frames, [&](const ClaimFrame& frame) {
        return frame.kind == kind && aligned_.first < aligned_.last &&
               frame.to >= source_[aligned_.first].begin &&
               frame.begin <= source_[aligned_.last - 1].end;
      });
      if (claim_has && denied && !window_has) add("(denied only in the claim)", true);
    }
    const bool claim_asks = !in_.claim.asks.empty() && in_.claim.asks.front();
    for (std::size_t s = 0; s < in_.source.sentences.size(); ++s)
      if (in_.source.asks[s] && !claim_asks &&
          stands_in(in_.source.sentences[s].first, in_.source.sentences[s].second))
        add("(asked in the source)", true);
  }

  const Comparison& in_;
  const ComparedTexts texts_;
  const std::vector<ClaimWord>& claim_;
  const std::vector<ClaimWord>& source_;
  const Alignment& aligned_;
  Faults out_;
};

}  // namespace

Faults find_faults(const Comparison& comparison) { return Search(comparison).run(); }

}  // namespace alexandria::text
