#pragma once
// The nearest of those rows that a filter lets through: by reading them all, or by walking the
// graph, as their number says.
#include <cstdint>
#include <span>

#include "alexandria/vectors/hnsw.hpp"

namespace alexandria::vectors {

enum class Plan : std::uint8_t {
  kNothing,  // no row matches
  kScan,     // few match: each is compared
  kStep,     // the walk steps through rows that do not match (ACORN-1)
  kWalk,     // nearly all match: the plain walk, which leaves out the others
};

/// What is cheapest for `matching` of `rows` rows.
Plan plan_of(std::uint64_t matching, std::uint64_t rows);

/// The nearest of the `rows` (null: of the first `count`) by codes, each compared; nearest first.
/// Rows at or above `count` are left out. Gives how many were written. Threads: any.
std::size_t scan(const Codes& codes, std::span<const float> query, const Roaring* rows,
                 std::uint32_t count, std::span<Candidate> out);

/// The nearest of the rows in `allowed`, nearest first, by the plan of their number. Where a walk
/// finds fewer than there are, they are scanned. Gives how many were written: all that were asked
/// for, or all that match. `taken` (may be null) is told what was done in the end.
std::size_t search_filtered(const Hnsw& graph, std::span<const float> query, std::size_t breadth,
                            const Roaring& allowed, std::span<Candidate> out,
                            Plan* taken = nullptr);

}  // namespace alexandria::vectors
