#include "claim_gaps.hpp"

#include <algorithm>

namespace alexandria::text {

std::size_t scope_of(const std::vector<ClaimWord>& words, std::size_t at, std::size_t first,
                     std::size_t last) {
  const auto in_reach = [&](std::size_t i) {
    return words[i].clause == words[at].clause && words[i].sentence == words[at].sentence;
  };
  for (std::size_t i = at + 1; i < std::min(last, at + 1 + kNegationReach) && in_reach(i); ++i)
    if (says_something(words[i])) return i;
  for (std::size_t i = at; i-- > first && at - i <= kNegationReach && in_reach(i);)
    if (says_something(words[i])) return i;
  return kNowhere;
}

ComparedTexts::ComparedTexts(const Comparison& comparison)
    : in(comparison),
      claim(comparison.claim.words),
      source(comparison.source.words),
      aligned(align(claim, source, comparison.first, comparison.last, comparison.words)) {
  if (!aligned.complete) return;
  part_far_negations();
  find_gaps();
}

// Two negations stand for each other only if they speak of the same: a word beside both.
void ComparedTexts::part_far_negations() {
  for (std::size_t c = 0; c < claim.size(); ++c) {
    const std::size_t place = aligned.ordered[c];
    if (claim[c].kind != ClaimWordKind::kNegation || place == kNowhere) continue;
    bool near = false;
    const std::size_t from = c > kNegationReach ? c - kNegationReach : 0;
    for (std::size_t i = from; i < std::min(claim.size(), c + kNegationReach + 1); ++i) {
      const std::size_t other = aligned.ordered[i];
      if (i == c || other == kNowhere || claim[i].kind == ClaimWordKind::kStop) continue;
      const std::size_t apart = other > place ? other - place : place - other;
      near = near || apart <= kNegationReach;
    }
    if (near) continue;
    aligned.ordered[c] = kNowhere;
    aligned.anywhere[c] = kNowhere;
    aligned.of_source[place - aligned.first] = kNowhere;
  }
}

void ComparedTexts::find_gaps() {
  gap_of_claim.assign(claim.size(), 0);
  gaps.emplace_back();
  std::size_t next = aligned.first;
  const auto take_source = [&](std::size_t until) {
    for (; next < until; ++next)
      if (says_something(source[next])) gaps.back().source.push_back(next);
  };
  std::size_t words_in_order = 0;
  for (std::size_t c = 0; c < claim.size(); ++c) {
    gap_of_claim[c] = gaps.size() - 1;
    const std::size_t place = aligned.ordered[c];
    if (place == kNowhere) {
      if (says_something(claim[c])) gaps.back().claim.push_back(c);
      continue;
    }
    ++words_in_order;
    take_source(place);
    next = place + 1;
    gaps.emplace_back();
  }
  // Behind the last word, only what belongs to its clause stands for what the claim has there; or
  // to the next, where the claim has one more too.
  std::size_t end = next;
  std::uint32_t clause = next > aligned.first ? source[next - 1].clause : 0;
  const std::vector<std::size_t>& tail = gaps.back().claim;
  const bool new_clause = !tail.empty() && tail.front() > 0 &&
                          claim[tail.front()].clause != claim[tail.front() - 1].clause;
  if (new_clause && next < aligned.last) clause = source[next].clause;
  while (end < aligned.last && source[end].clause == clause)
    ++end;
  take_source(end);
  in_order =
      claim.empty() ? 0 : static_cast<double>(words_in_order) / static_cast<double>(claim.size());
}

std::size_t ComparedTexts::count_in_source(std::size_t c) const {
  std::size_t count = 0;
  for (std::size_t s = aligned.first; s < aligned.last; ++s)
    count += same(c, s) ? 1 : 0;
  return count;
}

std::size_t ComparedTexts::next_telling(std::size_t c, int step) const {
  for (std::size_t i = c + static_cast<std::size_t>(step); i < claim.size();
       i += static_cast<std::size_t>(step)) {
    if (claim[i].clause != claim[c].clause) break;
    if (says_something(claim[i])) return i;
  }
  return kNowhere;
}

std::pair<std::size_t, std::size_t> ComparedTexts::source_around(std::size_t c) const {
  std::size_t begin = aligned.first;
  std::size_t end = aligned.last;
  for (std::size_t i = c; i-- > 0;)
    if (aligned.ordered[i] != kNowhere) {
      begin = aligned.ordered[i] + 1;
      break;
    }
  for (std::size_t i = c + 1; i < claim.size(); ++i)
    if (aligned.ordered[i] != kNowhere) {
      end = aligned.ordered[i];
      break;
    }
  return {begin, end};
}

}  // namespace alexandria::text
