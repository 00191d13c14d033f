#include "docx_chart.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "alexandria/text/unicode.hpp"
#include "docx_xml.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::uint32_t kPointsMax = 100'000;

using Points = std::map<std::uint32_t, std::string>;  // by place

struct Series {
  std::string name;
  Points categories, values;
};

// Programs write doubles with all their digits; a reader sees few of them.
std::string readable(const std::string& value) {
  double number = 0;
  const char* const end = value.data() + value.size();
  const auto [behind, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc() || behind != end || value.size() < 16) return value;
  return fmt::format("{:.12g}", number);
}

std::string rich_text(pugi::xml_node root) {
  std::string out;
  for (pugi::xml_node node = docx_next(root, root); node; node = docx_next(node, root)) {
    const std::string_view name = node.name();
    if (name == "a:p" && !out.empty()) out += ' ';
    if (name == "a:t") out += docx_text_of(node);
  }
  return out;
}

// Of a c:cat, c:val, c:tx ...: the values that were shown last. Categories of several levels are
// joined, the outer one first.
Points points_of(pugi::xml_node source) {
  Points out;
  for (pugi::xml_node node = docx_next(source, source); node; node = docx_next(node, source)) {
    if (std::string_view(node.name()) != "c:pt") continue;
    const unsigned place = node.attribute("idx").as_uint();
    std::string value = readable(docx_text_of(node.child("c:v")));
    if (place >= kPointsMax || text::trim(value).empty()) continue;
    std::string& point = out[place];
    point = point.empty() ? std::move(value) : value + " " + point;
  }
  return out;
}

std::string name_of(pugi::xml_node series) {
  const pugi::xml_node source = series.child("c:tx");
  if (const pugi::xml_node value = source.child("c:v")) return docx_text_of(value);
  std::string out;
  for (const auto& [place, value] : points_of(source))
    out += (out.empty() ? "" : " ") + value;
  return out;
}

Series read_series(pugi::xml_node node) {
  Series out;
  out.name = name_of(node);
  out.categories = points_of(node.child("c:cat") ? node.child("c:cat") : node.child("c:xVal"));
  out.values = points_of(node.child("c:val") ? node.child("c:val") : node.child("c:yVal"));
  return out;
}

std::uint64_t count(const Points& points) {
  std::uint64_t out = 0;
  for (const auto& [place, value] : points)
    out += text::count_visible(value);
  return out;
}

// What series share is written once, so it counts once.
class ChartReader {
 public:
  DocxChart read(pugi::xml_node chart) {
    for (pugi::xml_node node = docx_next(chart, chart); node;) {
      const std::string_view name = node.name();
      const bool is_series = name == "c:ser";
      if (is_series) series_.push_back(read_series(node));
      if (name == "c:title") add_title(node);
      node = docx_next(node, chart, is_series || name == "c:title");
    }
    for (std::size_t begin = 0; begin < series_.size();) {
      std::size_t end = begin + 1;
      while (
          end < series_.size() && end - begin + 1 < kTableColumnsMax &&
          (series_[end].categories == series_[begin].categories || series_[end].categories.empty()))
        ++end;
      add_table(begin, end);
      begin = end;
    }
    return std::move(out_);
  }

 private:
  void add_title(pugi::xml_node title) {
    std::string text = text::squeeze(rich_text(title));
    for (const auto& [place, value] : points_of(title))
      text += (text.empty() ? "" : " ") + value;
    if (text.empty()) return;
    out_.seen += text::count_visible(text);
    out_.title += (out_.title.empty() ? "" : "\n") + text;
  }

  void add_table(std::size_t begin, std::size_t end) {
    Table table;
    Points rows = series_[begin].categories;
    out_.seen += count(rows);
    for (std::size_t i = begin; i < end; ++i)
      for (const auto& [place, value] : series_[i].values)
        rows.try_emplace(place);
    const bool has_names =
        std::any_of(series_.begin() + static_cast<std::ptrdiff_t>(begin),
                    series_.begin() + static_cast<std::ptrdiff_t>(end),
                    [](const Series& one) { return !text::trim(one.name).empty(); });
    for (std::size_t i = begin; i < end && has_names; ++i)
      add_cell(table, series_[i].name, 0, i - begin + 1, true);
    table.header_rows = has_names && !rows.empty() ? 1 : 0;
    std::uint32_t row = has_names ? 1 : 0;
    for (const auto& [place, category] : rows) {
      table.cells.push_back({.text = {category}, .row = row, .column = 0, .is_header = true});
      for (std::size_t i = begin; i < end; ++i)
        if (const auto value = series_[i].values.find(place); value != series_[i].values.end())
          add_cell(table, value->second, row, i - begin + 1, false);
      ++row;
    }
    out_.tables.push_back(std::move(table));
  }

  void add_cell(Table& table, const std::string& text, std::uint32_t row, std::size_t column,
                bool is_header) {
    out_.seen += text::count_visible(text);
    table.cells.push_back({.text = {text},
                           .row = row,
                           .column = static_cast<std::uint32_t>(column),
                           .is_header = is_header});
  }

  DocxChart out_;
  std::vector<Series> series_;
};

}  // namespace

DocxChart docx_chart(pugi::xml_node chart) { return ChartReader().read(chart); }

}  // namespace alexandria::ingest
