#pragma once
// The names of a table's columns as its rows write them.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::ingest {

/// A row names its columns, so that names that are long would bury what it says: they are written
/// shortened, behind a whole word and with an ellipsis, in a table of many columns more than in one
/// of few. Where that leaves two different names alike, as of questions that begin with the same
/// words, their ends are kept too.
class ColumnNames {
 public:
  explicit ColumnNames(std::uint32_t columns) : names_(columns) {}
  /// Adds a level below those that columns [first, last) have; `name` may have any white space.
  void add(std::uint32_t first, std::uint32_t last, std::string_view name);
  /// The names of columns [first, last), each from the top, parted by slashes; columns are parted
  /// by commas, and what repeats itself is left out.
  std::string of(std::uint32_t first, std::uint32_t last) const;
  /// Makes the short forms: once all are added, and before any is asked for.
  void settle();
  /// Whether any has a short form.
  bool are_short() const { return !short_.empty(); }

 private:
  std::vector<std::vector<std::string>> names_;  // by column, from the top; whole
  std::map<std::string, std::string> short_;     // of those that are too long
};

}  // namespace alexandria::ingest
