#include "alexandria/vectors/codes.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "alexandria/base/assert.hpp"
#include "kernels.hpp"

namespace alexandria::vectors {
namespace {

constexpr std::size_t kSampleRowsMax = 8192;
constexpr std::size_t kOutliersPart = 2000;  // 1/2,000 of values at each end may be clipped
constexpr float kMargin = .1F;               // of the range, beyond those
constexpr float kEdge = .02F;                // of the range, beyond the outermost value
constexpr float kCodeMax = 255;
constexpr float kWeightMax = 127;
constexpr float kFineParts = 128;
constexpr std::size_t kWideDimension = 256;

// Rounding weights to one byte is an error of largest / 127 / sqrt(12) each; beyond this share of
// their root mean square a second byte is worth its time.
constexpr float kRoundingMax = .012F;

std::size_t stride_of(std::size_t dimension) {
  const std::size_t unit = dimension >= kWideDimension ? 64 : 16;
  return (dimension + unit - 1) / unit * unit;
}

// Sums that overflow both ways are not a number, which has no place in an order: the farthest.
float sortable(float distance) {
  return std::isnan(distance) ? std::numeric_limits<float>::infinity() : distance;
}

struct Range {
  float low = 0;
  float high = 0;
};

Range fit_range(std::vector<float>& values) {
  const std::size_t cut = values.size() / kOutliersPart;
  const auto low = values.begin() + static_cast<std::ptrdiff_t>(cut);
  const auto high = values.end() - 1 - static_cast<std::ptrdiff_t>(cut);
  const auto [least, most] = std::ranges::minmax(values);
  std::ranges::nth_element(values, low);
  const float begin = *low;
  std::ranges::nth_element(values, high);
  const float end = *high;
  const float span = end - begin;
  if (!(span > 0)) return {least, most};
  return {std::max(begin - kMargin * span, least - kEdge * span),
          std::min(end + kMargin * span, most + kEdge * span)};
}

Result<void> check_sample(std::size_t dimension, std::span<const float> sample) {
  if (dimension == 0 || dimension > kDimensionMax)
    return fail(Code::kInvalidArgument, "invalid_dimension",
                "vectors have 1 to {} components, not {}", kDimensionMax, dimension);
  if (sample.empty() || sample.size() % dimension != 0)
    return fail(Code::kInvalidArgument, "invalid_sample",
                "{} numbers are no sample of vectors with {} components", sample.size(), dimension);
  return {};
}

}  // namespace

Result<std::shared_ptr<const Codebook>> Codebook::fit(Space space, std::size_t dimension,
                                                      std::span<const float> sample) {
  TRY(check_sample(dimension, sample));
  auto book = std::shared_ptr<Codebook>(new Codebook(space, dimension));
  const std::size_t rows = sample.size() / dimension;
  const std::size_t taken = std::min(rows, kSampleRowsMax);
  std::vector<float> factors(taken);
  const auto vector_of = [&](std::size_t i) {
    return sample.subspan(i * rows / taken * dimension, dimension);
  };
  for (std::size_t i = 0; i < taken; ++i)
    factors[i] = book->unit_factor(vector_of(i));
  std::vector<float> values(taken);
  for (std::size_t d = 0; d < dimension; ++d) {
    for (std::size_t i = 0; i < taken; ++i) {
      values[i] = vector_of(i)[d] * factors[i];
      if (!std::isfinite(values[i]))
        return fail(Code::kInvalidArgument, "invalid_sample",
                    "component {} of a sampled vector is not finite", d);
    }
    const Range range = fit_range(values);
    const float step = (range.high - range.low) / kCodeMax;
    book->steps_.push_back(std::isfinite(step) ? step : 0);
    book->middles_.push_back(range.low + book->steps_.back() * kCodeMiddle);
  }
  book->pad();
  return std::shared_ptr<const Codebook>(std::move(book));
}

Result<std::shared_ptr<const Codebook>> Codebook::restore(Space space, std::vector<float> middles,
                                                          std::vector<float> steps) {
  const auto is_finite = [](float value) { return std::isfinite(value); };
  const auto is_step = [](float value) { return std::isfinite(value) && value >= 0; };
  if (space > Space::kCosine || middles.empty() || middles.size() > kDimensionMax ||
      steps.size() != middles.size() || !std::ranges::all_of(middles, is_finite) ||
      !std::ranges::all_of(steps, is_step))
    return fail(Code::kDataLoss, "invalid_codebook", "ranges of {} dimensions are not sound",
                middles.size());
  auto book = std::shared_ptr<Codebook>(new Codebook(space, middles.size()));
  book->middles_ = std::move(middles);
  book->steps_ = std::move(steps);
  book->pad();
  return std::shared_ptr<const Codebook>(std::move(book));
}

void Codebook::pad() {
  middles_.resize(stride_of(dimension_), 0);
  steps_.resize(stride_of(dimension_), 0);
}

float Codebook::unit_factor(std::span<const float> vector) const {
  if (space_ != Space::kCosine) return 1;
  const float square = kernels().product(vector.data(), vector.data(), vector.size());
  return square > 0 ? 1 / std::sqrt(square) : 0;
}

void Codebook::encode(std::span<const float> vector, std::uint8_t* codes) const {
  ALEX_ASSERT(vector.size() == dimension_);
  const float factor = unit_factor(vector);
  for (std::size_t d = 0; d < dimension_; ++d) {
    const float steps = steps_[d] > 0 ? (vector[d] * factor - middles_[d]) / steps_[d] : 0;
    const float code = steps + static_cast<float>(kCodeMiddle) + .5F;
    codes[d] = code > 0 ? static_cast<std::uint8_t>(std::min(code, kCodeMax)) : std::uint8_t{0};
  }
  std::fill(codes + dimension_, codes + stride(), static_cast<std::uint8_t>(kCodeMiddle));
}

void Codebook::decode(const std::uint8_t* codes, std::span<float> vector) const {
  ALEX_ASSERT(vector.size() == dimension_);
  for (std::size_t d = 0; d < dimension_; ++d)
    vector[d] = middles_[d] + steps_[d] * static_cast<float>(codes[d] - kCodeMiddle);
}

float Codebook::term(const std::uint8_t* codes) const {
  float sum = 0;
  for (std::size_t d = 0; d < dimension_; ++d) {
    const float apart = steps_[d] * static_cast<float>(codes[d] - kCodeMiddle);
    sum += apart * apart;
  }
  return sum;
}

// l2: |q - x|^2 = |q - middle|^2 - 2 <q - middle, y> + |y|^2 with y = step (code - 128);
// else 1 - <q, x> = 1 - <q, middle> - <q, y>. Either way -<weight, code - 128> in units of `scale`.
void Codebook::prepare(std::span<const float> query, CodeQuery& out) const {
  ALEX_ASSERT(query.size() == dimension_);
  const bool is_l2 = space_ == Space::kL2;
  const float factor = unit_factor(query);
  out.weights.resize(stride());
  out.fine.resize(stride());
  const auto weight_of = [&](std::size_t d) {
    return is_l2 ? 2 * (query[d] - middles_[d]) * steps_[d] : query[d] * factor * steps_[d];
  };
  float most = 0;
  double squares = 0;
  double constant = is_l2 ? 0 : 1;
  for (std::size_t d = 0; d < dimension_; ++d) {
    const float weight = weight_of(d);
    most = std::max(most, std::abs(weight));
    squares += weight * weight;
    const float apart = query[d] - middles_[d];
    constant += is_l2 ? apart * apart : -query[d] * factor * middles_[d];
  }
  if (!std::isfinite(most)) most = 0;
  const double mean_square = squares / static_cast<double>(dimension_);
  const float rounding = most / kWeightMax / std::sqrt(12.F);
  out.has_fine = rounding > kRoundingMax * std::sqrt(mean_square);
  const float units = out.has_fine ? kWeightMax * kFineParts : kWeightMax;
  out.scale = most / units;
  out.middle = 0;
  out.fine_middle = 0;
  const float by = most > 0 ? units / most : 0;
  for (std::size_t d = 0; d < dimension_; ++d) {
    const float exact = weight_of(d) * by;
    // Neither what is not a number nor what overflowed has a weight.
    const bool is_weight = std::abs(exact) < units + .25F;
    const int unit = is_weight ? static_cast<int>(exact + (exact < 0 ? -.5F : .5F)) : 0;
    const int coarse = out.has_fine ? (unit + 64) >> 7 : unit;
    const int fine = out.has_fine ? unit - coarse * 128 : 0;
    out.weights[d] = static_cast<std::int8_t>(coarse);
    out.fine[d] = static_cast<std::int8_t>(fine);
    out.middle += coarse * kCodeMiddle;
    out.fine_middle += fine * kCodeMiddle;
  }
  std::fill(out.weights.begin() + static_cast<std::ptrdiff_t>(dimension_), out.weights.end(),
            std::int8_t{0});
  std::fill(out.fine.begin() + static_cast<std::ptrdiff_t>(dimension_), out.fine.end(),
            std::int8_t{0});
  out.constant = static_cast<float>(constant);
}

float Codebook::between(const std::uint8_t* a, const std::uint8_t* b) const {
  if (space_ == Space::kInnerProduct)
    return sortable(1 - kernels().code_inner(a, b, steps_.data(), middles_.data(), stride()));
  const float square = kernels().code_l2(a, b, steps_.data(), stride());
  return sortable(space_ == Space::kL2 ? square : square / 2);
}

Codes::Codes(std::shared_ptr<const Codebook> book, std::uint32_t capacity)
    : book_(std::move(book)),
      capacity_(capacity),
      code_pages_(capacity * book_->stride()),
      term_pages_(book_->space() == Space::kL2 ? capacity * sizeof(float) : 0),
      codes_(static_cast<const std::uint8_t*>(code_pages_.data())),
      terms_(static_cast<const float*>(term_pages_.data())) {}

Codes::Codes(std::shared_ptr<const Codebook> book, std::uint32_t rows, const std::uint8_t* codes,
             const float* terms, std::shared_ptr<const void> owner)
    : book_(std::move(book)),
      capacity_(rows),
      owner_(std::move(owner)),
      codes_(codes),
      terms_(terms) {}

void Codes::set(std::uint32_t row, std::span<const float> vector) {
  ALEX_ASSERT(row < capacity_ && code_pages_.data() != nullptr);
  std::uint8_t* to = static_cast<std::uint8_t*>(code_pages_.data()) + row * book_->stride();
  book_->encode(vector, to);
  if (terms_ != nullptr) static_cast<float*>(term_pages_.data())[row] = book_->term(to);
}

void Codes::copy_from(const Codes& other, std::uint32_t rows) {
  ALEX_ASSERT(other.book_ == book_ && rows <= capacity_ && rows <= other.capacity_);
  if (rows == 0) return;
  std::memcpy(code_pages_.data(), other.codes_, rows * book_->stride());
  if (terms_ != nullptr) std::memcpy(term_pages_.data(), other.terms_, rows * sizeof(float));
}

void Codes::distances(const CodeQuery& query, std::span<const std::uint32_t> rows,
                      std::int32_t* products, float* out) const {
  const CodeRows table{codes_, book_->stride()};
  const std::size_t count = rows.size();
  kernels().row_products(table, query.weights.data(), rows.data(), count, products);
  if (query.has_fine) {
    std::int32_t* fine = products + count;
    kernels().row_products(table, query.fine.data(), rows.data(), count, fine);
    for (std::size_t i = 0; i < count; ++i) {
      const auto coarse = static_cast<float>(products[i] - query.middle);
      const auto rest = static_cast<float>(fine[i] - query.fine_middle);
      out[i] = query.constant - query.scale * (coarse * kFineParts + rest);
    }
  } else {
    for (std::size_t i = 0; i < count; ++i)
      out[i] = query.constant - query.scale * static_cast<float>(products[i] - query.middle);
  }
  if (terms_ == nullptr) return;
  for (std::size_t i = 0; i < count; ++i)
    out[i] += terms_[rows[i]];
}

void rescore(Space space, std::span<const float> query, std::span<Candidate> candidates,
             const VectorOf& vector_of) {
  const float* next = candidates.empty() ? nullptr : vector_of(candidates[0].row);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const float* vector = next;
    if (i + 1 < candidates.size()) {
      next = vector_of(candidates[i + 1].row);
      for (std::size_t d = 0; d < query.size(); d += 16)
        __builtin_prefetch(next + d);
    }
    candidates[i].distance = sortable(distance(space, query, {vector, query.size()}));
  }
  std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.row < b.row;
  });
}

}  // namespace alexandria::vectors
