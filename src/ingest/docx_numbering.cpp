#include "docx_numbering.hpp"

#include <algorithm>

#include "docx_number_format.hpp"

namespace alexandria::ingest {
namespace {

constexpr int kLinksMax = 4;
constexpr std::size_t kTextBytesMax = 200;
constexpr int kNumberMax = 1 << 24;

std::size_t level_at(pugi::xml_node node) {
  return static_cast<std::size_t>(std::clamp(node.attribute("w:ilvl").as_int(), 0, 8));
}

}  // namespace

DocxNumbering::Level DocxNumbering::read_level(pugi::xml_node node) {
  Level out;
  out.text = docx_value(node, "w:lvlText");
  if (out.text.size() > kTextBytesMax) out.text.clear();
  if (const pugi::xml_node format = node.child("w:numFmt"))
    out.format = format.attribute("w:val").value();
  // A format of its own stands behind a choice that older programs do not know.
  const pugi::xml_node newer = node.child("mc:AlternateContent").child("mc:Choice");
  if (newer.child("w:numFmt")) out.format = newer.child("w:numFmt").attribute("w:format").value();
  out.style = docx_value(node, "w:pStyle");
  if (const pugi::xml_node start = node.child("w:start"))
    out.start = std::clamp(start.attribute("w:val").as_int(1), 0, kNumberMax);
  else
    out.start = 0;
  if (const pugi::xml_node restart = node.child("w:lvlRestart"))
    out.restart = restart.attribute("w:val").as_int(-1);
  out.is_decimal = docx_is_on(node.child("w:isLgl"));
  return out;
}

void DocxNumbering::read() {
  const auto read_part = std::exchange(read_part_, nullptr);
  if (!read_part) return;
  xml_.load(read_part());
  for (const pugi::xml_node node : xml_.root().children("w:abstractNum"))
    definition_nodes_.insert_or_assign(node.attribute("w:abstractNumId").value(), node);
  for (const pugi::xml_node node : xml_.root().children("w:num"))
    list_nodes_.insert_or_assign(node.attribute("w:numId").value(), node);
}

DocxNumbering::Definition DocxNumbering::read_definition(pugi::xml_node node) {
  Definition out;
  for (Level& level : out.levels)
    level.format = "none";
  for (const pugi::xml_node level : node.children("w:lvl"))
    out.levels[level_at(level)] = read_level(level);
  out.linked_style = docx_value(node, "w:numStyleLink");
  return out;
}

DocxNumbering::List DocxNumbering::read_list(pugi::xml_node node) {
  List out;
  out.definition = docx_value(node, "w:abstractNumId");
  for (const pugi::xml_node over : node.children("w:lvlOverride")) {
    if (const pugi::xml_node level = over.child("w:lvl"))
      out.levels.insert_or_assign(level_at(over), read_level(level));
    if (const pugi::xml_node start = over.child("w:startOverride"))
      out.starts[level_at(over)] = std::clamp(start.attribute("w:val").as_int(), 0, kNumberMax);
  }
  return out;
}

DocxNumbering::List* DocxNumbering::find_list(const std::string& id) {
  read();
  const auto known = lists_.find(id);
  if (known != lists_.end()) return &known->second;
  const auto node = list_nodes_.find(id);
  return node == list_nodes_.end() ? nullptr
                                   : &lists_.emplace(id, read_list(node->second)).first->second;
}

DocxNumbering::Definition* DocxNumbering::find_definition(const std::string& id) {
  const auto known = definitions_.find(id);
  if (known != definitions_.end()) return &known->second;
  const auto node = definition_nodes_.find(id);
  if (node == definition_nodes_.end()) return nullptr;
  return &definitions_.emplace(id, read_definition(node->second)).first->second;
}

// Through the style that a definition refers to. `settled` becomes the id where the levels are.
const DocxNumbering::Definition* DocxNumbering::definition_of(const std::string& id,
                                                              std::string& settled) {
  settled = id;
  for (int links = 0; links < kLinksMax; ++links) {
    const Definition* const found = find_definition(settled);
    if (found == nullptr || found->linked_style.empty()) return found;
    const List* const list =
        find_list(styles_.of(found->linked_style).paragraph.number.value_or(""));
    if (list == nullptr || list->definition == settled) return found;
    settled = list->definition;
  }
  return nullptr;
}

const DocxNumbering::Level& DocxNumbering::level_of(const List& list, const Definition& definition,
                                                    std::size_t level) {
  const auto own = list.levels.find(level);
  return own != list.levels.end() ? own->second : definition.levels[level];
}

// A style that names a list without a level has the one that names the style.
std::size_t DocxNumbering::level_by_style(const Definition& definition,
                                          const DocxStyle& style) const {
  std::string id = style.id;
  for (int steps = 0; steps < kLinksMax && !id.empty(); ++steps) {
    const auto found = std::ranges::find(definition.levels, id, &Level::style);
    if (found != definition.levels.end())
      return static_cast<std::size_t>(found - definition.levels.begin());
    id = styles_.of(id).parent;
  }
  return 0;
}

std::optional<DocxNumber> DocxNumbering::next(const DocxParagraphTraits& own,
                                              const DocxStyle& style) {
  const DocxParagraphTraits& of_style = style.paragraph;
  if (!own.number && !of_style.number) return std::nullopt;
  const std::string& id = own.number ? *own.number : *of_style.number;
  List* const list = id.empty() || id == "0" ? nullptr : find_list(id);
  if (list == nullptr) return std::nullopt;
  std::string settled;
  const Definition* const definition = definition_of(list->definition, settled);
  if (definition == nullptr) return std::nullopt;
  std::size_t level = 0;
  if (own.number_level)
    level = static_cast<std::size_t>(std::clamp(*own.number_level, 0, 8));
  else if (!own.number && of_style.number_level)
    level = static_cast<std::size_t>(std::clamp(*of_style.number_level, 0, 8));
  else if (!own.number)
    level = level_by_style(*definition, style);
  Counters& counters = counters_[settled];
  count(counters, *list, *definition, level);
  return DocxNumber{write(counters, *list, *definition, level), static_cast<std::uint32_t>(level)};
}

void DocxNumbering::count(Counters& counters, List& list, const Definition& definition,
                          std::size_t level) {
  const auto start_of = [&](std::size_t i) {
    return list.starts[i] ? *list.starts[i] : level_of(list, definition, i).start;
  };
  if (!list.is_begun) {  // a list that begins anew, though others of its definition went before
    list.is_begun = true;
    for (std::size_t i = 0; i < kLevels; ++i)
      if (list.starts[i]) counters.is_counting[i] = false;
  }
  for (std::size_t i = 0; i <= level; ++i) {
    if (counters.is_counting[i]) {
      if (i == level && counters.values[i] < kNumberMax) ++counters.values[i];
      continue;
    }
    // A level above that has no paragraph yet counts as if it had its first one.
    counters.is_counting[i] = true;
    counters.values[i] = start_of(i);
  }
  for (std::size_t i = level + 1; i < kLevels; ++i) {
    const int restart = level_of(list, definition, i).restart;
    if (restart < 0 || static_cast<int>(level) < restart) counters.is_counting[i] = false;
  }
}

std::string DocxNumbering::write(const Counters& counters, const List& list,
                                 const Definition& definition, std::size_t level) {
  const Level& own = level_of(list, definition, level);
  if (own.format == "bullet") return {};
  std::string out;
  for (std::size_t i = 0; i < own.text.size(); ++i) {
    const bool is_place = own.text[i] == '%' && i + 1 < own.text.size() && own.text[i + 1] >= '1' &&
                          own.text[i + 1] <= '9';
    if (!is_place) {
      out += own.text[i];
      continue;
    }
    const auto of = static_cast<std::size_t>(own.text[++i] - '1');
    const std::string& format = level_of(list, definition, of).format;
    out +=
        docx_number(counters.values[of], own.is_decimal && format != "none" ? "decimal" : format);
  }
  return out;
}

}  // namespace alexandria::ingest
