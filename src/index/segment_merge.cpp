#include <algorithm>

#include "alexandria/base/varint.hpp"
#include "segment.hpp"

namespace alexandria::index {
namespace {

// Of its rows, from which on a graph with so many holes is not kept.
constexpr std::uint64_t kHolesShare = 4;

class Merger {
 public:
  Merger(std::vector<MergeSource> sources, VectorSpace space, const IndexOptions& options)
      : sources_(std::move(sources)),
        space_(space),
        options_(options),
        out_(std::make_shared<Segment>()) {}

  std::shared_ptr<const Segment> run() {
    order_sources();
    for (std::size_t s = 0; s < sources_.size(); ++s)
      place_rows(s);
    merge_facts();
    merge_terms();
    std::vector<MergedVectors> vectors;
    for (std::size_t s = 0; s < sources_.size(); ++s)
      vectors.push_back({&sources_[s].segment->vectors, &places_[s]});
    out_->vectors = merge_vectors(vectors, out_->rows(), space_, options_, keeps_first_);
    out_->order_rows();
    return out_;
  }

 private:
  struct Entry {
    std::uint32_t ordinal;
    std::uint32_t front;
    std::uint32_t body;
    const char* positions;
    const char* positions_end;
  };

  // The one whose graph is kept comes first; the others by their rows, so that they mostly ascend.
  void order_sources() {
    const auto first_row = [](const MergeSource& source) {
      return source.segment->row_nos.empty() ? 0 : source.segment->row_nos.front();
    };
    std::ranges::sort(sources_, {}, first_row);
    const auto largest = std::ranges::max_element(sources_, {}, [](const MergeSource& source) {
      return source.segment->vectors.graph ? source.segment->rows() : 0;
    });
    const Segment& segment = *largest->segment;
    const std::uint64_t gone = segment.holes.cardinality() + largest->deleted->cardinality();
    keeps_first_ = segment.vectors.graph && gone * kHolesShare <= segment.rows();
    if (keeps_first_) std::rotate(sources_.begin(), largest, largest + 1);
  }

  // The first source's rows stay where they are if its graph is kept; all others follow each other.
  void place_rows(std::size_t number) {
    const auto& [segment, deleted] = sources_[number];
    const bool is_kept = number == 0 && keeps_first_;
    std::vector<std::uint32_t>& places = places_.emplace_back(segment->rows(), kGone);
    Bitmap gone = segment->holes | *deleted;
    for (std::uint32_t ordinal = 0; ordinal < segment->rows(); ++ordinal) {
      const bool is_gone = gone.contains(ordinal);
      if (is_gone && !is_kept) continue;
      if (is_gone) {
        out_->holes.add(out_->rows());
        out_->row_nos.push_back(0);
        out_->document_nos.push_back(0);
        out_->lengths.push_back(0);
        continue;
      }
      places[ordinal] = out_->rows();
      out_->row_nos.push_back(segment->row_nos[ordinal]);
      out_->document_nos.push_back(segment->document_nos[ordinal]);
      out_->lengths.push_back(segment->lengths[ordinal]);
      out_->total_length += segment->lengths[ordinal];
    }
  }

  void merge_facts() {
    std::vector<MovedMetadata> metadata;
    for (std::size_t s = 0; s < sources_.size(); ++s)
      metadata.push_back({&sources_[s].segment->metadata, &places_[s]});
    out_->metadata = merge_metadata(metadata);
    std::vector<MovedTexts> texts;
    for (std::size_t s = 0; s < sources_.size(); ++s)
      texts.push_back({&sources_[s].segment->texts, &places_[s]});
    out_->texts = merge_texts(texts, options_.text_filters);
    for (std::size_t s = 0; s < sources_.size(); ++s) {
      const Segment& from = *sources_[s].segment;
      for (const auto& [access_set, rows] : from.access) {
        Bitmap moved;
        for (const std::uint32_t ordinal : rows)
          if (places_[s][ordinal] != kGone) moved.add(places_[s][ordinal]);
        if (!moved.isEmpty()) out_->access[access_set] |= moved;
      }
      for (const auto& [language, rows] : from.languages)
        out_->languages[language] += rows;
    }
    for (auto& [access_set, rows] : out_->access)
      rows.runOptimize();
  }

  void merge_terms() {
    std::vector<std::size_t> next(sources_.size(), 0);
    for (;;) {
      const Term* smallest = nullptr;
      for (std::size_t s = 0; s < sources_.size(); ++s) {
        const auto& terms = sources_[s].segment->terms;
        if (next[s] < terms.size() && (smallest == nullptr || terms[next[s]].term < smallest->term))
          smallest = &terms[next[s]];
      }
      if (smallest == nullptr) break;
      const Term chosen = *smallest;
      entries_.clear();
      for (std::size_t s = 0; s < sources_.size(); ++s) {
        const auto& terms = sources_[s].segment->terms;
        if (next[s] < terms.size() && terms[next[s]].term == chosen.term)
          read_entries(s, next[s]++);
      }
      write_term(chosen);
    }
    out_->posting_offsets.push_back(postings_.size());
    out_->position_offsets.push_back(positions_.size());
    out_->postings = Bytes(std::move(postings_));
    out_->positions = Bytes(std::move(positions_));
  }

  void read_entries(std::size_t source, std::size_t term) {
    const Segment& from = *sources_[source].segment;
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
    out_->posting_offsets.push_back(postings_.size());
    out_->position_offsets.push_back(positions_.size());
    out_->terms.push_back({term.term, term.surface, static_cast<std::uint32_t>(entries_.size())});
    std::uint32_t last = kGone;
    for (const Entry& entry : entries_) {
      base::append_varint(postings_, static_cast<std::uint32_t>(entry.ordinal - last));
      base::append_varint(postings_, entry.front);
      base::append_varint(postings_, entry.body);
      positions_.append(entry.positions, entry.positions_end);
      last = entry.ordinal;
    }
  }

  std::vector<MergeSource> sources_;
  const VectorSpace space_;
  const IndexOptions& options_;
  bool keeps_first_ = false;
  std::shared_ptr<Segment> out_;
  std::string postings_;
  std::string positions_;
  std::vector<std::vector<std::uint32_t>> places_;
  std::vector<Entry> entries_;
};

}  // namespace

std::shared_ptr<const Segment> merge_segments(std::vector<MergeSource> sources, VectorSpace space,
                                              const IndexOptions& options) {
  return Merger(std::move(sources), space, options).run();
}

}  // namespace alexandria::index
