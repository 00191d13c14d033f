#include <algorithm>

#include "alexandria/base/varint.hpp"
#include "segment.hpp"

namespace alexandria::index {
namespace {

// Where every row of every source goes: ascending by row number over all sources.
class Merger {
 public:
  using Sources =
      std::vector<std::pair<std::shared_ptr<const Segment>, std::shared_ptr<const Bitmap>>>;
  explicit Merger(const Sources& sources) : sources_(sources), out_(std::make_shared<Segment>()) {}

  std::shared_ptr<const Segment> run() {
    place_rows();
    merge_terms();
    return out_;
  }

 private:
  struct Origin {
    std::uint64_t row_no;
    std::uint32_t source;
    std::uint32_t ordinal;
  };
  struct Entry {
    std::uint32_t ordinal;
    std::uint32_t front;
    std::uint32_t body;
    const char* positions;
    const char* positions_end;
  };

  void place_rows() {
    std::vector<Origin> origins;
    for (std::uint32_t s = 0; s < sources_.size(); ++s) {
      const Segment& segment = *sources_[s].first;
      places_.emplace_back(segment.rows(), kGone);
      for (std::uint32_t o = 0; o < segment.rows(); ++o)
        if (!sources_[s].second->contains(o)) origins.push_back({segment.row_nos[o], s, o});
      out_->dimension = std::max(out_->dimension, segment.dimension);
    }
    std::ranges::sort(origins, {}, &Origin::row_no);
    for (const Origin& origin : origins) {
      const Segment& from = *sources_[origin.source].first;
      places_[origin.source][origin.ordinal] = out_->rows();
      out_->row_nos.push_back(origin.row_no);
      out_->document_nos.push_back(from.document_nos[origin.ordinal]);
      out_->lengths.push_back(from.lengths[origin.ordinal]);
      out_->total_length += from.lengths[origin.ordinal];
      out_->scales.push_back(from.scales[origin.ordinal]);
      const auto codes =
          from.codes.begin() + static_cast<std::ptrdiff_t>(origin.ordinal * from.dimension);
      out_->codes.insert(out_->codes.end(), codes,
                         codes + static_cast<std::ptrdiff_t>(from.dimension));
      out_->codes.resize(out_->rows() * out_->dimension);
    }
    for (std::uint32_t s = 0; s < sources_.size(); ++s) {
      const Segment& from = *sources_[s].first;
      out_->metadata.add_all(from.metadata, places_[s]);
      for (const auto& [access_set, rows] : from.access)
        for (const std::uint32_t ordinal : rows)
          if (places_[s][ordinal] != kGone) out_->access[access_set].add(places_[s][ordinal]);
      for (const auto& [language, rows] : from.languages)
        out_->languages[language] += rows;
    }
  }

  void merge_terms() {
    std::vector<std::size_t> next(sources_.size(), 0);
    for (;;) {
      const Term* smallest = nullptr;
      for (std::size_t s = 0; s < sources_.size(); ++s) {
        const auto& terms = sources_[s].first->terms;
        if (next[s] < terms.size() && (smallest == nullptr || terms[next[s]].term < smallest->term))
          smallest = &terms[next[s]];
      }
      if (smallest == nullptr) break;
      const Term chosen = *smallest;
      entries_.clear();
      for (std::size_t s = 0; s < sources_.size(); ++s) {
        const auto& terms = sources_[s].first->terms;
        if (next[s] < terms.size() && terms[next[s]].term == chosen.term)
          read_entries(s, next[s]++);
      }
      write_term(chosen);
    }
    out_->posting_offsets.push_back(out_->postings.size());
    out_->position_offsets.push_back(out_->positions.size());
  }

  void read_entries(std::size_t source, std::size_t term) {
    const Segment& from = *sources_[source].first;
    const char* at = from.postings.data() + from.posting_offsets[term];
    const char* positions = from.positions.data() + from.position_offsets[term];
    std::uint32_t ordinal = kGone;  // the first delta is one more than the ordinal
    for (std::uint32_t i = 0; i < from.terms[term].rows; ++i) {
      ordinal += static_cast<std::uint32_t>(base::read_trusted_varint(at));
      const auto front = static_cast<std::uint32_t>(base::read_trusted_varint(at));
      const auto body = static_cast<std::uint32_t>(base::read_trusted_varint(at));
      const char* begin = positions;
      for (std::uint32_t p = 0; p < front + body; ++p)
        base::read_trusted_varint(positions);
      if (places_[source][ordinal] != kGone)
        entries_.push_back({places_[source][ordinal], front, body, begin, positions});
    }
  }

  void write_term(const Term& term) {
    if (entries_.empty()) return;
    if (!std::ranges::is_sorted(entries_, {}, &Entry::ordinal))
      std::ranges::sort(entries_, {}, &Entry::ordinal);
    out_->posting_offsets.push_back(out_->postings.size());
    out_->position_offsets.push_back(out_->positions.size());
    out_->terms.push_back({term.term, term.surface, static_cast<std::uint32_t>(entries_.size())});
    std::uint32_t last = kGone;
    for (const Entry& entry : entries_) {
      base::append_varint(out_->postings, static_cast<std::uint32_t>(entry.ordinal - last));
      base::append_varint(out_->postings, entry.front);
      base::append_varint(out_->postings, entry.body);
      out_->positions.append(entry.positions, entry.positions_end);
      last = entry.ordinal;
    }
  }

  const Sources& sources_;
  std::shared_ptr<Segment> out_;
  std::vector<std::vector<std::uint32_t>> places_;
  std::vector<Entry> entries_;
};

}  // namespace

std::shared_ptr<const Segment> merge_segments(
    const std::vector<std::pair<std::shared_ptr<const Segment>, std::shared_ptr<const Bitmap>>>&
        sources) {
  return Merger(sources).run();
}

}  // namespace alexandria::index
