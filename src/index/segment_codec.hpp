#pragma once
// Segments as files: docs/formats/segment.md.
#include "blocks.hpp"
#include "segment.hpp"

namespace alexandria::index {

/// Writes all of a segment but a graph and the codes under it.
Result<void> write_segment(const Segment& segment, const Write& write);
/// Reads one whose graph, where it has one, is `graph` (else null). Postings, positions and codes
/// stay where they are in `bytes`, which begin at a multiple of 8 and which `owner` keeps alive.
/// Checksums and every invariant that a search relies on are checked: kDataLoss `invalid_segment`,
/// `checksum_mismatch` or `invalid_codebook`.
Result<std::shared_ptr<const Segment>> read_segment(std::string_view bytes,
                                                    std::shared_ptr<const void> owner,
                                                    std::shared_ptr<const vectors::Hnsw> graph,
                                                    VectorSpace space);

}  // namespace alexandria::index
