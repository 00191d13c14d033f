#include "column_names.hpp"

#include <algorithm>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kNameLettersMax = 60;
constexpr std::size_t kNameLettersMin = 24;     // of the longest, where many share a row
constexpr std::size_t kRowLettersAbout = 1500;  // of all names of a row
constexpr std::size_t kNamesTogetherBytes = 240;
constexpr std::string_view kEllipsis = "…";

// The first `letters` or fewer, behind a whole word unless that would lose half of them.
std::string_view first_words(std::string_view name, std::size_t letters) {
  const std::string_view cut = name.substr(0, text::byte_of_code_point(name, letters));
  if (cut.size() == name.size() || name[cut.size()] == ' ') return cut;
  const std::size_t space = cut.rfind(' ');
  return space == std::string_view::npos || space < cut.size() / 2 ? cut : cut.substr(0, space);
}

std::string_view last_words(std::string_view name, std::size_t letters) {
  const std::size_t all = text::count_code_points(name);
  if (all <= letters) return name;
  const std::size_t begin = text::byte_of_code_point(name, all - letters);
  const std::string_view cut = name.substr(begin);
  if (name[begin - 1] == ' ') return cut;
  const std::size_t space = cut.find(' ');
  return space == std::string_view::npos || space > cut.size() / 2 ? cut : cut.substr(space + 1);
}

std::string without_tail(std::string_view name, std::size_t letters) {
  std::string out(first_words(name, letters));
  while (!out.empty() && std::string_view(" ,;:-(").find(out.back()) != std::string_view::npos)
    out.pop_back();
  return out.append(kEllipsis);
}

std::string without_middle(std::string_view name, std::size_t letters) {
  return without_tail(name, letters / 2)
      .append(" ")
      .append(text::trim(last_words(name, letters / 2)));
}

}  // namespace

void ColumnNames::add(std::uint32_t first, std::uint32_t last, std::string_view name) {
  std::string whole = text::squeeze(name);
  if (whole.ends_with(':')) whole.pop_back();
  if (whole.empty()) return;
  last = std::min(last, static_cast<std::uint32_t>(names_.size()));
  for (std::uint32_t i = first; i < last; ++i)
    if (std::ranges::find(names_[i], whole) == names_[i].end()) names_[i].push_back(whole);
}

void ColumnNames::settle() {
  std::map<std::string_view, std::size_t> letters;
  std::size_t of_row = 0;
  std::size_t columns = 0;
  for (const std::vector<std::string>& levels : names_) {
    columns += levels.empty() ? 0 : 1;
    for (const std::string& name : levels) {
      const auto known = letters.try_emplace(name, 0).first;
      if (known->second == 0) known->second = text::count_code_points(name);
      of_row += std::min(known->second, kNameLettersMax);
    }
  }
  const std::size_t most =
      of_row <= kRowLettersAbout
          ? kNameLettersMax
          : std::clamp(kRowLettersAbout / columns, kNameLettersMin, kNameLettersMax);
  std::map<std::string, std::size_t> alike;
  short_.clear();
  for (const auto& [name, count] : letters) {
    if (count <= most) continue;
    const std::string& made = short_[std::string(name)] = without_tail(name, most);
    ++alike[made];
  }
  for (auto& [name, made] : short_)
    if (alike[made] > 1) made = without_middle(name, most);
}

std::string ColumnNames::of(std::uint32_t first, std::uint32_t last) const {
  std::vector<std::string> seen;
  std::string out;
  for (std::uint32_t i = first; i < std::min<std::size_t>(last, names_.size()); ++i) {
    std::string name;
    for (const std::string& level : names_[i]) {
      const auto cut = short_.find(level);
      name += (name.empty() ? "" : " / ") + (cut == short_.end() ? level : cut->second);
    }
    if (name.empty() || std::ranges::find(seen, name) != seen.end()) continue;
    if (!out.empty()) out += ", ";
    out += name;
    seen.push_back(std::move(name));
    if (out.size() > kNamesTogetherBytes) break;
  }
  return out;
}

}  // namespace alexandria::ingest
