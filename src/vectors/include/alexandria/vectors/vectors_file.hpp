#pragma once
// Codes and graph of a segment as a file that proves itself: docs/formats/vectors.md.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "alexandria/vectors/hnsw.hpp"

namespace alexandria::vectors {

/// Takes the next bytes of a file.
using Write = std::function<Result<void>(std::string_view bytes)>;

/// Writes a graph's rows in pieces, in order; no copy of the whole is made. Not beside inserts.
/// Errors: those of `write`, after which nothing more is written.
Result<void> write_vectors(const Hnsw& graph, const Write& write);
/// The same, as one string.
std::string encode_vectors(const Hnsw& graph);

/// A graph over the bytes of a file, used where they are; `owner` keeps them alive and they begin
/// at a multiple of 4. Everything is checked before: kDataLoss with `invalid_vectors` (of another
/// version, cut short), `checksum_mismatch`, `invalid_codebook` or `invalid_graph`.
Result<std::unique_ptr<Hnsw>> decode_vectors(std::string_view bytes,
                                             std::shared_ptr<const void> owner);
/// The same of a file, mapped. Besides: the errors of opening it.
Result<std::unique_ptr<Hnsw>> map_vectors(const std::filesystem::path& path);

}  // namespace alexandria::vectors
