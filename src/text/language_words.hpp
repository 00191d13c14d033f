#pragma once
// What the module knows of single languages, read from the files of `data/languages`.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace alexandria::text {

using WordSet = std::set<std::string, std::less<>>;

/// A file of `data`: entries ("key" or "key = value") by section.
using DataSections =
    std::map<std::string, std::vector<std::pair<std::string, std::string>>, std::less<>>;
DataSections read_sections(std::string_view file);

/// The text of `data/<name>.txt` as it was at build time; empty if there is none.
std::string_view data_file(std::string_view name);

struct LanguageWords {
  WordSet abbreviations;                 // without the last full stop, as written
  WordSet abbreviations_before_numbers;  // only such before a digit
  bool ordinals_end_with_stop = false;   // "5. Mai"
};

/// Of a BCP 47 code; of English if it is empty, nothing if the language has no file. Lives as long
/// as the program; safe from any thread.
const LanguageWords& words_of(std::string_view language);

}  // namespace alexandria::text
