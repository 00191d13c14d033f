#include "alexandria/vectors/hnsw.hpp"

#include <algorithm>
#include <cstring>

#include "alexandria/base/assert.hpp"
#include "graph_layout.hpp"

namespace alexandria::vectors {
namespace {

// Steele, Lea, Flood 2014 (SplitMix64).
std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

// One in `links` rows of a level is also in the one above: 1 / ln(links) of the paper, by integers.
unsigned drawn_level(std::uint64_t seed, std::uint32_t row, std::uint32_t links) {
  std::uint64_t random = mixed(seed + (row + 1ULL) * 0x9e3779b97f4a7c15);
  const std::uint64_t below = (std::uint64_t{1} << 32) / links;
  unsigned level = 0;
  while (level < kLevelsMax && (random >> 32) < below) {
    ++level;
    random = mixed(random + 0x9e3779b97f4a7c15);
  }
  return level;
}

Result<void> check_options(const GraphOptions& options, std::uint32_t rows) {
  if (options.links < 4 || options.links > 64 || options.build_breadth < 8 ||
      options.build_breadth > 4096 || rows > kRowsMax)
    return fail(Code::kInvalidArgument, "invalid_graph_options",
                "a graph has 4 to 64 links, a breadth of 8 to 4096 and at most {} rows, not {}, {} "
                "and {}",
                kRowsMax, options.links, options.build_breadth, rows);
  return {};
}

std::unexpected<Error> unsound(const char* what, std::uint64_t row) {
  return fail(Code::kDataLoss, "invalid_graph", "the graph's {} of row {} is wrong", what, row);
}

// Each link names one of the rows, another one, and nothing follows the end.
bool is_sound_list(std::span<const std::uint32_t> list, std::uint32_t row, std::uint32_t rows) {
  const auto end = std::ranges::find(list, kNoRow);
  const auto is_link = [&](std::uint32_t link) {
    return (link & kRowMask) < rows && (link & kRowMask) != row;
  };
  return std::all_of(list.begin(), end, is_link) &&
         std::all_of(end, list.end(), [](std::uint32_t link) { return link == kNoRow; });
}

}  // namespace

Hnsw::Hnsw(std::shared_ptr<const Codes> codes, const GraphOptions& options)
    : codes_(std::move(codes)), options_(options), working_(std::make_unique<Working>()) {}

Hnsw::~Hnsw() = default;

void Hnsw::number_levels(std::uint32_t rows) {
  upper_of_.resize(rows + 1ULL);
  std::uint32_t lists = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    upper_of_[row] = lists;
    lists += drawn_level(options_.seed, row, options_.links);
  }
  upper_of_[rows] = lists;
}

Result<std::unique_ptr<Hnsw>> Hnsw::make(std::shared_ptr<const Codes> codes,
                                         const GraphOptions& options) {
  TRY(check_options(options, codes->capacity()));
  auto graph = std::unique_ptr<Hnsw>(new Hnsw(std::move(codes), options));
  graph->make_room();
  return graph;
}

void Hnsw::make_room() {
  const std::uint32_t rows = codes_->capacity();
  number_levels(rows);
  const std::size_t list = options_.links * sizeof(std::uint32_t);
  base_pages_ = platform::ZeroPages(rows * 2 * list);
  upper_pages_ = platform::ZeroPages(upper_of_[rows] * list);
  base_ = static_cast<const std::uint32_t*>(base_pages_.data());
  upper_ = static_cast<const std::uint32_t*>(upper_pages_.data());
}

std::uint32_t* Hnsw::links_of(std::uint32_t row, unsigned level) {
  const std::size_t links = options_.links;
  if (level == 0) return static_cast<std::uint32_t*>(base_pages_.data()) + row * 2 * links;
  return static_cast<std::uint32_t*>(upper_pages_.data()) + (upper_of_[row] + level - 1) * links;
}

std::unique_ptr<Hnsw> Hnsw::extended(std::shared_ptr<const Codes> codes) const {
  const std::uint32_t count = rows();
  ALEX_ASSERT(codes->capacity() >= count && codes->shared_book() == codes_->shared_book());
  auto graph = std::unique_ptr<Hnsw>(new Hnsw(std::move(codes), options_));
  graph->make_room();
  if (count > 0) {
    const GraphArrays all = arrays();
    std::memcpy(graph->base_pages_.data(), all.base.data(), all.base.size_bytes());
    if (!all.upper.empty())
      std::memcpy(graph->upper_pages_.data(), all.upper.data(), all.upper.size_bytes());
  }
  graph->rows_ = count;
  graph->entry_ = entry_.load();
  return graph;
}

GraphArrays Hnsw::arrays() const {
  const std::uint32_t count = rows();
  const std::size_t links = options_.links;
  return {options_,
          count,
          entry_.load(),
          {base_, count * 2 * links},
          {upper_, upper_of_[count] * links}};
}

std::uint64_t Hnsw::bytes() const {
  const GraphArrays all = arrays();
  return all.base.size_bytes() + all.upper.size_bytes() + upper_of_.size() * sizeof(std::uint32_t);
}

Result<std::unique_ptr<Hnsw>> Hnsw::restore(std::shared_ptr<const Codes> codes,
                                            const GraphArrays& arrays,
                                            std::shared_ptr<const void> owner) {
  if (!check_options(arrays.options, arrays.rows) || arrays.rows > codes->capacity())
    return fail(Code::kDataLoss, "invalid_graph", "a graph of {} rows and {} links is not sound",
                arrays.rows, arrays.options.links);
  auto graph = std::unique_ptr<Hnsw>(new Hnsw(std::move(codes), arrays.options));
  const std::size_t links = arrays.options.links;
  graph->number_levels(arrays.rows);
  if (arrays.base.size() != arrays.rows * 2 * links ||
      arrays.upper.size() != graph->upper_of_[arrays.rows] * links ||
      (arrays.rows == 0 ? arrays.entry != kNoRow : arrays.entry >= arrays.rows))
    return fail(Code::kDataLoss, "invalid_graph", "the lists of a graph of {} rows are not sound",
                arrays.rows);
  graph->base_ = arrays.base.data();
  graph->upper_ = arrays.upper.data();
  graph->owner_ = std::move(owner);
  for (std::uint32_t row = 0; row < arrays.rows; ++row) {
    if (!is_sound_list(graph->list(row, 0), row, arrays.rows)) return unsound("list", row);
    for (unsigned level = 1; level <= graph->level_of(row); ++level) {
      const auto list = graph->list(row, level);
      if (!is_sound_list(list, row, arrays.rows)) return unsound("upper list", row);
      for (const std::uint32_t link : list)
        if (link != kNoRow && graph->level_of(link & kRowMask) < level)
          return unsound("upper link", row);
    }
  }
  graph->rows_ = arrays.rows;
  graph->entry_ = arrays.entry;
  return graph;
}

std::uint32_t Hnsw::reachable() const {
  const std::uint32_t entry = entry_.load(std::memory_order_acquire);
  if (entry == kNoRow) return 0;
  std::vector<bool> seen(codes_->capacity());
  std::vector<std::uint32_t> waiting{entry};
  seen[entry] = true;
  std::uint32_t count = 0;
  while (!waiting.empty()) {
    const std::uint32_t row = waiting.back();
    waiting.pop_back();
    ++count;
    for (const std::uint32_t& place : list(row, 0)) {
      const std::uint32_t link = load_link(place);
      if (link == kNoRow) break;
      if (seen[link & kRowMask]) continue;
      seen[link & kRowMask] = true;
      waiting.push_back(link & kRowMask);
    }
  }
  return count;
}

}  // namespace alexandria::vectors
