#pragma once
// What of a page is its content, and what stands beside it.
#include <vector>

#include "html_tree.hpp"

namespace alexandria::ingest {

/// A run of text between two ends of blocks.
struct HtmlUnit {
  std::uint32_t block = 0;  // node of the block it stands in
  std::uint32_t begin = 0;  // nodes [begin, end) hold its runs of text
  std::uint32_t end = 0;
  std::uint32_t characters = 0;  // that can be seen, but for labels
  std::uint32_t linked = 0;      // of these, in links
  std::uint32_t sentences = 0;   // ends of sentences
  std::uint32_t commas = 0;
  bool is_content = false;
};

/// The units of a page, in order; whether each is content is decided by one model
/// (docs/reading.md).
std::vector<HtmlUnit> read_page(const HtmlTree& tree);

/// For each node: whether it is a table of data, not one that lays out a page.
std::vector<bool> find_data_tables(const HtmlTree& tree);

/// What the model goes by; the order is that of its weights.
std::vector<std::vector<float>> page_features(const HtmlTree& tree,
                                              const std::vector<HtmlUnit>& units);

}  // namespace alexandria::ingest
