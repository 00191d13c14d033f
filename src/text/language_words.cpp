#include "language_words.hpp"

#include <array>
#include <memory>
#include <mutex>

#include "alexandria/text/unicode.hpp"
#include "data_files.hpp"

namespace alexandria::text {
namespace {

WordSet keys_of(const DataSections& sections, std::string_view section) {
  WordSet out;
  const auto found = sections.find(section);
  if (found == sections.end()) return out;
  for (const auto& [key, value] : found->second)
    out.insert(key);
  return out;
}

LanguageWords read_words(std::string_view language) {
  const DataSections sections = read_sections(data_file("languages/" + std::string(language)));
  LanguageWords out;
  out.abbreviations = keys_of(sections, "abbreviations");
  out.abbreviations_before_numbers = keys_of(sections, "abbreviations before numbers");
  out.ordinals_end_with_stop = keys_of(sections, "writing").contains("ordinals end with a stop");
  return out;
}

}  // namespace

DataSections read_sections(std::string_view file) {
  DataSections out;
  std::string section;
  while (!file.empty()) {
    const std::size_t end = std::min(file.find('\n'), file.size());
    std::string_view line = trim(file.substr(0, end));
    file.remove_prefix(std::min(end + 1, file.size()));
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with('[') && line.ends_with(']')) {
      section = line.substr(1, line.size() - 2);
      continue;
    }
    while (!line.empty()) {
      const std::size_t comma = std::min(line.find(", "), line.size());
      const std::string_view entry = trim(line.substr(0, comma));
      line.remove_prefix(std::min(comma + 2, line.size()));
      const std::size_t equals = entry.find(" = ");
      const bool pair = equals != std::string_view::npos;
      out[section].emplace_back(trim(entry.substr(0, equals)),
                                pair ? trim(entry.substr(equals + 3)) : std::string_view());
    }
  }
  return out;
}

std::string_view data_file(std::string_view name) {
  for (const DataFile& file : kDataFiles)
    if (file.name == name) return file.text;
  return {};
}

const LanguageWords& words_of(std::string_view language) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<const LanguageWords>, std::less<>> known;
  const std::string code(language.empty() ? "en" : language.substr(0, language.find('-')));
  const std::lock_guard lock(mutex);
  std::unique_ptr<const LanguageWords>& words = known[code];
  if (!words) words = std::make_unique<const LanguageWords>(read_words(code));
  return *words;
}

}  // namespace alexandria::text
