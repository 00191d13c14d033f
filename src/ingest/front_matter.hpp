#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace alexandria::ingest {

/// What stands before the text of a Markdown file, between lines of `---` (or `---` and `...`), if
/// it is a mapping in YAML, or between lines of `+++`, if it looks like TOML.
struct FrontMatter {
  using Fields = std::map<std::string, std::vector<std::string>>;
  std::size_t bytes = 0;  // with both lines; 0 if there is none
  /// Fields by name, folded: a scalar has one value, a list several. Of what is nested only names
  /// are kept (`authors: [{name: ...}]`), and nothing in TOML.
  Fields fields;

  /// The values of the first of these fields that there is, parted by commas.
  std::string first_of(std::initializer_list<std::string_view> names) const;
};

FrontMatter read_front_matter(std::string_view markdown);

}  // namespace alexandria::ingest
