#include "claim_order.hpp"

#include <algorithm>

namespace alexandria::text {
namespace {

using Kind = ClaimWordKind;

constexpr double kMostlyInOrder = .6;  // share of a clause's words: it did not move as a whole

class OrderSearch {
 public:
  explicit OrderSearch(const ComparedTexts& texts)
      : texts_(texts), claim_(texts.claim), source_(texts.source), aligned_(texts.aligned) {}

  std::string moved() const {
    std::string out = exchanged();
    for (const auto next :
         {&OrderSearch::displaced_figures, &OrderSearch::swapped_clauses, &OrderSearch::turned,
          &OrderSearch::neighbours, &OrderSearch::moved_letters, &OrderSearch::passive,
          &OrderSearch::active, &OrderSearch::rejoined_figures, &OrderSearch::neighbours_figure})
      if (out.empty()) out = (this->*next)();
    return out;
  }

  std::string splice() const {
    std::size_t before = kNowhere;  // the last word of the claim that says something
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      if (aligned_.anywhere[c] == kNowhere || !says_something(claim_[c])) continue;
      if (before != kNowhere && crosses(before, c) && is_splice(before, c))
        return claim_[c].written + " (of another sentence)";
      before = c;
    }
    return {};
  }

 private:
  std::string in_anothers_place(std::size_t c) const {
    return claim_[c].written + " (in another's place)";
  }

  // ---- two that change places

  bool same_runs(const std::vector<std::size_t>& claim,
                 const std::vector<std::size_t>& source) const {
    return !claim.empty() && !source.empty() && std::ranges::all_of(claim, [&](std::size_t c) {
      return std::ranges::any_of(source, [&](std::size_t s) { return texts_.same(c, s); });
    });
  }

  bool is_joint(std::size_t s) const { return source_[s].kind == Kind::kJoint; }
  bool is_figure(std::size_t s) const { return source_[s].kind == Kind::kQuantity; }

  bool order_counts(std::uint32_t sentence) const {
    return std::ranges::any_of(source_, [&](const ClaimWord& word) {
      return word.respective && word.sentence == sentence;
    });
  }

  // Whether both are items of one list: nothing but "and" and commas beside them, on the sides that
  // face each other. Figures are only where nothing but figures stands between.
  bool are_listed(const std::vector<std::size_t>& left,
                  const std::vector<std::size_t>& right) const {
    if (right.front() <= left.back() || order_counts(source_[left.back()].sentence)) return false;
    const std::size_t behind = left.back() + 1;
    const std::size_t before = right.front() - 1;
    const auto ends = [&](std::size_t inner, std::size_t outer) {
      return is_joint(inner) || source_[inner].clause != source_[outer].clause;
    };
    if (is_figure(left.back()) || is_figure(right.front()))
      for (std::size_t s = behind; s <= before; ++s)
        if (says_something(source_[s]) && !is_figure(s)) return false;
    std::size_t inner = before;  // "a spoon": the article is the item's
    while (inner > left.back() && source_[inner].article)
      --inner;
    if (behind > inner) return true;
    return ends(behind, left.back()) && ends(inner, right.front());
  }

  // Two gaps whose contents have changed places: "A ... B" for "B ... A".
  std::string exchanged() const {
    const std::vector<Gap>& gaps = texts_.gaps;
    for (std::size_t g = 0; g < gaps.size(); ++g)
      for (std::size_t h = g + 1; h < gaps.size(); ++h) {
        if (!same_runs(gaps[g].claim, gaps[h].source) || !same_runs(gaps[h].claim, gaps[g].source))
          continue;
        if (are_listed(gaps[g].source, gaps[h].source)) continue;
        if (agent_in(claim_, gaps[g].claim.front()) != agent_in(source_, gaps[g].source.front()))
          continue;  // a passive
        return in_anothers_place(gaps[g].claim.front());
      }
    return {};
  }

  bool are_figures(const std::vector<ClaimWord>& words, const std::vector<std::size_t>& run) const {
    return !run.empty() && std::ranges::all_of(run, [&](std::size_t i) {
      return words[i].kind == Kind::kQuantity && !words[i].quantity.weak;
    });
  }

  // Figures alone where the source has other figures alone, however many changed places.
  std::string displaced_figures() const {
    for (const Gap& gap : texts_.gaps) {
      if (!are_figures(claim_, gap.claim) || !are_figures(source_, gap.source)) continue;
      const std::size_t place = aligned_.anywhere[gap.claim.front()];
      if (place == kNowhere || are_listed(gap.source, {place}) || are_listed({place}, gap.source))
        continue;
      return in_anothers_place(gap.claim.front());
    }
    return {};
  }

  // "Y of X" for "X of Y": two words that stand beside each other in both, turned round, with the
  // same little words between.
  std::string neighbours() const {
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      const std::size_t d = says_something(claim_[c]) ? texts_.next_telling(c, 1) : kNowhere;
      if (d == kNowhere || claim_[c].kind == Kind::kLetter) continue;
      // "1990 baute" for "baute 1990", "byggde staden" for "staden byggde".
      if ((claim_[c].kind == Kind::kQuantity) != (claim_[d].kind == Kind::kQuantity)) continue;
      const bool verb_may_be_second = d == c + 1 && knows_articles_ && !claim_[c].capital;
      if (verb_may_be_second || is_inverted(c, d)) continue;
      const std::size_t right = aligned_.anywhere[c];
      const std::size_t left = aligned_.anywhere[d];
      if (right == kNowhere || left == kNowhere || left >= right) continue;
      if (right - left != d - c || source_[left].clause != source_[right].clause) continue;
      if (texts_.count_in_source(c) != 1 || texts_.count_in_source(d) != 1) continue;
      bool same = true;
      for (std::size_t i = 1; i < d - c; ++i)
        same = same && claim_[c + i].kind == Kind::kStop && texts_.same(c + i, left + i);
      if (same) return in_anothers_place(c);
    }
    return {};
  }

  // Whether most of the clause stands as in the source.
  bool is_mostly_in_order(std::size_t at) const {
    double all = 0;
    double in_order = 0;
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      if (claim_[c].clause != claim_[at].clause) continue;
      all += 1;
      in_order += aligned_.ordered[c] != kNowhere ? 1 : 0;
    }
    return in_order >= kMostlyInOrder * all;
  }

  // Some letters of a script without spaces in another place, inside a clause.
  std::string moved_letters() const {
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      std::size_t end = c;
      while (end < claim_.size() && claim_[end].kind == Kind::kLetter &&
             aligned_.ordered[end] == kNowhere && aligned_.anywhere[end] != kNowhere &&
             (end == c || aligned_.anywhere[end] == aligned_.anywhere[end - 1] + 1))
        ++end;
      if (end < c + 2) continue;
      const bool begins = c == 0 || claim_[c - 1].clause != claim_[c].clause;
      const bool ends = end == claim_.size() || claim_[end].clause != claim_[c].clause;
      const bool is_clause = texts_.in.words.spaces_end_clauses ? begins || ends : begins && ends;
      if (!is_clause && is_mostly_in_order(c)) return in_anothers_place(c);
      c = end - 1;
    }
    return {};
  }

  // ---- who does it

  // Figures, and what stands behind one preposition in both, may stand before or behind the verb:
  // "1990 baute die Stadt", "im Winter baute die Stadt".
  bool is_free(std::size_t c, std::size_t place) const {
    if (claim_[c].kind == Kind::kQuantity) return true;
    if (c == 0 || place == aligned_.first) return false;
    const ClaimWord& before = claim_[c - 1];
    return knows_articles_ && before.kind == Kind::kStop && !before.article && !before.agent &&
           before.clause == claim_[c].clause && texts_.same(c - 1, place - 1);
  }

  // "Otto baute ... im Jahr 1990" for "Im Jahr 1990 baute Otto ...": behind a time or a place who
  // does it stands behind the verb.
  bool is_inverted(std::size_t subject, std::size_t pivot) const {
    const std::size_t verb = aligned_.anywhere[pivot];
    const std::size_t doer = aligned_.anywhere[subject];
    if (!texts_.in.words.verb_stands_second || verb == kNowhere || doer == kNowhere) return false;
    if (doer <= verb || source_[doer].clause != source_[verb].clause) return false;
    for (std::size_t c = subject; c < pivot; ++c)
      if (!claim_[c].capital) return false;
    for (std::size_t s = verb + 1; s <= doer; ++s)
      if (!source_[s].capital) return false;
    std::size_t first = verb;
    bool dated = false;
    while (first > aligned_.first && source_[first - 1].clause == source_[verb].clause)
      dated = is_figure(--first) || dated;
    const ClaimWord& begins = source_[first];
    const bool preposition = begins.kind == Kind::kStop && !begins.article && !begins.pronoun;
    return first < verb && (dated || preposition);
  }

  bool some_flips(std::size_t pivot, bool left) const {
    const std::size_t place = aligned_.anywhere[pivot];
    for (std::size_t c = left ? 0 : pivot + 1; c < (left ? pivot : claim_.size()); ++c) {
      if (claim_[c].clause != claim_[pivot].clause || !says_something(claim_[c])) continue;
      const std::size_t other = aligned_.anywhere[c];
      if (other == kNowhere || source_[other].clause != source_[place].clause) continue;
      if (left ? other <= place : other >= place) continue;
      if (is_free(c, other) || (left && is_inverted(c, pivot))) continue;
      if (stands_on(c, place, left)) continue;  // there too
      return true;
    }
    return false;
  }

  // Whether the word stands on that side of `place` in its clause.
  bool stands_on(std::size_t c, std::size_t place, bool left) const {
    for (std::size_t s = aligned_.first; s < aligned_.last; ++s)
      if (source_[s].clause == source_[place].clause && (left ? s < place : s > place) &&
          texts_.same(c, s))
        return true;
    return false;
  }

  bool agent_in(const std::vector<ClaimWord>& words, std::size_t clause_of) const {
    return std::ranges::any_of(words, [&](const ClaimWord& word) {
      return word.agent && word.clause == words[clause_of].clause;
    });
  }

  // "The pump starts before the valve closes" for "the valve closes before the pump starts": a
  // conjunction stays with the clause that it begins.
  std::string swapped_clauses() const {
    for (std::size_t c = 1; c + 1 < claim_.size(); ++c) {
      const std::size_t place = aligned_.anywhere[c];
      if (!claim_[c].begins_clause || place == kNowhere || texts_.count_in_source(c) != 1) continue;
      std::size_t behind_before = 0;
      std::size_t behind_after = 0;
      for (std::size_t i = c + 1; i < claim_.size() && claim_[i].clause == claim_[c].clause; ++i) {
        if (!says_something(claim_[i]) || aligned_.anywhere[i] == kNowhere) continue;
        ++(aligned_.anywhere[i] < place ? behind_before : behind_after);
      }
      std::size_t front_after = 0;
      for (std::size_t i = 0; i < c; ++i)
        if (says_something(claim_[i]) && claim_[i].sentence == claim_[c].sentence &&
            aligned_.anywhere[i] != kNowhere && aligned_.anywhere[i] > place &&
            source_[aligned_.anywhere[i]].clause == source_[place].clause)
          ++front_after;
      if (behind_before > behind_after && front_after > 0)
        return claim_[c].written + " (with the other clause)";
    }
    return {};
  }

  // A word that has on its left what stood on its right, and the other way round: "B beats A".
  std::string turned() const {
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      const ClaimWord& pivot = claim_[c];
      const bool is_pivot = pivot.kind == Kind::kContent || pivot.kind == Kind::kLetter;
      if (!is_pivot || pivot.light || aligned_.anywhere[c] == kNowhere) continue;
      if (!some_flips(c, true) || !some_flips(c, false) || texts_.count_in_source(c) != 1) continue;
      if (agent_in(claim_, c) != agent_in(source_, aligned_.anywhere[c])) continue;  // a passive
      return pivot.written + " (turned round)";
    }
    return {};
  }

  // "A was built by B" for "A built B": the order stays, and the passive turns it round.
  std::string passive() const {
    for (std::size_t c = 1; c + 1 < claim_.size(); ++c) {
      if (!claim_[c].agent || aligned_.ordered[c] != kNowhere) continue;
      const std::size_t done = texts_.next_telling(c, -1);
      const std::size_t doer = texts_.next_telling(c, 1);
      if (done == kNowhere || doer == kNowhere) continue;
      const std::size_t before = aligned_.ordered[done];
      const std::size_t behind = aligned_.ordered[doer];
      if (before == kNowhere || behind == kNowhere || before >= behind) continue;
      if (source_[before].clause != source_[behind].clause) continue;
      bool side_by_side = true;
      for (std::size_t s = before + 1; s < behind; ++s)
        side_by_side = side_by_side && !says_something(source_[s]) && !source_[s].agent;
      if (side_by_side) return claim_[c].written + " " + claim_[doer].written;
    }
    return {};
  }

  // "A built B" for "A was built by B": the other way round.
  std::string active() const {
    for (std::size_t s = aligned_.first + 1; s + 1 < aligned_.last; ++s) {
      if (!source_[s].agent || aligned_.of_source[s - aligned_.first] != kNowhere) continue;
      std::size_t done = told_beside(s, -1);
      const bool auxiliary = texts_.in.words.verb_stands_second && done != kNowhere &&
                             in_claim(done) == kNowhere;  // "wurde"
      if (auxiliary) done = told_beside(done, -1);
      const std::size_t doer = told_beside(s, 1);
      if (done == kNowhere || doer == kNowhere || is_figure(doer) || is_figure(done)) continue;
      const std::size_t before = in_claim(done);
      const std::size_t behind = in_claim(doer);
      if (before == kNowhere || behind == kNowhere || before >= behind) continue;
      if (claim_[before].clause != claim_[behind].clause || agent_in(claim_, before)) continue;
      bool side_by_side = true;
      for (std::size_t c = before + 1; c < behind; ++c)
        side_by_side = side_by_side &&
                       (claim_[c].article || claim_[c].kind == Kind::kName || is_last_of(c, doer));
      if (side_by_side) return claim_[behind].written + " (who does it in the source)";
    }
    return {};
  }

  // The word of the claim that stands for the source's, in whatever order.
  std::size_t in_claim(std::size_t s) const {
    const auto found = std::ranges::find(aligned_.anywhere, s);
    return found == aligned_.anywhere.end()
               ? kNowhere
               : static_cast<std::size_t>(found - aligned_.anywhere.begin());
  }

  // The verb that stands behind who does it in the source: "von der Nordbank übernommen".
  bool is_last_of(std::size_t c, std::size_t doer) const {
    const std::size_t place = aligned_.anywhere[c];
    return texts_.in.words.verb_stands_second && place != kNowhere && place > doer &&
           source_[place].clause == source_[doer].clause;
  }

  // The nearest word of the source's clause that says something, before (-1) or behind (1).
  std::size_t told_beside(std::size_t s, int step) const {
    for (std::size_t i = s + static_cast<std::size_t>(step);
         i >= aligned_.first && i < aligned_.last && source_[i].clause == source_[s].clause;
         i += static_cast<std::size_t>(step))
      if (says_something(source_[i])) return i;
    return kNowhere;
  }

  // ---- figures of one sentence joined anew

  // "310 in 1995" for "310 in 1990 to 455 in 1995": two figures that the claim puts side by side,
  // and between which the source has one that could stand for either.
  std::string rejoined_figures() const {
    std::size_t before = kNowhere;
    for (std::size_t c = 0; c < claim_.size(); ++c) {
      if (claim_[c].kind != Kind::kQuantity || aligned_.anywhere[c] == kNowhere) continue;
      if (before != kNowhere && claim_[before].clause == claim_[c].clause && are_parted(before, c))
        return claim_[c].written + " (beside another figure)";
      before = c;
    }
    return {};
  }

  // "Lindau has 40" for "Lindau has 26, Tarvik 39 and Solberg 40": the source has a figure right
  // behind the name, and the claim one that stands right behind another.
  std::string neighbours_figure() const {
    for (std::size_t s = aligned_.first; s + 1 < aligned_.last; ++s) {
      if (!is_named(s) || !is_figure(s + 1) || is_in_claim(s + 1)) continue;
      const auto named = std::ranges::find(aligned_.anywhere, s);
      if (named == aligned_.anywhere.end()) continue;
      const ClaimWord& name = claim_[static_cast<std::size_t>(named - aligned_.anywhere.begin())];
      for (std::size_t d = 0; d < claim_.size(); ++d) {
        const std::size_t place = aligned_.anywhere[d];
        if (claim_[d].kind != Kind::kQuantity || claim_[d].clause != name.clause) continue;
        if (place == kNowhere || place == aligned_.first) continue;
        const bool anothers = is_named(place - 1) && !stands_in_claim(place - 1);
        if (source_[place].sentence == source_[s].sentence && anothers &&
            same_kind(source_[place].quantity, source_[s + 1].quantity))
          return claim_[d].written + " (of another in the source)";
      }
    }
    return {};
  }

  bool is_named(std::size_t s) const {
    return source_[s].kind == Kind::kName || (source_[s].capital && says_something(source_[s]));
  }

  bool stands_in_claim(std::size_t s) const {
    for (std::size_t c = 0; c < claim_.size(); ++c)
      if (texts_.same(c, s)) return true;
    return false;
  }

  bool is_in_claim(std::size_t s) const {
    return std::ranges::find(aligned_.anywhere, s) != aligned_.anywhere.end();
  }

  bool are_parted(std::size_t c, std::size_t d) const {
    const std::size_t left = std::min(aligned_.anywhere[c], aligned_.anywhere[d]);
    const std::size_t right = std::max(aligned_.anywhere[c], aligned_.anywhere[d]);
    if (source_[left].sentence != source_[right].sentence) return false;
    if (texts_.count_in_source(c) != 1 || texts_.count_in_source(d) != 1) return false;
    bool like_left = false;
    bool like_right = false;
    for (std::size_t s = left + 1; s < right; ++s) {
      if (!is_figure(s)) continue;
      like_left = like_left || same_kind(source_[s].quantity, source_[left].quantity);
      like_right = like_right || same_kind(source_[s].quantity, source_[right].quantity);
    }
    return like_left && like_right && !same_kind(source_[left].quantity, source_[right].quantity);
  }

  // ---- one clause made of two sentences

  bool stands_in_sentence(std::size_t c, std::uint32_t sentence) const {
    for (std::size_t s = aligned_.first; s < aligned_.last; ++s)
      if (source_[s].sentence == sentence && texts_.same(c, s)) return true;
    return false;
  }

  bool crosses(std::size_t before, std::size_t at) const {
    const std::uint32_t left = source_[aligned_.anywhere[before]].sentence;
    const std::uint32_t right = source_[aligned_.anywhere[at]].sentence;
    return left != right && !stands_in_sentence(at, left) && !stands_in_sentence(before, right);
  }

  // Whether nothing that says something stands before (-1) or behind (1) it in its clause.
  bool is_at_end(std::size_t place, int step) const {
    for (std::size_t s = place + static_cast<std::size_t>(step);
         s >= aligned_.first && s < aligned_.last; s += static_cast<std::size_t>(step)) {
      if (source_[s].clause != source_[place].clause || is_joint(s)) return true;
      if (says_something(source_[s])) return false;
    }
    return true;
  }

  // How many words behind (1) or before (-1) word `c` stand beside its place in the source too.
  std::size_t along(std::size_t c, std::size_t until, int step) const {
    std::size_t place = aligned_.anywhere[c];
    std::size_t count = 0;
    for (c += static_cast<std::size_t>(step); c != until; c += static_cast<std::size_t>(step)) {
      place += static_cast<std::size_t>(step);
      if (place < aligned_.first || place >= aligned_.last || !texts_.same(c, place)) break;
      ++count;
    }
    return count;
  }

  bool is_splice(std::size_t before, std::size_t at) const {
    const std::size_t from = aligned_.anywhere[before];
    const std::size_t to = aligned_.anywhere[at];
    // What ends in the middle of a clause and goes on in the middle of another is no sentence.
    const std::size_t behind = along(before, at, 1);
    const std::size_t ahead = along(at, before + behind, -1);
    const bool goes_on = !is_at_end(to - ahead, -1);
    if (goes_on && !is_at_end(from + behind, 1)) return true;
    if (claim_[before].clause != claim_[at].clause) return false;
    if (goes_on && texts_.in_order >= kMostlyInOrder) return true;
    for (std::size_t c = before; c <= at; ++c)
      if (claim_[c].kind == Kind::kJoint) return false;
    // "It weighs 42 kg": what the later sentence speaks of is said in the earlier.
    const std::size_t later = std::max(from, to);
    std::size_t first = later;
    while (first > aligned_.first && source_[first - 1].sentence == source_[later].sentence)
      --first;
    for (std::size_t s = first; s < std::min(first + 3, later); ++s)
      if (source_[s].pronoun) return false;
    return first != later;  // what begins the sentence may have stood before
  }

  const ComparedTexts& texts_;
  const std::vector<ClaimWord>& claim_;
  const std::vector<ClaimWord>& source_;
  const Alignment& aligned_;
  const bool knows_articles_ =
      std::ranges::any_of(source_, [](const ClaimWord& word) { return word.article; });
};

}  // namespace

std::string find_moved(const ComparedTexts& compared) { return OrderSearch(compared).moved(); }
std::string find_splice(const ComparedTexts& compared) { return OrderSearch(compared).splice(); }

}  // namespace alexandria::text
