#pragma once
#include <string>
#include <vector>

#include "html_tree.hpp"
#include "written.hpp"

namespace alexandria::ingest {

/// A line of running text while it grows.
class HtmlLine {
 public:
  explicit HtmlLine(const std::vector<HtmlNode>& nodes) : nodes_(nodes) {}
  void add(std::string_view text, bool preformatted);
  /// A sup or sub: what it holds does not run into the word or number before it ("10^7", "word
  /// [3]"). Gives the node behind it.
  std::uint32_t add_raised(std::uint32_t i);
  bool is_blank() const;
  void clear();
  /// With its white space as it is, or squeezed; the line is empty then.
  Written take(bool preformatted);

 private:
  const std::vector<HtmlNode>& nodes_;
  Written line_;
};

}  // namespace alexandria::ingest
