#pragma once
// A filter over a segment: which rows match for sure, which may match, and, once their texts are
// known, which of those do.
#include <optional>
#include <string>
#include <vector>

#include "alexandria/text/pattern.hpp"
#include "segment.hpp"

namespace alexandria::index {

/// The rows of a segment, for a filter and all under it; `sure` are some of `possible`.
struct FilteredRows {
  Bitmap sure;
  Bitmap possible;
  std::vector<FilteredRows> children;
};

/// A filter with its patterns compiled. Threads: const functions at any time; the filter must
/// outlive it.
class ReadyFilter {
 public:
  /// kInvalidArgument `invalid_pattern`.
  static Result<ReadyFilter> make(const model::Filter& filter);

  /// What metadata and trigrams say of the rows of a segment.
  FilteredRows rows_of(const Segment& segment) const;
  /// Whether a row matches whose text is known, null where it has none; `rows` are those of its
  /// segment.
  bool matches(const FilteredRows& rows, std::uint32_t ordinal, const std::string* text) const;

 private:
  struct Node {
    const model::Filter* filter = nullptr;
    std::vector<Node> children;
    std::optional<text::Pattern> pattern;  // of kTextMatches and kTextNotMatches
    bool has_text = false;                 // itself or below
  };
  static Result<Node> compile(const model::Filter& filter);
  static FilteredRows rows_of(const Node& node, const Segment& segment);
  static bool matches(const Node& node, const FilteredRows& rows, std::uint32_t ordinal,
                      const std::string* text);
  Node root_;
};

}  // namespace alexandria::index
