#include "claim_qualifiers.hpp"

#include <algorithm>

namespace alexandria::text {
namespace {

using Kind = ClaimWordKind;

class QualifierSearch {
 public:
  explicit QualifierSearch(const ComparedTexts& texts)
      : claim_(texts.claim),
        source_(texts.source),
        aligned_(texts.aligned),
        without_case_(texts.in.words.without_case) {}

  std::string run() const {
    std::string out = dropped_hedge();
    if (out.empty()) out = dropped_ordinal();
    if (out.empty()) out = dropped_relation();
    return out;
  }

 private:
  std::size_t in_claim(std::size_t s) const { return aligned_.of_source[s - aligned_.first]; }

  std::string fault(std::size_t c, std::size_t s) const {
    return claim_[c].written + " (" + source_[s].written + " in the source)";
  }

  // "The pump leaks" for "the pump may leak": the word that weakened it is gone.
  std::string dropped_hedge() const {
    for (std::size_t s = aligned_.first; s < aligned_.last; ++s) {
      if (!source_[s].hedge || in_claim(s) != kNowhere) continue;
      const std::size_t scope = source_[s].hedge_phrase
                                    ? kept_behind(s)
                                    : scope_of(source_, s, aligned_.first, aligned_.last);
      const std::size_t c = scope == kNowhere ? kNowhere : in_claim(scope);
      if (c != kNowhere && !hedge_near(c, source_[s])) return fault(c, s);
    }
    return {};
  }

  // Behind a phrase ("op één na langste") the first word that the claim has too.
  std::size_t kept_behind(std::size_t s) const {
    for (std::size_t i = s + 1; i < std::min(aligned_.last, s + 1 + kNegationReach); ++i)
      if (source_[i].clause == source_[s].clause && says_something(source_[i]) &&
          in_claim(i) != kNowhere)
        return i;
    return kNowhere;
  }

  // Whether a word near `c` that stands for no other one says so too: "may" is no "only".
  bool hedge_near(std::size_t c, const ClaimWord& dropped) const {
    const std::size_t from = c > kNegationReach ? c - kNegationReach : 0;
    for (std::size_t i = from; i < std::min(claim_.size(), c + kNegationReach + 1); ++i) {
      if (aligned_.ordered[i] != kNowhere) continue;
      if (dropped.nearly && claim_[i].about) return true;
      if (claim_[i].hedge && (claim_[i].limiter || !dropped.limiter)) return true;
    }
    return false;
  }

  // "The longest" for "the second longest", "the boats" for "half of the boats".
  std::string dropped_ordinal() const {
    for (std::size_t s = aligned_.first; s + 1 < aligned_.last; ++s) {
      const ClaimWord& word = source_[s];
      if (word.kind != Kind::kQuantity || in_claim(s) != kNowhere) continue;
      const Reading& reading = word.quantity.readings.front();
      const bool ranked = word.quantity.ordinal && reading.low > 1;
      if (!ranked && !is_share(s, reading)) continue;
      const std::size_t scope =
          ranked ? scope_of(source_, s, aligned_.first, aligned_.last) : kept_behind(s);
      const std::size_t c = scope == kNowhere || scope < s ? kNowhere : in_claim(scope);
      if (c != kNowhere) return fault(c, s);
    }
    return {};
  }

  // "Half" or "5%", and of what it is.
  bool is_share(std::size_t s, const Reading& reading) const {
    const bool ratio = reading.unit != nullptr && reading.unit->dimension == "ratio";
    const bool part = reading.unit == nullptr && reading.low > 0 && reading.low < 1;
    return (ratio || part) && (source_[s + 1].genitive || source_[s + 1].article);
  }

  // "Otto" for "Otto's brother" or "the brother of Otto".
  std::string dropped_relation() const {
    for (std::size_t s = aligned_.first; s < aligned_.last; ++s) {
      if (!source_[s].relation || in_claim(s) != kNowhere || stands_in_claim(s)) continue;
      const std::size_t whose = whose_relation(s);
      if (whose != kNowhere) return fault(in_claim(whose), s);
    }
    return {};
  }

  bool stands_in_claim(std::size_t s) const {
    return std::ranges::find(aligned_.anywhere, s) != aligned_.anywhere.end();
  }

  // Where the one stands whose brother he is, if the claim speaks of that one instead.
  std::size_t whose_relation(std::size_t s) const {
    if (s > aligned_.first && is_possessor(s - 1)) return s - 1;
    const bool of_before = s > aligned_.first + 1 && without_case_ && source_[s - 1].genitive;
    if (of_before) return in_claim(s - 2) != kNowhere ? s - 2 : kNowhere;  // "オットーの弟"
    if (s > aligned_.first + 1 && is_possessor(s - 2)) return s - 2;  // "Otto's younger brother"
    std::size_t behind = s + 1;
    while (behind < aligned_.last && (source_[behind].genitive || source_[behind].article) &&
           source_[behind].clause == source_[s].clause)
      ++behind;
    if (behind >= aligned_.last || source_[behind].clause != source_[s].clause) return kNowhere;
    const bool of = behind > s + 1;
    const std::size_t c = in_claim(behind);
    if (c == kNowhere || !says_something(source_[behind])) return kNowhere;
    const bool case_tells = claim_[c].folded != source_[behind].folded;
    return of || case_tells ? behind : kNowhere;
  }

  // "Otto's" for which the claim has "Otto".
  bool is_possessor(std::size_t s) const {
    const std::size_t c = in_claim(s);
    if (c == kNowhere || !says_something(source_[s])) return false;
    const std::string& possessive = source_[s].folded;
    return possessive.size() > claim_[c].folded.size() && possessive.starts_with(claim_[c].folded);
  }

  const std::vector<ClaimWord>& claim_;
  const std::vector<ClaimWord>& source_;
  const Alignment& aligned_;
  const bool without_case_;
};

}  // namespace

std::string find_dropped_qualifier(const ComparedTexts& compared) {
  return QualifierSearch(compared).run();
}

}  // namespace alexandria::text
