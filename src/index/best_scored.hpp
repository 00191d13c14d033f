#pragma once
// The best rows of a ranking.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace alexandria::index {

/// A row with its score: `ordinal` within the segment of part `part` of the list.
struct Scored {
  float score;
  std::uint32_t part;
  std::uint32_t ordinal;
};

/// The best `most` of all that is added, in a buffer of twice as many: what is below the worst of a
/// full buffer is not even kept. Adding costs constant time on average. One thread.
class BestScored {
 public:
  explicit BestScored(std::size_t most) : most_(most) { kept_.reserve(2 * most); }

  void add(const Scored& scored) {
    if (scored.score >= floor_) keep(scored);
  }
  void add_all(const BestScored& other) {
    for (const Scored& scored : other.kept_)
      add(scored);
  }

  /// Best first, equal ones in the order of the list; empties this.
  std::vector<Scored> take() {
    if (kept_.size() > most_) cut();
    std::ranges::sort(kept_, better);
    return std::move(kept_);
  }

 private:
  static bool better(const Scored& a, const Scored& b) {
    if (a.score != b.score) return a.score > b.score;
    if (a.part != b.part) return a.part < b.part;
    return a.ordinal < b.ordinal;
  }

  void keep(const Scored& scored) {
    kept_.push_back(scored);
    if (kept_.size() == 2 * most_) cut();
  }

  void cut() {
    const auto end_of_best = kept_.begin() + static_cast<std::ptrdiff_t>(most_);
    std::nth_element(kept_.begin(), end_of_best, kept_.end(), better);
    kept_.resize(most_);
    floor_ = std::ranges::min(kept_, {}, &Scored::score).score;
  }

  std::size_t most_;
  float floor_ = -std::numeric_limits<float>::infinity();
  std::vector<Scored> kept_;
};

}  // namespace alexandria::index
