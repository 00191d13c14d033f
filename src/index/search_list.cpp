#include "search_list.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "allowed_rows.hpp"
#include "best_scored.hpp"
#include "dense_search.hpp"
#include "fusion.hpp"
#include "keyword_search.hpp"
#include "nearness.hpp"
#include "spelling.hpp"

namespace alexandria::index {
namespace {

// Of each ranking, where two are joined, at least: min-max fusion measures a ranking's best by its
// last (docs/decisions/0028-index.md).
constexpr std::size_t kFusedRows = 1000;
constexpr std::size_t kRescoredRows = 100;  // of them, by exact vectors
// The few known words of a query in a foreign language say little. Chosen on an eighth of XQuAD's
// queries in four languages across; 2 of 577 queries of SciFact, Cranfield and CACM are below the
// threshold.
constexpr double kForeignDenseWeight = .9;
constexpr double kUnreadDenseWeight = .1;  // of a query in a script that the model does not read
constexpr double kCodeGain = 1.5;          // the two rankings together give 1 at most

bool is_finite(const std::vector<float>& vector) {
  return std::ranges::all_of(vector, [](float value) { return std::isfinite(value); });
}

// One search: everything that is known of it while it runs.
class Search {
 public:
  Search(const Query& query, const List& list, VectorSpace space, const VectorSource& vectors,
         const TextSource& texts)
      : query_(query),
        list_(list),
        space_(space),
        vectors_(vectors),
        allowed_(query, list, texts) {}

  SearchResult run() {
    words_ = analyse_query(query_.text, list_, query_.repairs);
    if (query_.mode != Mode::kDense || !words_.phrases.empty()) allowed_.settle_all();
    if (!words_.phrases.empty()) keep_phrases();
    const bool has_vector = space_.dimension > 0 && query_.vector.size() == space_.dimension &&
                            is_finite(query_.vector);
    SearchResult result;
    if (query_.mode == Mode::kDense)
      rank_by_distance(result, has_vector);
    else
      rank_by_words(result, has_vector && query_.mode == Mode::kHybrid);
    count_facets(result);
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
      kept.push_back(rows_with_phrases(words_, *list_.parts[p].segment));
      any = any || kept.back().intersect(allowed_.rows()[p]);
    }
    if (!any && !words_.only_phrases) return;
    for (std::size_t p = 0; p < kept.size(); ++p)
      allowed_.keep(p, kept[p]);
  }

  // Distance alone decides, whatever the words.
  void rank_by_distance(SearchResult& result, bool has_vector) {
    if (!query_.facet_keys.empty()) allowed_.settle_all();
    result.matched = allowed_.count();
    if (!has_vector || query_.documents_max == 0) return;
    for (std::uint64_t wanted = query_.documents_max;; wanted *= 2) {
      const std::uint64_t rows = allowed_.count();
      wanted = std::min(wanted, rows);
      auto nearest = nearest_rows(list_, allowed_.rows(), space_, query_, vectors_, wanted);
      const bool has_more = wanted < rows && nearest.size() == wanted;
      keep_matching(nearest);
      result.matched = allowed_.count();
      result.hits.clear();
      std::unordered_set<std::uint64_t> documents;
      for (const Near& near : nearest) {
        const std::uint64_t document = document_of(near);
        if (query_.group_by_document && !documents.insert(document).second) continue;
        const double score = score_of(near.distance, space_.metric);
        result.hits.push_back({near.row_no, document, score, 0, score, near.distance});
        if (result.hits.size() == query_.documents_max) return;
      }
      if (!has_more) return;
    }
  }

  // Looks at the texts of the rows that came out, not of all that might.
  void keep_matching(std::vector<Near>& nearest) {
    std::vector<AllowedRows::Place> places;
    for (const Near& near : nearest)
      places.push_back({near.part, near.ordinal});
    allowed_.settle(places);
    std::erase_if(nearest, [&](const Near& near) {
      return !allowed_.rows()[near.part].contains(near.ordinal);
    });
  }

  void rank_by_words(SearchResult& result, bool has_vector) {
    for (const Part& part : list_.parts)
      keyword_.emplace_back(part.segment->rows(), 0.F);
    rank_by_keyword();
    if (has_vector) rank_by_vector();
    const Mode mode = has_vector ? Mode::kHybrid : Mode::kKeyword;
    result.hits = best_hits(fuse(candidates_, mode, dense_weight(mode)), query_.documents_max,
                            query_.group_by_document);
    if (has_vector && vectors_) measure_again(result.hits);
    result.matched = matched_;
    if (matched_ == 0) result.suggestion = suggest_spelling(words_, list_, allowed_.rows());
  }

  // The first hits are told with distances from float32, wherever they stood in the dense ranking.
  void measure_again(std::vector<Hit>& hits) const {
    std::vector<std::uint64_t> row_nos;
    std::vector<Hit*> open;
    for (std::size_t i = 0; i < std::min(kRescoredRows, hits.size()); ++i) {
      const bool is_compared = hits[i].distance != 0 || hits[i].dense != 0;
      if (!is_compared || exact_.contains(hits[i].row_no)) continue;
      row_nos.push_back(hits[i].row_no);
      open.push_back(&hits[i]);
    }
    if (open.empty()) return;
    const auto exact = vectors_(row_nos);
    for (std::size_t i = 0; i < std::min(open.size(), exact.size()); ++i) {
      if (exact[i].size() != space_.dimension) continue;
      open[i]->distance = vectors::distance(space_.metric, query_.vector, exact[i]);
      open[i]->dense = score_of(open[i]->distance, space_.metric);
    }
  }

  std::uint64_t document_of(const Near& near) const {
    return list_.parts[near.part].segment->document_nos[near.ordinal];
  }
  // Of each ranking: enough for the hits that are wanted.
  std::size_t fused_rows() const { return std::max(kFusedRows, query_.documents_max); }

  void rank_by_keyword() {
    score_keywords(words_, list_, keyword_);
    BestScored best(fused_rows());
    for (std::uint32_t p = 0; p < list_.parts.size(); ++p) {
      for (std::uint32_t o = 0; o < keyword_[p].size(); ++o) {
        if (keyword_[p][o] == 0 || !allowed_.rows()[p].contains(o)) continue;
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
      if (holding > kFusedRows) continue;
      for (std::uint32_t p = 0; p < code.rows.size(); ++p)
        for (const std::uint32_t o : code.rows[p] & allowed_.rows()[p]) {
          Candidate& candidate = candidate_of({keyword_[p][o], p, o});
          candidate.in_keyword = true;
          candidate.keyword = keyword_[p][o];
          candidate.gain += kCodeGain * code.gain;
        }
    }
  }

  void rank_by_vector() {
    auto ranked =
        nearest_by_codes(list_, allowed_.rows(), query_.vector, query_.breadth, fused_rows());
    rescore(ranked, kRescoredRows, space_, query_.vector, vectors_);
    for (std::size_t i = 0; i < std::min(kRescoredRows, ranked.size()); ++i)
      exact_.insert(ranked[i].row_no);
    for (const Near& near : ranked) {
      Candidate& candidate = candidate_of({0, near.part, near.ordinal});
      candidate.in_dense = true;
      candidate.dense = static_cast<float>(score_of(near.distance, space_.metric));
      candidate.distance = near.distance;
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
      Bitmap rows = allowed_.rows()[p];
      if (query_.mode != Mode::kDense) {
        Bitmap matching;
        for (std::uint32_t o = 0; o < keyword_[p].size(); ++o)
          if (keyword_[p][o] > 0) matching.add(o);
        rows &= matching;
      }
      for (const std::string& name : query_.facet_keys) {
        const auto key = list_.parts[p].segment->metadata.keys.find(name);
        if (key == list_.parts[p].segment->metadata.keys.end()) continue;
        const auto& [strings, numbers, elements, falses, trues] = key->second;
        for (std::size_t i = 0; i < strings.size(); ++i)
          if (const std::uint64_t count = strings.count(i, rows))
            result.facets[name][strings.value(i)] += count;
        for (std::size_t i = 0; i < numbers.size(); ++i)
          if (const std::uint64_t count = numbers.count(i, rows))
            result.facets[name][numbers.value(i).text()] += count;
      }
    }
  }

  const Query& query_;
  const List& list_;
  const VectorSpace space_;
  const VectorSource& vectors_;
  KeywordQuery words_;
  AllowedRows allowed_;
  std::vector<std::vector<float>> keyword_;
  std::unordered_set<std::uint64_t> exact_;  // row numbers with distances from float32
  std::vector<Candidate> candidates_;
  std::unordered_map<std::uint64_t, std::size_t> places_;
  std::uint64_t matched_ = 0;
};

}  // namespace

SearchResult search_list(const Query& query, const List& list, VectorSpace space,
                         const VectorSource& vectors, const TextSource& texts) {
  return Search(query, list, space, vectors, texts).run();
}

}  // namespace alexandria::index
