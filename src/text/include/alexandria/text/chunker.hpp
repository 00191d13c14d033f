#pragma once
// From the blocks of a part to chunks: the units that are embedded and found.
#include <array>
#include <functional>
#include <string>
#include <vector>

#include "alexandria/model/chunk.hpp"
#include "alexandria/model/document.hpp"

namespace alexandria::text {

struct ChunkLimits {
  std::size_t target_tokens =
      160;  ///< the most in a chunk of a long part; three quarters of it is the aim
  std::size_t whole_tokens = 500;  ///< a part of at most so many tokens stays one chunk
};

/// The headings that stand above a place; carried from part to part.
class HeadingPath {
 public:
  /// A heading of level 1 to 6 ends all headings of its level and below.
  void enter(unsigned level, std::string_view heading);
  /// "Chapter > Section"; headings are cut at 120 bytes each.
  std::string text() const;
  /// One heading a level, from 1; empty where there is none.
  std::vector<std::string> levels() const { return {levels_.begin(), levels_.end()}; }

 private:
  std::array<std::string, 6> levels_;
};

/// Number of tokens of a text as the collection's model counts them.
using TokenCounter = std::function<std::size_t(std::string_view)>;

/// Cuts a part into chunks: sections are never mixed unless small; sentences, list items, table
/// rows and code lines stay whole unless one alone is over the target; a section is cut where that
/// costs least (docs/decisions/0005-chunks.md). Chunks are ascending, do not overlap and leave out
/// nothing but white space and blocks that are set aside, which end a chunk but no section. `path`
/// is moved past the part. Anchors are not filled in.
std::vector<model::Chunk> cut_into_chunks(const model::ParsedPart& part,
                                          const TokenCounter& count_tokens,
                                          const ChunkLimits& limits, HeadingPath& path);

}  // namespace alexandria::text
