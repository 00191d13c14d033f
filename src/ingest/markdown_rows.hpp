#pragma once
// Rows of long tables that hold nothing but plain text.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <cmark-gfm.h>

namespace alexandria::ingest {

/// CommonMark takes some 50 times the size of a table in memory. Rows whose cells are plain text
/// say what is written in them, so that they need not be read by it: it is given one row in place
/// of each run of them, at which the tree takes them up again.
class PlainRows {
 public:
  /// Nothing unless there is much of them. Points into `markdown`.
  static std::optional<PlainRows> take(std::string_view markdown);

  /// The text with a row of as many cells in place of each run.
  const std::string& rest() const { return rest_; }
  std::size_t runs() const { return runs_.size(); }
  std::size_t cells() const { return cells_; }
  /// The rows that a row of the rest stands for; nothing of others.
  const std::vector<std::string_view>* run_at(cmark_node* row) const;
  /// The cells of such a row.
  static std::vector<std::string_view> cells_of(std::string_view row);

 private:
  explicit PlainRows(std::string_view markdown);
  void end_run(std::string_view markdown, std::size_t end, std::size_t columns);

  std::vector<std::vector<std::string_view>> runs_;
  std::vector<std::string_view> open_;  // the run that is gathered
  std::string rest_;
  std::size_t done_ = 0;  // of the text: what stands before it is in the rest
  std::size_t bytes_ = 0, cells_ = 0;
};

}  // namespace alexandria::ingest
