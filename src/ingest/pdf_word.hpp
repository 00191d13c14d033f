#pragma once
// Letters of a page to words: the order of letters that are written from right to left, and glyphs
// that stand for several letters.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "pdf_page.hpp"

namespace alexandria::ingest {

/// The letters that a ligature or a presentation form stands for, or the letter itself.
std::u32string letters_of(char32_t c);

/// A word while its letters arrive, in the order of the page's content.
class PdfOpenWord {
 public:
  bool empty() const { return letters_.empty(); }
  std::size_t letters() const { return letters_.size(); }
  const PdfBox& place() const { return word_.place; }
  const PdfWord& word() const { return word_; }
  int turn() const { return turn_; }
  /// `base` is a point of its base line on the visible page.
  void begin(float size, bool bold, int turn, const PdfBox& base, bool is_glued);
  void add(char32_t c, const PdfBox& place);
  /// Whether all its letters so far are marks above or below others, whose base line is not known.
  bool is_all_marks() const;
  void set_base(const PdfBox& base) { base_ = base; }
  /// How far `base` is off the base line of this word, in eighths of a point.
  int off_base(const PdfBox& base) const;
  bool is_right_to_left() const { return word_.rtl; }
  bool is_left_to_right() const;
  /// Where its base line is, across the direction in which it runs.
  int level() const { return turn_ == 1 || turn_ == 3 ? base_.x0 : base_.y0; }
  /// With its box on the page turned upright. The words of a line of right-to-left text are cut
  /// where a space is seen, and punctuation at the edges of numbers and Latin words is parted from
  /// them: the bidirectional order of the line decides on which side it belongs.
  std::vector<PdfWord> end(const PdfTurn& turn, bool is_line_to_left);

 private:
  struct Letter {
    char32_t c;
    PdfBox place;
  };
  struct Cluster;
  std::vector<Cluster> clusters(const PdfTurn& turn) const;
  static std::pair<std::size_t, std::size_t> core_of(const std::vector<Cluster>& visual);
  PdfWord word_of(const std::vector<Cluster>& visual, std::size_t first, std::size_t last) const;

  PdfWord word_;
  std::vector<Letter> letters_;
  PdfBox base_;
  int turn_ = 0;
};

}  // namespace alexandria::ingest
