#pragma once
// Vectors as int8 codes: one byte a component, with a range for each dimension fitted to a segment.
//
//   x[d] ~ middle[d] + step[d] * (code[d] - 128),  code in 0 .. 255
//
// A float query is compared with codes by integers: its components are multiplied by the steps and
// rounded to int8 (in two parts where one component outweighs all others), so that
// <q, x> ~ constant + scale * sum(weight[d] * code[d]). Cosine is the inner product of vectors of
// length 1; l2 adds a number for each row, |x - middle|^2.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/platform/pages.hpp"
#include "alexandria/vectors/distance.hpp"

namespace alexandria::vectors {

/// A row and how far it is from a query.
struct Candidate {
  float distance = 0;
  std::uint32_t row = 0;
};

/// A query made ready for codes. Reused, it allocates only the first time.
struct CodeQuery {
  std::vector<std::int8_t> weights;  // one a byte of the stride
  std::vector<std::int8_t> fine;     // second part of the weights, 1/128 of the first's unit
  bool has_fine = false;
  float scale = 0;          // of a product with `weights` (with fine: of 128 times it plus fine's)
  std::int32_t middle = 0;  // the product of `weights` with codes of 128
  std::int32_t fine_middle = 0;  // and that of `fine`
  float constant = 0;  // distance = constant - scale * (product - middle) (+ the row's term)
};

/// The ranges of one segment. Immutable; threads: any.
class Codebook {
 public:
  /// Fits ranges to `sample`: rows of `dimension` floats, of which up to 8,192 are looked at. The
  /// outermost 1/2,000 of values at each end does not widen a dimension's range by more than a
  /// tenth; beyond its range a component is clipped. kInvalidArgument `invalid_dimension` unless 1
  /// to 65,536, `invalid_sample` if it has no whole rows or a component that is not finite.
  static Result<std::shared_ptr<const Codebook>> fit(Space space, std::size_t dimension,
                                                     std::span<const float> sample);
  /// From stored parts: one middle and step each dimension. kDataLoss `invalid_codebook` if they
  /// are no such.
  static Result<std::shared_ptr<const Codebook>> restore(Space space, std::vector<float> middles,
                                                         std::vector<float> steps);

  Space space() const { return space_; }
  std::size_t dimension() const { return dimension_; }
  /// Bytes from one row of codes to the next: a multiple of 16 (of 64 from 256 dimensions on).
  std::size_t stride() const { return middles_.size(); }
  std::span<const float> middles() const { return {middles_.data(), dimension_}; }
  std::span<const float> steps() const { return {steps_.data(), dimension_}; }

  /// Writes `stride()` codes of a vector of `dimension()` floats; for cosine of its direction. Not
  /// a number becomes the lowest code.
  void encode(std::span<const float> vector, std::uint8_t* codes) const;
  /// What a row of codes stands for, `dimension()` floats.
  void decode(const std::uint8_t* codes, std::span<float> vector) const;
  /// What l2 adds for a row: the sum of (step * (code - 128))^2.
  float term(const std::uint8_t* codes) const;
  /// Makes a query of `dimension()` floats ready.
  void prepare(std::span<const float> query, CodeQuery& out) const;
  /// The distance of what two rows of codes stand for (cosine: half of their squared distance,
  /// which is the same for vectors of length 1).
  float between(const std::uint8_t* a, const std::uint8_t* b) const;

 private:
  Codebook(Space space, std::size_t dimension) : space_(space), dimension_(dimension) {}
  void pad();
  float unit_factor(std::span<const float> vector) const;

  Space space_;
  std::size_t dimension_;
  std::vector<float> middles_;  // padded with zeros to the stride
  std::vector<float> steps_;
};

/// Rows of codes of one codebook, in memory of their own with a fixed capacity (its pages become
/// resident as they are written), or borrowed from a loaded file.
/// Threads: `set` for different rows at once; a row may be read when its `set` happened before.
class Codes {
 public:
  Codes(std::shared_ptr<const Codebook> book, std::uint32_t capacity);
  /// Reads rows in place: `codes` of `rows` strides and, for l2, as many `terms`, which `owner`
  /// keeps alive.
  Codes(std::shared_ptr<const Codebook> book, std::uint32_t rows, const std::uint8_t* codes,
        const float* terms, std::shared_ptr<const void> owner);

  const Codebook& book() const { return *book_; }
  std::shared_ptr<const Codebook> shared_book() const { return book_; }
  std::uint32_t capacity() const { return capacity_; }
  /// Codes of a row; needs memory of its own and row < capacity.
  void set(std::uint32_t row, std::span<const float> vector);
  /// The first `rows` rows of another table of the same codebook, byte by byte.
  void copy_from(const Codes& other, std::uint32_t rows);
  const std::uint8_t* row(std::uint32_t row) const { return codes_ + row * book_->stride(); }
  const float* terms() const { return terms_; }

  /// Distances of a query to rows, by codes; writes `rows.size()` of them. `products` is room for
  /// twice as many integers.
  void distances(const CodeQuery& query, std::span<const std::uint32_t> rows,
                 std::int32_t* products, float* out) const;
  float between(std::uint32_t a, std::uint32_t b) const { return book_->between(row(a), row(b)); }

 private:
  std::shared_ptr<const Codebook> book_;
  std::uint32_t capacity_;
  platform::ZeroPages code_pages_;
  platform::ZeroPages term_pages_;
  std::shared_ptr<const void> owner_;
  const std::uint8_t* codes_ = nullptr;
  const float* terms_ = nullptr;  // only for l2
};

/// The float32 vector of a row: a pointer that holds until the call after the next one.
using VectorOf = std::function<const float*(std::uint32_t row)>;

/// Gives candidates their distances from float32 and sorts them, nearest first; ties by row.
void rescore(Space space, std::span<const float> query, std::span<Candidate> candidates,
             const VectorOf& vector_of);

}  // namespace alexandria::vectors
