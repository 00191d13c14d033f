#include "search_list.hpp"

#include <algorithm>
#include <unordered_map>

#include "alexandria/platform/system.hpp"
#include "alexandria/runtime/lanes.hpp"
#include "best_scored.hpp"
#include "fusion.hpp"
#include "keyword_search.hpp"
#include "nearness.hpp"
#include "spelling.hpp"
#include "vector_scan.hpp"

namespace alexandria::index {
namespace {

constexpr std::size_t kCandidates = 1000;  // of each ranking
constexpr std::size_t kRescored = 100;     // of the dense ranking, with exact vectors
// The few known words of a query in a foreign language say little. Chosen on an eighth of XQuAD's
// queries in four languages across; 2 of 577 queries of SciFact, Cranfield and CACM are below the
// threshold.
constexpr double kForeignDenseWeight = .9;
constexpr double kUnreadDenseWeight = .1;     // of a query in a script that the model does not read
constexpr double kCodeGain = 1.5;             // the two rankings together give 1 at most
constexpr std::uint64_t kRowsALane = 16'384;  // a scan of fewer rows is not worth another thread

Bitmap rows_allowed(const Query& query, const Part& part) {
  const Segment& s = *part.segment;
  Bitmap rows;
  for (const std::uint32_t set : query.access_sets) {
    const auto found = s.access.find(set);
    if (found != s.access.end()) rows |= found->second;
  }
  rows -= *part.deleted;
  if (query.filter && !rows.isEmpty()) rows &= s.metadata.evaluate(*query.filter, s.rows());
  return rows;
}

// One search: everything that is known of it while it runs.
class Search {
 public:
  Search(const Query& query, const List& list, std::size_t dimension, const VectorSource& vectors)
      : query_(query), list_(list), dimension_(dimension), vectors_(vectors) {}

  SearchResult run() {
    words_ = analyse_query(query_.text, list_, query_.repairs);
    allowed_ = rows_allowed(query_, list_);
    for (const Part& part : list_.parts)
      keyword_.emplace_back(part.segment->rows(), 0.F);
    if (!words_.phrases.empty()) keep_phrases();
    const bool dense =
        query_.mode != Mode::kKeyword && query_.vector.size() == dimension_ && dimension_ > 0;
    if (query_.mode != Mode::kDense) rank_by_keyword();
    if (dense) rank_by_vector();
    SearchResult result;
    const Mode mode = query_.mode == Mode::kHybrid && !dense ? Mode::kKeyword : query_.mode;
    result.hits = best_hits(fuse(candidates_, mode, dense_weight(mode)), query_.documents_max,
                            query_.group_by_document);
    result.matched = query_.mode == Mode::kDense ? allowed_rows() : matched_;
    count_facets(result);
    if (matched_ == 0 && query_.mode != Mode::kDense)
      result.suggestion = suggest_spelling(words_, list_, allowed_);
    return result;
  }

 private:
  double dense_weight(Mode mode) const {
    if (!query_.is_read_by_model) return std::min(query_.dense_weight, kUnreadDenseWeight);
    const bool foreign = mode == Mode::kHybrid && is_foreign(query_.text, words_, list_);
    return foreign ? std::max(query_.dense_weight, kForeignDenseWeight) : query_.dense_weight;
  }

  // Only rows with every phrase stay. If there is none and the query has other words too, the
  // phrases are words like those.
  void keep_phrases() {
    std::vector<Bitmap> kept;
    bool any = false;
    for (std::size_t p = 0; p < list_.parts.size(); ++p) {
      kept.push_back(allowed_[p] & rows_with_phrases(words_, *list_.parts[p].segment));
      any = any || !kept.back().isEmpty();
    }
    if (any || words_.only_phrases) allowed_ = std::move(kept);
  }

  std::uint64_t allowed_rows() const {
    std::uint64_t total = 0;
    for (const Bitmap& rows : allowed_)
      total += rows.cardinality();
    return total;
  }

  void rank_by_keyword() {
    score_keywords(words_, list_, keyword_);
    BestScored best(kCandidates);
    for (std::uint32_t p = 0; p < list_.parts.size(); ++p) {
      for (std::uint32_t o = 0; o < keyword_[p].size(); ++o) {
        if (keyword_[p][o] == 0 || !allowed_[p].contains(o)) continue;
        best.add({keyword_[p][o], p, o});
        ++matched_;
      }
    }
    std::vector<Scored> ranked = best.take();
    raise_near(words_, list_, ranked);
    for (const Scored& scored : ranked) {
      Candidate& candidate = candidate_of(scored);
      candidate.in_keyword = true;
      candidate.keyword = scored.score;
    }
    raise_codes();
  }

  // Rows that have a code of the query as it is written come first, in all but meaning alone.
  void raise_codes() {
    for (const CodeRows& code : rows_with_codes(words_, list_)) {
      std::uint64_t holding = 0;
      for (const Bitmap& rows : code.rows)
        holding += rows.cardinality();
      if (holding > kCandidates) continue;
      for (std::uint32_t p = 0; p < code.rows.size(); ++p)
        for (const std::uint32_t o : code.rows[p] & allowed_[p]) {
          Candidate& candidate = candidate_of({keyword_[p][o], p, o});
          candidate.in_keyword = true;
          candidate.keyword = keyword_[p][o];
          candidate.gain += kCodeGain * code.gain;
        }
    }
  }

  // Rows `first` to `last` of all allowed rows, counted through the parts.
  void scan(const QueryCodes& codes, std::uint64_t first, std::uint64_t last,
            BestScored& best) const {
    std::uint64_t before = 0;
    for (std::uint32_t p = 0; p < list_.parts.size() && before < last; ++p) {
      const Segment& s = *list_.parts[p].segment;
      const std::uint64_t rows = allowed_[p].cardinality();
      if (s.dimension == dimension_ && before + rows > first) {
        std::vector<std::uint32_t> ordinals(std::min(rows, last - before) -
                                            (first > before ? first - before : 0));
        allowed_[p].rangeUint32Array(ordinals.data(), first > before ? first - before : 0,
                                     ordinals.size());
        for (const std::uint32_t o : ordinals) {
          if (s.scales[o] == 0) continue;
          const auto sum = static_cast<float>(
              dot(s.codes.data() + std::size_t{o} * dimension_, codes.values.data(), dimension_));
          best.add({sum * s.scales[o] * codes.scale, p, o});
        }
      }
      before += rows;
    }
  }

  void rank_by_vector() {
    const QueryCodes codes = quantise_query(query_.vector);
    const std::uint64_t rows = allowed_rows();
    const std::uint64_t lanes = std::clamp<std::uint64_t>(rows / kRowsALane, 1, platform::cores());
    std::vector<BestScored> best(lanes, BestScored(kCandidates));
    runtime::run_lanes(lanes, [&](std::size_t i) {
      scan(codes, rows * i / lanes, rows * (i + 1) / lanes, best[i]);
    });
    for (std::uint64_t i = 1; i < lanes; ++i)
      best[0].add_all(best[i]);
    std::vector<Scored> ranked = best[0].take();
    rescore(ranked);
    for (const Scored& scored : ranked) {
      Candidate& candidate = candidate_of(scored);
      candidate.in_dense = true;
      candidate.dense = scored.score;
    }
  }

  void rescore(std::vector<Scored>& ranked) const {
    if (!vectors_) return;
    std::vector<std::uint64_t> row_nos;
    for (std::size_t i = 0; i < std::min(kRescored, ranked.size()); ++i)
      row_nos.push_back(list_.parts[ranked[i].part].segment->row_nos[ranked[i].ordinal]);
    const auto exact = vectors_(row_nos);
    for (std::size_t i = 0; i < exact.size() && i < row_nos.size(); ++i) {
      if (exact[i].size() != dimension_) continue;
      double sum = 0;
      for (std::size_t d = 0; d < dimension_; ++d)
        sum += static_cast<double>(exact[i][d]) * static_cast<double>(query_.vector[d]);
      ranked[i].score = static_cast<float>(sum);
    }
  }

  Candidate& candidate_of(const Scored& scored) {
    const std::uint64_t key = (static_cast<std::uint64_t>(scored.part) << 32) | scored.ordinal;
    const auto [place, is_new] = places_.emplace(key, candidates_.size());
    if (is_new) {
      const Segment& s = *list_.parts[scored.part].segment;
      candidates_.push_back(
          {scored.part, scored.ordinal, s.row_nos[scored.ordinal], s.document_nos[scored.ordinal]});
    }
    return candidates_[place->second];
  }

  void count_facets(SearchResult& result) const {
    if (query_.facet_keys.empty()) return;
    for (std::size_t p = 0; p < list_.parts.size(); ++p) {
      Bitmap rows = allowed_[p];
      if (query_.mode != Mode::kDense) {
        Bitmap matching;
        for (std::uint32_t o = 0; o < keyword_[p].size(); ++o)
          if (keyword_[p][o] > 0) matching.add(o);
        rows &= matching;
      }
      for (const std::string& name : query_.facet_keys) {
        const auto key = list_.parts[p].segment->metadata.keys.find(name);
        if (key == list_.parts[p].segment->metadata.keys.end()) continue;
        for (const auto& [value, holders] : key->second.strings)
          if (const std::uint64_t count = rows.and_cardinality(holders))
            result.facets[name][value] += count;
        for (const auto& [value, holders] : key->second.numbers)
          if (const std::uint64_t count = rows.and_cardinality(holders))
            result.facets[name][fmt::format("{}", value)] += count;
      }
    }
  }

  const Query& query_;
  const List& list_;
  const std::size_t dimension_;
  const VectorSource& vectors_;
  KeywordQuery words_;
  std::vector<Bitmap> allowed_;
  std::vector<std::vector<float>> keyword_;
  std::vector<Candidate> candidates_;
  std::unordered_map<std::uint64_t, std::size_t> places_;
  std::uint64_t matched_ = 0;
};

}  // namespace

std::vector<Bitmap> rows_allowed(const Query& query, const List& list) {
  std::vector<Bitmap> out;
  for (const Part& part : list.parts)
    out.push_back(rows_allowed(query, part));
  return out;
}

SearchResult search_list(const Query& query, const List& list, std::size_t dimension,
                         const VectorSource& vectors) {
  return Search(query, list, dimension, vectors).run();
}

}  // namespace alexandria::index
