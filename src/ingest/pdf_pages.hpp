#pragma once
// The pages of a document one after the other, each beside its neighbours: what runs over several
// pages is known by them, and the last sentence of a page may end on the next.
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "pdf_file.hpp"
#include "pdf_layers.hpp"
#include "pdf_notes.hpp"
#include "pdf_page.hpp"
#include "pdf_rules.hpp"
#include "pdf_running.hpp"

namespace alexandria::ingest {

class PdfPages {
 public:
  /// The document and the form must outlive this.
  PdfPages(FPDF_DOCUMENT document, const PdfForm& form, const PdfStyle& style, std::size_t count)
      : document_(document), form_(form), style_(style), count_(count) {}

  struct Page {
    bool is_damaged = false;
    bool is_readable = true;
    std::uint64_t characters = 0;   // that a reader sees, but for white space
    std::uint64_t unread = 0;       // of them
    std::uint64_t attachments = 0;  // files that hang on it
    std::vector<PdfBlock> blocks;   // in reading order
  };
  /// The next page, from the first; at most `kPagesAhead` behind it are held in memory.
  Page next();
  /// Layers that are off, on the pages so far: nothing of them is read.
  std::uint64_t hidden_layers() const { return layers_.hidden(); }

 private:
  struct Loaded {
    Page page;
    std::vector<PdfRow> rows;  // until it is arranged
    std::vector<PdfRule> rules;
    std::vector<PdfUpright> uprights;
    PdfEdges edges;
    PdfTurn turn;
    std::vector<PdfBlock> heads, flow, turned, apart, feet;
    bool is_arranged = false;
  };
  Loaded load(std::size_t number);
  void arrange(std::size_t number);
  bool is_held(std::size_t number) const {
    return number >= first_ && number < first_ + held_.size();
  }
  Loaded& at(std::size_t number) { return held_[number - first_]; }
  bool is_new(const std::string& says);

  FPDF_DOCUMENT document_;
  const PdfForm& form_;
  PdfLayers layers_;
  const PdfStyle& style_;
  std::size_t count_;
  std::size_t next_ = 0;
  std::size_t first_ = 0;  // of those that are held
  std::deque<Loaded> held_;
  std::set<std::string> running_;  // what running rows said so far
};

}  // namespace alexandria::ingest
