#pragma once
// Numbers of headings and lists, which a document does not hold: they follow from the definitions
// of its lists and the paragraphs before (ECMA-376 part 1, 17.9).
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <pugixml.hpp>

#include "docx_styles.hpp"

namespace alexandria::ingest {

struct DocxNumber {
  std::string text;         // "2.1", "a)"; empty for bullets
  std::uint32_t level = 0;  // from 0
};

class DocxNumbering {
 public:
  /// `styles` must outlive this; `read_part` gives the part of numbering when the first list asks
  /// for it: many documents have a large one that they do not use.
  DocxNumbering(const DocxStyles& styles, std::function<std::string()> read_part)
      : styles_(styles), read_part_(std::move(read_part)) {}
  /// The number of the next paragraph with these traits and this style; nothing if it is in no
  /// list.
  std::optional<DocxNumber> next(const DocxParagraphTraits& own, const DocxStyle& style);

 private:
  static constexpr std::size_t kLevels = 9;
  struct Level {
    std::string text;  // "%1.%2"
    std::string format = "decimal";
    std::string style;  // of the paragraphs that are numbered by it
    int start = 1;
    int restart = -1;         // level (from 1) above which it does not begin anew; -1: every one
    bool is_decimal = false;  // numbers of all levels in it are
  };
  struct Definition {
    std::array<Level, kLevels> levels;
    std::string linked_style;  // where the levels are defined
  };
  struct List {
    std::string definition;
    std::array<std::optional<int>, kLevels> starts;
    std::map<std::size_t, Level> levels;
    bool is_begun = false;
  };
  struct Counters {
    std::array<int, kLevels> values{};
    std::array<bool, kLevels> is_counting{};
  };

  void read();
  static Definition read_definition(pugi::xml_node node);
  static List read_list(pugi::xml_node node);
  List* find_list(const std::string& id);
  Definition* find_definition(const std::string& id);
  static Level read_level(pugi::xml_node node);
  const Definition* definition_of(const std::string& id, std::string& settled);
  static const Level& level_of(const List& list, const Definition& definition, std::size_t level);
  std::size_t level_by_style(const Definition& definition, const DocxStyle& style) const;
  static void count(Counters& counters, List& list, const Definition& definition,
                    std::size_t level);
  static std::string write(const Counters& counters, const List& list, const Definition& definition,
                           std::size_t level);

  const DocxStyles& styles_;
  std::function<std::string()> read_part_;
  DocxXml xml_;
  std::unordered_map<std::string_view, pugi::xml_node> definition_nodes_, list_nodes_;  // by id
  std::map<std::string, Definition, std::less<>> definitions_;
  std::map<std::string, List, std::less<>> lists_;
  std::map<std::string, Counters, std::less<>> counters_;  // by definition
};

}  // namespace alexandria::ingest
