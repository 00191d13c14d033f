#pragma once
#include <string>
#include <vector>

#include "html_tree.hpp"
#include "written.hpp"

namespace alexandria::ingest {

/// Whether an element is written as a whole: raised or lowered text, an equation.
bool is_written_whole(const HtmlNode& node);

/// A line of running text while it grows.
class HtmlLine {
 public:
  explicit HtmlLine(const std::vector<HtmlNode>& nodes) : nodes_(nodes) {}
  void add(std::string_view text);
  /// An element that is_written_whole: what a sup or sub holds does not run into the word or number
  /// before it ("10^7", "word [3]"). Gives the node behind it.
  std::uint32_t add_whole(std::uint32_t i);
  bool is_blank() const;
  void clear();
  /// With its white space as it is, or squeezed; the line is empty then.
  Written take(bool preformatted);

 private:
  void add_raised(std::uint32_t i);
  const std::vector<HtmlNode>& nodes_;
  void part_from(std::string_view next);
  Written line_;
  bool ends_in_equation_ = false;
};

}  // namespace alexandria::ingest
