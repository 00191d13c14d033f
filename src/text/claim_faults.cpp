#include "claim_faults.hpp"

#include <algorithm>

#include "alexandria/text/edit_distance.hpp"

namespace alexandria::text {
namespace {

using Kind = ClaimWordKind;

constexpr double kNearlyVerbatim = .9;
constexpr double kMostlyVerbatim = .6;  // share of a claim's words that stand in the source's order
constexpr std::size_t kNegationReach = 5;

// Words of claim and source between two neighbours of the alignment.
struct Gap {
  std::vector<std::size_t> claim;
  std::vector<std::size_t> source;
};

class Search {
 public:
  explicit Search(const Comparison& comparison)
      : in_(comparison),
        claim_(comparison.claim.words),
        source_(comparison.source.words),
        aligned_(align(claim_, source_, comparison.first, comparison.last, comparison.words)) {}

  Faults run() {
    if (!aligned_.complete) {
      add("(too long to be compared)", true);
      return std::move(out_);
    }
    part_far_negations();
    find_gaps();
    find_negations();
    find_frames();
    if (in_.verbatim) return std::move(out_);
    find_missing();
    find_replaced();
    if (!find_exchanged() && !find_turned() && !find_neighbours() && !find_moved_letters())
      find_passive();
    find_splice();
    return std::move(out_);
  }

 private:
  void add(const std::string& word, bool hard) {
    out_.failed.push_back(word);
    out_.hard += hard ? 1 : 0;
  }

  // Two negations stand for each other only if they speak of the same: a word beside both.
  void part_far_negations() {
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      const std::size_t place = aligned_.ordered[c];
      if (claim_[c].kind != Kind::kNegation || place == kNowhere) continue;
      bool near = false;
      const std::size_t from = c > kNegationReach ? c - kNegationReach : 0;
      for (std::size_t i = from; i < std::min(claim_.size(), c + kNegationReach + 1); ++i) {
        const std::size_t other = aligned_.ordered[i];
        if (i == c || other == kNowhere || claim_[i].kind == Kind::kStop) continue;
        const std::size_t apart = other > place ? other - place : place - other;
        near = near || apart <= kNegationReach;
      }
      if (near) continue;
      aligned_.ordered[c] = kNowhere;
      aligned_.anywhere[c] = kNowhere;
      aligned_.of_source[place - aligned_.first] = kNowhere;
    }
  }

  void find_gaps() {
    gap_of_claim_.assign(claim_.size(), 0);
    gaps_.emplace_back();
    std::size_t next = aligned_.first;
    const auto take_source = [&](std::size_t until) {
      for (; next < until; ++next)
        if (says_something(source_[next])) gaps_.back().source.push_back(next);
    };
    double said = 0;
    double in_order = 0;
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      gap_of_claim_[c] = gaps_.size() - 1;
      const std::size_t place = aligned_.ordered[c];
      said += 1;
      if (place == kNowhere) {
        if (says_something(claim_[c])) gaps_.back().claim.push_back(c);
        continue;
      }
      in_order += 1;
      take_source(place);
      next = place + 1;
      gaps_.emplace_back();
    }
    // Behind the last word, only what belongs to its clause stands for what the claim has there.
    std::size_t end = next;
    const std::uint32_t clause = next > aligned_.first ? source_[next - 1].clause : 0;
    while (end < aligned_.last && source_[end].clause == clause)
      ++end;
    take_source(end);
    in_order_ = said > 0 ? in_order / said : 0;
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
      add(word.written, is_hard(c));
    }
  }

  bool is_hard(std::size_t c) const {
    const ClaimWord& word = claim_[c];
    const Gap& gap = gaps_[gap_of_claim_[c]];
    if (word.kind == Kind::kQuantity)
      return !word.quantity.weak || (c > 0 && claim_[c - 1].kind == Kind::kQuantity) ||
             std::ranges::any_of(gap.source,
                                 [&](std::size_t s) { return source_[s].kind == Kind::kQuantity; });
    if (word.kind == Kind::kName || word.limiter) return true;
    // Where nouns have capitals, or no letter has, any such word may be a name.
    const bool may_be_name = (word.capital && (!word.initial || in_.coverage >= kNearlyVerbatim)) ||
                             in_.words.without_case;
    if (may_be_name) return true;
    // Nearly all else as it stands there: the word was put in another's place.
    return in_order_ >= kMostlyVerbatim && !gap.source.empty();
  }

  // What the source has here is gone, and something from elsewhere stands in its place.
  void find_replaced() {
    if (in_order_ < kMostlyVerbatim) return;
    std::vector<bool> kept(source_.size());
    for (const std::size_t place : aligned_.anywhere)
      if (place != kNowhere) kept[place] = true;
    for (const Gap& gap : gaps_) {
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

  // The word that a negation at `at` speaks of: the next one of its clause, else the one before.
  static std::size_t scope_of(const std::vector<ClaimWord>& words, std::size_t at,
                              std::size_t first, std::size_t last) {
    const auto in_reach = [&](std::size_t i) {
      return words[i].clause == words[at].clause && words[i].sentence == words[at].sentence;
    };
    for (std::size_t i = at + 1; i < std::min(last, at + 1 + kNegationReach) && in_reach(i); ++i)
      if (says_something(words[i])) return i;
    for (std::size_t i = at; i-- > first && at - i <= kNegationReach && in_reach(i);)
      if (says_something(words[i])) return i;
    return kNowhere;
  }

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
      const std::size_t word = aligned_.of_source[scope - aligned_.first];
      if (word == kNowhere || free_negation_near(true, word)) continue;
      add(claim_[word].written + " (negated in the source)", true);
    }
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

  void find_frames() {
    for (const bool denied : {true, false}) {
      const auto covers = [&](const ClaimFrame& frame) {
        return frame.denied == denied && stands_in(frame.from, frame.to);
      };
      const auto ours = [&](const ClaimFrame& frame) { return frame.denied == denied; };
      const auto& frames = in_.source.frames;
      const auto in_source = std::ranges::find_if(frames, covers);
      const auto in_claim = std::ranges::find_if(in_.claim.frames, ours);
      const bool source_has = in_source != frames.end();
      const bool claim_has = in_claim != in_.claim.frames.end();
      if (source_has && !claim_has)
        add(denied ? "(denied in the source)" : "(only supposed in the source)", true);
      const bool window_has = std::ranges::any_of(frames, [&](const ClaimFrame& frame) {
        return frame.denied == denied && aligned_.first < aligned_.last &&
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

  // ---- order

  bool same_runs(const std::vector<std::size_t>& claim,
                 const std::vector<std::size_t>& source) const {
    return !claim.empty() && !source.empty() && std::ranges::all_of(claim, [&](std::size_t c) {
      return std::ranges::any_of(
          source, [&](std::size_t s) { return same_word(claim_[c], source_[s], in_.words); });
    });
  }

  bool is_joint(std::size_t s) const { return source_[s].kind == Kind::kJoint; }

  // Whether both are items of one list: nothing but "and" and commas beside them, on the sides that
  // face each other.
  bool are_listed(const std::vector<std::size_t>& left,
                  const std::vector<std::size_t>& right) const {
    const std::size_t behind = left.back() + 1;
    const std::size_t before = right.front() - 1;
    const auto ends = [&](std::size_t inner, std::size_t outer) {
      return is_joint(inner) || source_[inner].clause != source_[outer].clause;
    };
    return right.front() > left.back() &&
           (behind > before || (ends(behind, left.back()) && ends(before, right.front())));
  }

  // Two gaps whose contents have changed places: "A ... B" for "B ... A".
  bool find_exchanged() {
    for (std::size_t g = 0; g < gaps_.size(); ++g)
      for (std::size_t h = g + 1; h < gaps_.size(); ++h) {
        if (!same_runs(gaps_[g].claim, gaps_[h].source) ||
            !same_runs(gaps_[h].claim, gaps_[g].source))
          continue;
        if (are_listed(gaps_[g].source, gaps_[h].source)) continue;
        if (agent_in(claim_, gaps_[g].claim.front()) != agent_in(source_, gaps_[g].source.front()))
          continue;  // a passive
        add(claim_[gaps_[g].claim.front()].written + " (in another's place)", true);
        return true;
      }
    return false;
  }

  // "Y of X" for "X of Y": two words that stand beside each other in both, turned round, with the
  // same little words between.
  bool find_neighbours() {
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      const std::size_t d = says_something(claim_[c]) ? next_telling(c, 1) : kNowhere;
      if (d == kNowhere || claim_[c].kind == Kind::kLetter) continue;
      const std::size_t right = aligned_.anywhere[c];
      const std::size_t left = aligned_.anywhere[d];
      if (right == kNowhere || left == kNowhere || left >= right) continue;
      if (right - left != d - c || source_[left].clause != source_[right].clause) continue;
      if (count_in_source(claim_[c]) != 1 || count_in_source(claim_[d]) != 1) continue;
      bool same = true;
      for (std::size_t i = 1; i < d - c; ++i)
        same = same && claim_[c + i].kind == Kind::kStop &&
               same_word(claim_[c + i], source_[left + i], in_.words);
      if (!same) continue;
      add(claim_[c].written + " (in another's place)", true);
      return true;
    }
    return false;
  }

  // Whether most of the clause stands as in the source: it did not move as a whole.
  bool is_mostly_in_order(std::size_t at) const {
    double all = 0;
    double in_order = 0;
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      if (claim_[c].clause != claim_[at].clause) continue;
      all += 1;
      in_order += aligned_.ordered[c] != kNowhere ? 1 : 0;
    }
    return in_order >= kMostlyVerbatim * all;
  }

  // Some letters of a script without spaces in another place, inside a clause.
  bool find_moved_letters() {
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      std::size_t end = c;
      while (end < claim_.size() && claim_[end].kind == Kind::kLetter &&
             aligned_.ordered[end] == kNowhere && aligned_.anywhere[end] != kNowhere &&
             (end == c || aligned_.anywhere[end] == aligned_.anywhere[end - 1] + 1))
        ++end;
      if (end < c + 2) continue;
      const bool begins = c == 0 || claim_[c - 1].clause != claim_[c].clause;
      const bool ends = end == claim_.size() || claim_[end].clause != claim_[c].clause;
      const bool is_clause = in_.words.spaces_end_clauses ? begins || ends : begins && ends;
      if (!is_clause && is_mostly_in_order(c)) {
        add(claim_[c].written + " (in another's place)", true);
        return true;
      }
      c = end - 1;
    }
    return false;
  }

  bool some_flips(std::size_t pivot, bool left) const {
    const std::size_t place = aligned_.anywhere[pivot];
    for (std::size_t c = left ? 0 : pivot + 1; c < (left ? pivot : claim_.size()); ++c) {
      if (claim_[c].clause != claim_[pivot].clause || !says_something(claim_[c])) continue;
      const std::size_t other = aligned_.anywhere[c];
      if (other == kNowhere || source_[other].clause != source_[place].clause) continue;
      if (left ? other <= place : other >= place) continue;
      if (stands_on(claim_[c], place, left)) continue;  // there too
      return true;
    }
    return false;
  }

  // Whether the word stands on that side of `place` in its clause.
  bool stands_on(const ClaimWord& word, std::size_t place, bool left) const {
    for (std::size_t s = aligned_.first; s < aligned_.last; ++s)
      if (source_[s].clause == source_[place].clause && (left ? s < place : s > place) &&
          same_word(word, source_[s], in_.words))
        return true;
    return false;
  }

  std::size_t count_in_source(const ClaimWord& word) const {
    std::size_t count = 0;
    for (std::size_t s = aligned_.first; s < aligned_.last; ++s)
      count += same_word(word, source_[s], in_.words) ? 1 : 0;
    return count;
  }

  bool agent_in(const std::vector<ClaimWord>& words, std::size_t clause_of) const {
    return std::ranges::any_of(words, [&](const ClaimWord& word) {
      return word.agent && word.clause == words[clause_of].clause;
    });
  }

  // A word that has on its left what stood on its right, and the other way round: "B beats A".
  bool find_turned() {
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      const ClaimWord& pivot = claim_[c];
      const bool is_pivot = pivot.kind == Kind::kContent || pivot.kind == Kind::kLetter;
      if (!is_pivot || pivot.light || aligned_.anywhere[c] == kNowhere) continue;
      if (!some_flips(c, true) || !some_flips(c, false) || count_in_source(pivot) != 1) continue;
      if (agent_in(claim_, c) != agent_in(source_, aligned_.anywhere[c])) continue;  // a passive
      add(pivot.written + " (turned round)", true);
      return true;
    }
    return false;
  }

  // The nearest word of the claim's clause that says something, before or behind.
  std::size_t next_telling(std::size_t c, int step) const {
    for (std::size_t i = c + static_cast<std::size_t>(step); i < claim_.size();
         i += static_cast<std::size_t>(step)) {
      if (claim_[i].clause != claim_[c].clause) break;
      if (says_something(claim_[i])) return i;
    }
    return kNowhere;
  }

  // "A was built by B" for "A built B": the order stays, and the passive turns it round.
  bool find_passive() {
    for (std::size_t c = 0; c + 1 < claim_.size(); ++c) {
      if (!claim_[c].agent || aligned_.ordered[c] != kNowhere || c == 0) continue;
      const std::size_t done = next_telling(c, -1);
      const std::size_t doer = next_telling(c, 1);
      if (done == kNowhere || doer == kNowhere) continue;
      const std::size_t before = aligned_.ordered[done];
      const std::size_t behind = aligned_.ordered[doer];
      if (before == kNowhere || behind == kNowhere || before >= behind) continue;
      if (source_[before].clause != source_[behind].clause) continue;
      bool neighbours = true;
      for (std::size_t s = before + 1; s < behind; ++s)
        neighbours = neighbours && !says_something(source_[s]) && !source_[s].agent;
      if (!neighbours) continue;
      add(claim_[c].written + " " + claim_[doer].written, true);
      return true;
    }
    return false;
  }

  // ---- one clause made of two sentences

  void find_splice() {
    std::size_t before = kNowhere;  // the last word of the claim that one sentence alone has
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      const std::size_t place = aligned_.ordered[c];
      if (place == kNowhere || !says_something(claim_[c])) continue;
      const bool crosses = before != kNowhere &&
                           source_[aligned_.ordered[before]].sentence < source_[place].sentence;
      if (crosses && is_splice(before, c)) {
        add(claim_[c].written + " (of another sentence)", true);
        return;
      }
      before = c;
    }
  }

  bool is_splice(std::size_t before, std::size_t at) const {
    if (claim_[before].clause != claim_[at].clause) return false;
    for (std::size_t c = before; c <= at; ++c)
      if (claim_[c].kind == Kind::kJoint) return false;
    // "It weighs 42 kg": what the second sentence speaks of is said in the first.
    const std::size_t place = aligned_.ordered[at];
    std::size_t first = place;
    while (first > aligned_.first && source_[first - 1].sentence == source_[place].sentence)
      --first;
    for (std::size_t s = first; s < std::min(first + 3, place); ++s)
      if (source_[s].pronoun) return false;
    return first != place;  // what begins the sentence may have stood before
  }

  const Comparison& in_;
  const std::vector<ClaimWord>& claim_;
  const std::vector<ClaimWord>& source_;
  Alignment aligned_;
  std::vector<Gap> gaps_;
  std::vector<std::size_t> gap_of_claim_;
  double in_order_ = 0;
  Faults out_;
};

}  // namespace

Faults find_faults(const Comparison& comparison) { return Search(comparison).run(); }

}  // namespace alexandria::text
