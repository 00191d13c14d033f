#pragma once
// The rows that a query may find.
#include <optional>
#include <span>
#include <vector>

#include "list.hpp"
#include "text_filter.hpp"

namespace alexandria::index {

/// The rows of each part that a query may find: by access, by its filter, by the rows that it names
/// and not deleted. Rows whose texts decide are let in until they are looked at.
class AllowedRows {
 public:
  AllowedRows(const Query& query, const List& list, const TextSource& texts);

  /// By part.
  const std::vector<Bitmap>& rows() const { return rows_; }
  std::uint64_t count() const;
  /// Leaves only these rows of a part.
  void keep(std::size_t part, const Bitmap& rows) { rows_[part] &= rows; }
  /// Whether the text of a row is still to be looked at.
  bool is_unsure(std::size_t part, std::uint32_t ordinal) const {
    return unsure_[part].contains(ordinal);
  }
  bool has_unsure() const;
  /// Looks at the texts of those of these rows that are unsure, and takes out what does not match.
  struct Place {
    std::uint32_t part = 0;
    std::uint32_t ordinal = 0;
  };
  void settle(std::span<const Place> places);
  /// The same for all rows.
  void settle_all();

 private:
  void settle_some(std::span<const Place> places);

  const List& list_;
  const TextSource& texts_;
  std::optional<ReadyFilter> filter_;
  std::vector<FilteredRows> filtered_;  // by part, where any is unsure
  std::vector<Bitmap> rows_;
  std::vector<Bitmap> unsure_;
};

}  // namespace alexandria::index
