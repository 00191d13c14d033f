#pragma once
// Files of blocks that prove themselves: docs/formats/segment.md.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "alexandria/base/result.hpp"

namespace alexandria::index {

/// Takes the next bytes of a file.
using Write = std::function<Result<void>(std::string_view bytes)>;

/// Writes blocks one after the other; nothing is copied. After an error of `write` the file is of
/// no use.
class BlockWriter {
 public:
  BlockWriter(std::string_view magic, Write write) : magic_(magic), write_(std::move(write)) {}
  /// A block of a kind above 0, each kind once.
  Result<void> add(std::uint32_t kind, std::string_view bytes);
  /// Writes the end. The last four bytes of the file are a checksum of all others.
  Result<void> finish();

 private:
  Result<void> begin();
  std::string magic_;
  Write write_;
  std::string checksums_;
};

/// The blocks of a file by kind, views of its bytes, which begin at multiples of 8. kDataLoss
/// `invalid_segment` or `checksum_mismatch` unless all of the file is as it was written.
Result<std::map<std::uint32_t, std::string_view>> read_blocks(std::string_view magic,
                                                              std::string_view bytes);
/// The last four bytes as a number; 0 of fewer bytes.
std::uint32_t checksum_at_end(std::string_view bytes);

}  // namespace alexandria::index
