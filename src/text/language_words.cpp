#include "language_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <sstream>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/unicode.hpp"
#include "data_files.hpp"

namespace alexandria::text {
namespace {

void append_piece(std::string& joined, const Lexeme& lexeme) {
  const bool parted = lexeme.spaced && lexeme.kind != LexemeKind::kLetter;
  if (parted && !joined.empty() && !joined.ends_with(' ')) joined += ' ';
  joined += lexeme.key;
}

WordSet keys_of(const DataSections& sections, std::string_view section) {
  WordSet out;
  const auto found = sections.find(section);
  if (found == sections.end()) return out;
  for (const auto& [key, value] : found->second)
    out.insert(key);
  return out;
}

struct SectionMeaning {
  std::string_view section;
  Meaning meaning;
};
constexpr std::array<SectionMeaning, 18> kSections = {{{"numbers", Meaning::kNumber},
                                                       {"ordinals", Meaning::kNumber},
                                                       {"more numbers", Meaning::kNumber},
                                                       {"scales", Meaning::kScale},
                                                       {"more scales", Meaning::kScale},
                                                       {"months", Meaning::kMonth},
                                                       {"negations", Meaning::kNegation},
                                                       {"denials", Meaning::kDenial},
                                                       {"suppositions", Meaning::kSupposition},
                                                       {"coordinators", Meaning::kCoordinator},
                                                       {"clause words", Meaning::kClauseWord},
                                                       {"between", Meaning::kBetween},
                                                       {"range words", Meaning::kRange},
                                                       {"minus", Meaning::kMinus},
                                                       {"below zero", Meaning::kBelowZero},
                                                       {"before noon", Meaning::kBeforeNoon},
                                                       {"after noon", Meaning::kAfterNoon},
                                                       {"clock", Meaning::kClock}}};
constexpr std::array<SectionMeaning, 16> kMoreSections = {
    {{"conditions", Meaning::kCondition},
     {"exceptions", Meaning::kException},
     {"articles", Meaning::kArticle},
     {"approximations", Meaning::kApproximation},
     {"connectives", Meaning::kConnective},
     {"respective words", Meaning::kRespective},
     {"hedges", Meaning::kHedge},
     {"upper bounds", Meaning::kUpperBound},
     {"lower bounds", Meaning::kLowerBound},
     {"upper bounds behind", Meaning::kUpperBoundBehind},
     {"lower bounds behind", Meaning::kLowerBoundBehind},
     {"pronouns", Meaning::kPronoun},
     {"agents", Meaning::kAgent},
     {"era", Meaning::kBeforeChrist},
     {"denials behind", Meaning::kDeniedBefore},
     {"limiting words", Meaning::kLimiter}}};
constexpr std::array<SectionMeaning, 12> kTimeSections = {
    {{"ordinals", Meaning::kOrdinal},
     {"nearly", Meaning::kNearly},
     {"decades", Meaning::kDecade},
     {"decades behind", Meaning::kDecadeBehind},
     {"time words", Meaning::kTimeWord},
     {"time words behind", Meaning::kTimeWordBehind},
     {"named times", Meaning::kNamedTime},
     {"clock times", Meaning::kClockTime},
     {"clock before", Meaning::kClockBefore},
     {"correlative negations", Meaning::kCorrelative},
     {"identifiers", Meaning::kIdentifier},
     {"relations", Meaning::kRelation}}};
constexpr std::array<SectionMeaning, 2> kWordSections = {
    {{"genitives", Meaning::kGenitive}, {"counting words", Meaning::kCounting}}};
constexpr std::array<SectionMeaning, 3> kUnitSections = {
    {{"units", Meaning::kUnit},
     {"more units", Meaning::kUnit},
     {"units before numbers", Meaning::kUnitBefore}}};

// A number, or the name of a `When`.
double number_in(const std::string& text) {
  constexpr std::array<std::string_view, 6> kWhen = {"then",  "before", "after",
                                                     "since", "until",  "about"};
  const auto when = std::ranges::find(kWhen, text);
  if (when != kWhen.end()) return static_cast<double>(when - kWhen.begin());
  return std::strtod(text.c_str(), nullptr);
}

void add_phrases(const DataSections& sections, const SectionMeaning& kind, LanguageWords& out) {
  const auto found = sections.find(kind.section);
  if (found == sections.end()) return;
  const bool frame = kind.meaning == Meaning::kDenial || kind.meaning == Meaning::kSupposition ||
                     kind.meaning == Meaning::kDeniedBefore ||
                     kind.meaning == Meaning::kException || kind.meaning == Meaning::kCondition;
  Phrases& phrases = frame ? out.frames : out.phrases;
  for (const auto& [key, value] : found->second)
    phrases.add(key, {kind.meaning, number_in(value), nullptr}, out.code);
}

// One Latin letter may be a unit only as the symbol that all languages write; so may what is also
// a common word ("in", "as").
bool is_sure_unit(const std::string& name, const LanguageWords& words) {
  const bool letter = name.size() == 1 || (name.size() == 2 && name[1] == '.');
  return !letter && !is_stop_word(words.code, name) && name != "in";
}

void add_units(const DataSections& sections, const SectionMeaning& kind, LanguageWords& out) {
  const auto found = sections.find(kind.section);
  if (found == sections.end()) return;
  const auto& units = unit_symbols().units;
  for (const auto& [key, value] : found->second) {
    const auto unit = units.find(value);
    if (unit != units.end() && is_sure_unit(key, out))
      out.phrases.add(key, {kind.meaning, 0, &unit->second}, out.code);
  }
}

void add_asking(const DataSections& sections, LanguageWords& out) {
  constexpr std::array<SectionMeaning, 5> kAskingSections = {{{"asks time", Meaning::kAsksTime},
                                                              {"asks person", Meaning::kAsksPerson},
                                                              {"asks manner", Meaning::kAsksManner},
                                                              {"amounts", Meaning::kAmounts},
                                                              {"times", Meaning::kTimes}}};
  for (const auto& [section, meaning] : kAskingSections)
    for (const std::string& phrase : keys_of(sections, section))
      out.asking.add(phrase, {meaning, 0, nullptr}, out.code);
  const auto found = sections.find("measures");
  if (found == sections.end()) return;
  for (const auto& [word, name] : found->second) {
    const auto measure = std::ranges::lower_bound(measures(), name, {}, &Measure::name);
    out.asking.add(word,
                   {Meaning::kMeasure, static_cast<double>(measure - measures().begin()), nullptr},
                   out.code);
  }
}

// Each pair has a number: one side of it has the number, the other minus the number.
void add_opposites(const DataSections& sections, std::string_view section, Meaning meaning,
                   LanguageWords& out) {
  const auto found = sections.find(section);
  if (found == sections.end()) return;
  int pair = 0;
  for (const auto& [one, other] : found->second) {
    ++pair;
    out.phrases.add(one, {meaning, static_cast<double>(pair), nullptr}, out.code);
    out.phrases.add(other, {meaning, static_cast<double>(-pair), nullptr}, out.code);
  }
}

void add_pairs(const DataSections& sections, std::string_view section, WordPairs& out) {
  const auto found = sections.find(section);
  if (found != sections.end()) out.insert(out.end(), found->second.begin(), found->second.end());
}

LanguageWords read_words(std::string_view language) {
  LanguageWords out;
  out.code = language;
  for (const char* folder : {"languages/", "cldr/"}) {
    const DataSections sections = read_sections(data_file(folder + out.code));
    out.abbreviations.merge(keys_of(sections, "abbreviations"));
    out.abbreviations_before_numbers.merge(keys_of(sections, "abbreviations before numbers"));
    const WordSet writing = keys_of(sections, "writing");
    out.ordinals_end_with_stop |= writing.contains("ordinals end with a stop");
    out.spaces_end_clauses |= writing.contains("spaces end clauses");
    out.verb_stands_second |= writing.contains("verb stands second");
    out.without_case |= writing.contains("without capital letters");
    out.asks_anywhere |= writing.contains("asks anywhere");
    out.leaves_subjects_out |= writing.contains("subjects are left out");
    out.decimal_comma |= keys_of(sections, "decimal mark").contains("comma");
    out.joined_coordinators.merge(keys_of(sections, "joined coordinators"));
    for (const std::string& infix : keys_of(sections, "negative infixes"))
      out.negative_infixes.push_back(infix);
    for (const std::string& word : keys_of(sections, "question words"))
      out.question_words.insert(fold_case(word));
    out.light_letters.merge(keys_of(sections, "light letters"));
    out.endings_of_names.merge(keys_of(sections, "endings of names"));
    out.determiners.merge(keys_of(sections, "determiners"));
    out.adjective_endings.merge(keys_of(sections, "endings of adjectives"));
    for (const SectionMeaning& kind : kSections)
      add_phrases(sections, kind, out);
    for (const SectionMeaning& kind : kMoreSections)
      add_phrases(sections, kind, out);
    for (const SectionMeaning& kind : kTimeSections)
      add_phrases(sections, kind, out);
    for (const SectionMeaning& kind : kWordSections)
      add_phrases(sections, kind, out);
    for (const SectionMeaning& kind : kUnitSections)
      add_units(sections, kind, out);
    add_asking(sections, out);
    add_opposites(sections, "opposites", Meaning::kOpposite, out);
    add_opposites(sections, "opposites before figures", Meaning::kFigureOpposite, out);
    add_pairs(sections, "spellings", out.spellings);
    add_pairs(sections, "contrasting endings", out.contrasting_endings);
    add_pairs(sections, "endings of one word", out.endings_of_one_word);
    WordPairs forms;
    add_pairs(sections, "forms", forms);
    for (const auto& [form, word] : forms)
      out.forms.emplace(lookup_key(form, out.code), lookup_key(word, out.code));
    out.participle_prefixes.merge(keys_of(sections, "participle prefixes"));
  }
  return out;
}

// "length 1000", "ratio 0.01 strict", "temperature 1 273.15".
Unit read_unit(const std::string& text) {
  std::istringstream in(text);
  Unit out;
  std::string rest;
  in >> out.dimension >> out.factor;
  while (in >> rest) {
    if (rest == "strict")
      out.strict = true;
    else if (rest == "of")
      in >> out.top >> rest >> out.over;  // "of length over time"
    else
      out.offset = number_in(rest);
  }
  out.money = std::isupper(static_cast<unsigned char>(out.dimension[0])) != 0;
  return out;
}

// "W = power 1 m k M": watt, and its thousandth, thousand and million.
void add_prefixed(const DataSections& sections, UnitSymbols& out) {
  const auto add = [&](const std::string& symbol, const Unit& unit) {
    const auto [at, added] = out.units.emplace(symbol, unit);
    out.symbols.try_emplace(symbol, &at->second);
  };
  std::map<std::string, double, std::less<>> prefixes;
  for (const auto& [prefix, value] : sections.at("prefixes"))
    prefixes[prefix] = number_in(value);
  for (const auto& [symbol, text] : sections.at("prefixed")) {
    std::istringstream in(text);
    Unit unit;
    in >> unit.dimension >> unit.factor;
    add(symbol, unit);
    for (std::string prefix; in >> prefix;) {
      Unit larger = unit;
      larger.factor *= prefixes.at(prefix);
      add(prefix + symbol, larger);
    }
  }
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

void Phrases::add(std::string_view phrase, Sense sense, std::string_view language) {
  std::string joined;
  std::string first;
  std::size_t count = 0;
  for (const Lexeme& lexeme : read_lexemes(phrase, language)) {
    if (lexeme.key == "-") continue;
    append_piece(joined, lexeme);
    if (count++ == 0) first = lexeme.key;
  }
  if (count == 0) return;
  std::vector<Sense>& senses = senses_[joined];
  senses.push_back(sense);
  std::size_t& longest = longest_[first];
  longest = std::max(longest, count);
}

std::vector<Phrases::Found> Phrases::find(const std::vector<Lexeme>& lexemes, std::size_t at,
                                          bool over_commas) const {
  std::vector<Found> out;
  const auto longest = longest_.find(lexemes[at].key);
  if (longest == longest_.end()) return out;
  std::string joined;
  std::size_t count = 0;
  for (std::size_t i = at; i < lexemes.size() && count < longest->second; ++i) {
    if (lexemes[i].key == "-" && i > at) {
      joined += ' ';
      continue;
    }
    if (over_commas && i > at && (lexemes[i].key == "," || lexemes[i].key == "，")) continue;
    append_piece(joined, lexemes[i]);
    ++count;
    const auto found = senses_.find(joined);
    if (found == senses_.end()) continue;
    for (const Sense& sense : found->second)
      out.push_back({sense, i + 1 - at});
  }
  return out;
}

const UnitSymbols& unit_symbols() {
  static const UnitSymbols symbols = [] {
    UnitSymbols out;
    const DataSections sections = read_sections(data_file("units"));
    for (const auto& [name, text] : sections.at("units"))
      out.units[name] = read_unit(text);
    for (const auto& [symbol, name] : sections.at("symbols"))
      out.symbols[symbol] = &out.units.at(name);
    add_prefixed(sections, out);
    for (const auto& [symbol, value] : sections.at("scales"))
      out.scales[symbol] = number_in(value);
    for (const auto& [symbol, value] : sections.at("scales of money"))
      out.scales_of_money[symbol] = number_in(value);
    return out;
  }();
  return symbols;
}

bool Measure::shares_dimension(const Measure& other) const {
  return std::ranges::any_of(dimensions, [&](const std::string& dimension) {
    return std::ranges::find(other.dimensions, dimension) != other.dimensions.end();
  });
}

const std::vector<Measure>& measures() {
  static const std::vector<Measure> all = [] {
    std::vector<Measure> out;
    const DataSections sections = read_sections(data_file("units"));
    for (const auto& [name, dimensions] : sections.at("measures")) {
      std::istringstream in(dimensions);
      Measure& measure = out.emplace_back();
      measure.name = name;
      for (std::string dimension; in >> dimension;)
        measure.dimensions.push_back(dimension);
    }
    std::ranges::sort(out, {}, &Measure::name);
    return out;
  }();
  return all;
}

const DateWords& date_words() {
  static const DateWords words = [] {
    const DataSections sections = read_sections(data_file("dates"));
    return DateWords{keys_of(sections, "fillers"),     keys_of(sections, "day endings"),
                     keys_of(sections, "days"),        keys_of(sections, "months"),
                     keys_of(sections, "years"),       keys_of(sections, "day words"),
                     keys_of(sections, "month words"), keys_of(sections, "year words")};
  }();
  return words;
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
