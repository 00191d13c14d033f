#include "text_filter.hpp"

#include <algorithm>

namespace alexandria::index {
namespace {

using model::Filter;
using model::FilterOp;

Bitmap all_rows(const Segment& segment) {
  Bitmap out;
  out.addRange(0, segment.rows());
  return out;
}

const std::string& needle_of(const Filter& filter) {
  return std::get<std::string>(filter.values.front());
}

// Whether trigrams alone say which rows have a needle: it is no longer than one, and its letters
// have no case that was folded away.
bool is_decided_by_trigrams(const Segment& segment, const std::string& needle) {
  const auto is_plain = [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z');
  };
  return needle.empty() || (segment.texts.has_trigrams && needle.size() <= 3 &&
                            std::ranges::all_of(needle, is_plain));
}

// Rows are parted by the atoms that they may have, until each part has one answer.
void add_possible(const text::Pattern& pattern, const std::vector<Bitmap>& having, std::size_t next,
                  const Bitmap& rows, std::vector<int>& atoms, Bitmap& out) {
  if (rows.isEmpty()) return;
  if (next == having.size()) {
    if (pattern.is_possible(atoms)) out |= rows;
    return;
  }
  atoms.push_back(static_cast<int>(next));
  add_possible(pattern, having, next + 1, rows & having[next], atoms, out);
  atoms.pop_back();
  add_possible(pattern, having, next + 1, rows - having[next], atoms, out);
}

Bitmap rows_possible(const text::Pattern& pattern, const Segment& segment) {
  if (pattern.atoms().empty() || !segment.texts.has_trigrams) return segment.texts.with_text;
  std::vector<Bitmap> having;
  for (const std::string& atom : pattern.atoms())
    having.push_back(segment.texts.rows_with(atom));
  Bitmap out;
  std::vector<int> atoms;
  add_possible(pattern, having, 0, segment.texts.with_text, atoms, out);
  return out;
}

FilteredRows complement(const FilteredRows& rows, const Segment& segment) {
  const Bitmap all = all_rows(segment);
  return {all - rows.possible, all - rows.sure, {}};
}

}  // namespace

Result<ReadyFilter::Node> ReadyFilter::compile(const Filter& filter) {
  Node out;
  out.filter = &filter;
  out.has_text = model::is_of_text(filter.op);
  if (filter.op == FilterOp::kTextMatches || filter.op == FilterOp::kTextNotMatches)
    out.pattern = TRY(text::Pattern::compile(needle_of(filter)));
  for (const Filter& child : filter.children) {
    out.children.push_back(TRY(compile(child)));
    out.has_text = out.has_text || out.children.back().has_text;
  }
  return out;
}

Result<ReadyFilter> ReadyFilter::make(const Filter& filter) {
  ReadyFilter out;
  out.root_ = TRY(compile(filter));
  return out;
}

FilteredRows ReadyFilter::rows_of(const Node& node, const Segment& segment) {
  const Filter& filter = *node.filter;
  FilteredRows out;
  if (!node.has_text) {
    out.sure = out.possible = segment.metadata.evaluate(filter, segment.rows());
    return out;
  }
  if (!node.children.empty()) {
    const bool is_and = filter.op == FilterOp::kAnd;
    if (is_and) out.sure = out.possible = all_rows(segment);
    for (const Node& child : node.children) {
      const FilteredRows& rows = out.children.emplace_back(rows_of(child, segment));
      if (is_and) {
        out.sure &= rows.sure;
        out.possible &= rows.possible;
      } else {
        out.sure |= rows.sure;
        out.possible |= rows.possible;
      }
    }
    return out;
  }
  if (node.pattern) {
    out.possible = rows_possible(*node.pattern, segment);
  } else {
    const std::string& needle = needle_of(filter);
    out.possible = segment.texts.rows_with(text::lower_for_atoms(needle));
    if (is_decided_by_trigrams(segment, needle)) out.sure = out.possible;
  }
  return model::is_complement(filter.op) ? complement(out, segment) : out;
}

bool ReadyFilter::matches(const Node& node, const FilteredRows& rows, std::uint32_t ordinal,
                          const std::string* text) {
  if (rows.sure.contains(ordinal)) return true;
  if (!rows.possible.contains(ordinal)) return false;
  const Filter& filter = *node.filter;
  if (node.children.empty()) {
    const bool is_found = text != nullptr && (node.pattern ? node.pattern->is_found_in(*text)
                                                           : text->contains(needle_of(filter)));
    return is_found != model::is_complement(filter.op);
  }
  const bool is_and = filter.op == FilterOp::kAnd;
  for (std::size_t i = 0; i < node.children.size(); ++i)
    if (matches(node.children[i], rows.children[i], ordinal, text) != is_and) return !is_and;
  return is_and;
}

FilteredRows ReadyFilter::rows_of(const Segment& segment) const { return rows_of(root_, segment); }

bool ReadyFilter::matches(const FilteredRows& rows, std::uint32_t ordinal,
                          const std::string* text) const {
  return matches(root_, rows, ordinal, text);
}

Result<void> check_filter(const Filter& filter) {
  TRY(ReadyFilter::make(filter));
  return {};
}

}  // namespace alexandria::index
