#include "segment_vectors.hpp"

#include <algorithm>
#include <cmath>

#include "alexandria/base/assert.hpp"
#include "alexandria/platform/system.hpp"

namespace alexandria::index {
namespace {

using vectors::Candidate;
using vectors::Codebook;
using vectors::Codes;
using vectors::Hnsw;

// Where more than one in so many rows is asked for, reading all is cheaper than a walk.
constexpr std::uint64_t kScanShare = 64;
constexpr std::size_t kSampleRows = 8192;
// The most components of new rows outside of ranges that were fitted to others. Of the rows that
// they were fitted to it is one in a thousand.
constexpr double kOutsideMax = .02;
constexpr std::uint32_t kPinnedBit = 0x80000000;

bool is_vector(const std::vector<float>& vector, std::size_t dimension) {
  return dimension > 0 && vector.size() == dimension &&
         std::ranges::all_of(vector, [](float value) { return std::isfinite(value); });
}

std::shared_ptr<const Codebook> fit(VectorSpace space, const std::vector<float>& sample) {
  auto book = Codebook::fit(space.metric, space.dimension, sample);
  return book ? *book : nullptr;
}

// Where the vector of a row comes from.
struct Place {
  const SegmentVectors* from = nullptr;  // null: it has none
  std::uint32_t ordinal = 0;
};

class Merge {
 public:
  Merge(const std::vector<MergedVectors>& sources, std::uint32_t rows, VectorSpace space,
        const IndexOptions& options)
      : sources_(sources),
        rows_(rows),
        space_(space),
        options_(options),
        vector_(space.dimension),
        origins_(rows) {
    for (const MergedVectors& source : sources)
      place_rows(source);
    out_.without.addRange(0, rows);
    for (std::uint32_t row = 0; row < rows; ++row)
      if (origins_[row].from != nullptr) out_.without.remove(row);
    out_.without.runOptimize();
  }

  SegmentVectors run(bool keeps_first) {
    if (out_.without.cardinality() == rows_) return {};
    const std::uint32_t kept = keeps_first ? rows_of_first() : 0;
    if (kept > 0 && first().graph && fits_others(kept))
      extend(kept);
    else
      make_anew();
    return std::move(out_);
  }

 private:
  const SegmentVectors& first() const { return *sources_[0].vectors; }
  std::uint32_t rows_of_first() const {
    return static_cast<std::uint32_t>(sources_[0].places->size());
  }

  void place_rows(const MergedVectors& source) {
    if (!source.vectors->codes) return;
    for (std::uint32_t ordinal = 0; ordinal < source.places->size(); ++ordinal) {
      const std::uint32_t place = (*source.places)[ordinal];
      if (place != kGone) origins_[place] = {source.vectors, ordinal};
    }
    for (const std::uint32_t ordinal : source.vectors->without)
      if ((*source.places)[ordinal] != kGone) origins_[(*source.places)[ordinal]] = {};
  }

  std::span<const float> decode(const Place& origin) {
    const Codes& codes = *origin.from->codes;
    codes.book().decode(codes.row(origin.ordinal), vector_);
    return vector_;
  }

  // Whether the ranges of the first source hold what the others' rows stand for.
  bool fits_others(std::uint32_t kept) {
    const Codebook& book = first().codes->book();
    std::uint64_t looked_at = 0;
    std::uint64_t outside = 0;
    const std::uint32_t step = std::max<std::uint32_t>(1, (rows_ - kept) / kSampleRows);
    for (std::uint32_t row = kept; row < rows_; row += step) {
      if (origins_[row].from == nullptr) continue;
      const auto vector = decode(origins_[row]);
      for (std::size_t d = 0; d < vector.size(); ++d) {
        const float apart = vector[d] - book.middles()[d];
        outside += std::abs(apart) > 128.5F * book.steps()[d] + 1e-6F * std::abs(vector[d]) ? 1 : 0;
      }
      looked_at += vector.size();
    }
    return static_cast<double>(outside) <= kOutsideMax * static_cast<double>(looked_at);
  }

  void extend(std::uint32_t kept) {
    auto codes = std::make_shared<Codes>(first().codes->shared_book(), rows_);
    codes->copy_from(*first().codes, kept);
    for (const std::uint32_t row : out_.without)
      if (row < kept) forget(*codes, row);
    fill(*codes, kept);
    auto graph = first().graph->extended(codes);
    graph->insert_all(kept, rows_, lanes());
    out_.codes = std::move(codes);
    out_.graph = std::move(graph);
  }

  // Gives a row the codes of one that is linked to it, or of any.
  void forget(Codes& codes, std::uint32_t row) {
    const vectors::GraphArrays arrays = first().graph->arrays();
    const std::size_t links = 2 * std::size_t{arrays.options.links};
    Candidate nearest{0, vectors::kNoRow};
    for (const std::uint32_t link : arrays.base.subspan(row * links, links)) {
      if (link == vectors::kNoRow) break;
      const std::uint32_t other = link & ~kPinnedBit;
      if (out_.without.contains(other)) continue;
      const float distance = first().codes->between(row, other);
      if (nearest.row == vectors::kNoRow || distance < nearest.distance)
        nearest = {distance, other};
    }
    const std::uint32_t other = nearest.row != vectors::kNoRow ? nearest.row : any_row();
    codes.set(row, decode(origins_[other]));
  }

  std::uint32_t any_row() const {
    std::uint32_t row = 0;
    while (origins_[row].from == nullptr)
      ++row;
    return row;
  }

  // Rows from `row` on; those without a vector as the one before them.
  void fill(Codes& codes, std::uint32_t row) {
    Place last = origins_[any_row()];
    for (; row < rows_; ++row) {
      if (origins_[row].from != nullptr) last = origins_[row];
      codes.set(row, decode(last));
    }
  }

  void make_anew() {
    std::vector<float> sample;
    const std::uint64_t with = rows_ - out_.without.cardinality();
    const std::uint64_t step = std::max<std::uint64_t>(1, with / kSampleRows);
    std::uint64_t number = 0;
    for (const Place& origin : origins_) {
      if (origin.from == nullptr || number++ % step != 0) continue;
      const auto vector = decode(origin);
      sample.insert(sample.end(), vector.begin(), vector.end());
    }
    auto book = fit(space_, sample);
    ALEX_ASSERT(book != nullptr);
    auto codes = std::make_shared<Codes>(std::move(book), rows_);
    fill(*codes, 0);
    out_.codes = codes;
    if (!out_.needs_graph(rows_, options_)) return;
    auto graph = Hnsw::make(codes, {});
    ALEX_ASSERT(graph.has_value());
    (*graph)->insert_all(0, rows_, lanes());
    out_.graph = std::move(*graph);
  }

  static std::size_t lanes() { return std::max<std::size_t>(1, platform::cores() / 2); }

  const std::vector<MergedVectors>& sources_;
  const std::uint32_t rows_;
  const VectorSpace space_;
  const IndexOptions& options_;
  std::vector<float> vector_;
  std::vector<Place> origins_;  // of each row
  SegmentVectors out_;
};

}  // namespace

bool SegmentVectors::needs_graph(std::uint32_t rows, const IndexOptions& options) const {
  return codes && !graph && rows >= options.graph_rows && without.cardinality() * 2 <= rows;
}

std::uint64_t SegmentVectors::bytes(std::uint32_t rows) const {
  if (!codes) return 0;
  return rows * codes->book().stride() + (graph ? graph->bytes() : 0);
}

std::size_t SegmentVectors::nearest(std::span<const float> query, std::size_t breadth,
                                    std::uint32_t rows, Bitmap allowed,
                                    std::span<Candidate> out) const {
  if (!codes || out.empty()) return 0;
  if (!without.isEmpty()) allowed -= without;
  const std::uint64_t matching = allowed.cardinality();
  if (matching == 0) return 0;
  const std::size_t wanted = std::min<std::uint64_t>(matching, out.size());
  const Bitmap* some = matching == rows ? nullptr : &allowed;
  if (!graph || wanted * kScanShare >= matching)
    return vectors::scan(*codes, query, some, rows, out.first(wanted));
  if (some != nullptr)
    return vectors::search_filtered(*graph, query, breadth, allowed, out.first(wanted));
  const std::size_t found = graph->search(query, breadth, nullptr, out.first(wanted));
  return found == wanted ? found : vectors::scan(*codes, query, nullptr, rows, out.first(wanted));
}

SegmentVectors build_vectors(const std::vector<const Row*>& rows, VectorSpace space) {
  SegmentVectors out;
  std::vector<float> sample;
  const Row* last = nullptr;
  for (std::uint32_t ordinal = 0; ordinal < rows.size(); ++ordinal) {
    const Row& row = *rows[ordinal];
    if (!is_vector(row.vector, space.dimension)) {
      out.without.add(ordinal);
      continue;
    }
    if (last == nullptr) last = &row;
    sample.insert(sample.end(), row.vector.begin(), row.vector.end());
  }
  if (last == nullptr) return {};
  auto book = fit(space, sample);
  if (book == nullptr) return {};
  const auto count = static_cast<std::uint32_t>(rows.size());
  auto codes = std::make_shared<Codes>(std::move(book), count);
  for (std::uint32_t ordinal = 0; ordinal < count; ++ordinal) {
    if (!out.without.contains(ordinal)) last = rows[ordinal];
    codes->set(ordinal, last->vector);
  }
  out.codes = std::move(codes);
  return out;
}

SegmentVectors merge_vectors(const std::vector<MergedVectors>& sources, std::uint32_t rows,
                             VectorSpace space, const IndexOptions& options, bool keeps_first) {
  return Merge(sources, rows, space, options).run(keeps_first);
}

}  // namespace alexandria::index
