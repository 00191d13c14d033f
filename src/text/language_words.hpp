#pragma once
// What the module knows of single languages, read from the files of `data`.
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lexemes.hpp"

namespace alexandria::text {

using WordSet = std::set<std::string, std::less<>>;

/// A file of `data`: entries ("key" or "key = value") by section.
using DataSections =
    std::map<std::string, std::vector<std::pair<std::string, std::string>>, std::less<>>;
DataSections read_sections(std::string_view file);

/// The text of `data/<name>.txt` as it was at build time; empty if there is none.
std::string_view data_file(std::string_view name);

enum class Meaning : std::uint8_t {
  kNumber,  // value
  kOrdinal,
  kScale,  // value to multiply by
  kMonth,  // value 1 to 12
  kUnit,   // unit
  kUnitBefore,
  kNegation,
  kDenial,        // what follows in the sentence is said not to be so
  kDeniedBefore,  // what stands before in the sentence is said not to be so
  kLimiter,       // "only", "all": without it, or with it, something else is said
  kHedge,         // "may", "few": without it, more is said
  kCondition,     // "if": the rest of the sentence depends on what follows
  kException,     // "except": what follows in the clause is left out
  kArticle,
  kConnective,  // "however": joins to what was said before, and says nothing itself
  kRespective,  // "respectively"
  kOpposite,    // value n and -n: "before" and "after"
  kUpperBound,  // "at most": stands before a figure
  kLowerBound,
  kUpperBoundBehind,  // "or less"
  kLowerBoundBehind,
  kSupposition,  // what follows in the clause is only supposed
  kCoordinator,
  kClauseWord,
  kBetween,
  kRange,
  kMinus,
  kBelowZero,
  kBeforeNoon,
  kAfterNoon,
  kClock,
  kPronoun,
  kAgent,  // who does it, in the passive
  kBeforeChrist,
  kApproximation,  // "about": a figure behind it is near enough, a year is not
  kNearly,         // "almost": a figure behind it is not reached
  kDecade,         // "the decade of": stands before its first year
  kDecadeBehind,   // "s" of "1980s"
  kTimeWord,       // a `When`, before a year, date or time
  kTimeWordBehind,
  kNamedTime,       // "noon": value in minutes since midnight
  kClockTime,       // "o'clock": what stands before is no span of hours
  kClockBefore,     // "klockan": what stands behind is a time
  kCorrelative,     // "neither": also denies the word before it
  kIdentifier,      // "version": the figure behind it is a name
  kRelation,        // "brother": not the one whose brother it is
  kGenitive,        // "of"
  kCounting,        // "how many": what stands behind is counted
  kFigureOpposite,  // as kOpposite, if figures stand behind both: "to 5", "by 5"
  kAsksTime,        // "when"
  kAsksPerson,      // "who"
  kAsksManner,      // "how did", "why"
  kMeasure,         // "deep", "depth": value is the number of a `Measure`
  kTimes,           // "on Mondays", "after": may say when without a figure
  kAmounts          // "none", "several": may say how many without a figure
};

/// A unit of `data/units.txt`.
struct Unit {
  std::string dimension;
  double factor = 1;
  double offset = 0;
  bool strict = false;  // a figure does not say the same without it
  bool money = false;
  std::string top;  // of a unit that is one dimension over another
  std::string over;
};

struct Sense {
  Meaning meaning = Meaning::kNumber;
  double value = 0;
  const Unit* unit = nullptr;
};

/// Phrases of one or several lexemes and what they mean.
class Phrases {
 public:
  /// `phrase` as it is written; its pieces are looked up without regard to case.
  void add(std::string_view phrase, Sense sense, std::string_view language);
  struct Found {
    Sense sense;
    std::size_t length = 0;  // in lexemes
  };
  /// All that begin at lexeme `at`, the longest last; `over_commas`: commas inside do not matter.
  std::vector<Found> find(const std::vector<Lexeme>& lexemes, std::size_t at,
                          bool over_commas = false) const;

 private:
  std::unordered_map<std::string, std::vector<Sense>> senses_;
  std::unordered_map<std::string, std::size_t> longest_;  // by first lexeme: most lexemes
};

/// The symbols of all languages by what is written.
struct UnitSymbols {
  std::map<std::string, Unit, std::less<>> units;  // by name
  std::unordered_map<std::string, const Unit*> symbols;
  std::unordered_map<std::string, double> scales;
  std::unordered_map<std::string, double> scales_of_money;
};
const UnitSymbols& unit_symbols();

/// What may be asked of a thing and is said in figures, of `data/units.txt`: a depth.
struct Measure {
  std::string name;
  std::vector<std::string> dimensions;  // of units; "money" is any currency
  bool shares_dimension(const Measure& other) const;
  bool is_any() const { return dimensions.front() == "any"; }
};
/// Ascending by name.
const std::vector<Measure>& measures();

/// What stands between and behind the parts of dates, in all languages.
struct DateWords {
  WordSet fillers, day_endings, days, months, years, day_words, month_words, year_words;
};
const DateWords& date_words();

using WordPairs = std::vector<std::pair<std::string, std::string>>;

struct LanguageWords {
  std::string code;
  WordSet abbreviations;                 // without the last full stop, as written
  WordSet abbreviations_before_numbers;  // only such before a digit
  bool ordinals_end_with_stop = false;   // "5. Mai"
  bool spaces_end_clauses = false;       // no marks end sentences: spaces do
  bool decimal_comma = false;
  bool verb_stands_second = false;   // "1990 baute Otto": who does it stands behind the verb
  bool without_case = false;         // no letter is a capital
  bool asks_anywhere = false;        // question words need not stand first
  bool leaves_subjects_out = false;  // a sentence may begin with its verb
  Phrases phrases;
  Phrases frames;                             // denials and suppositions; found over commas
  Phrases asking;                             // what a question asks for, and what answers that
  std::vector<std::string> negative_infixes;  // "ma": "yapildi", "yapilmadi"
  WordSet joined_coordinators;                // "and" as the first letter of a word
  WordSet question_words;                     // small letters: how it is asked, not what for
  WordSet light_letters;                      // of scripts without spaces: they name nothing
  WordSet determiners;        // where all nouns have capitals: names mostly stand without one
  WordSet endings_of_names;   // that do not make another name: "Victorias"
  WordSet adjective_endings;  // of what may stand between a determiner and its noun
  WordPairs spellings;        // letters that one word may have in either way: "our", "or"
  std::unordered_map<std::string, std::string> forms;  // "wrote": "write"
  WordPairs endings_of_one_word;                       // "kupił", "kupiony"
  WordSet participle_prefixes;                         // "ge"
  WordPairs contrasting_endings;  // of one stem, but not of one sense: "employer", "employee"
};

/// Of a BCP 47 code; of English if it is empty, nothing but symbols if the language has no file.
/// Lives as long as the program; safe from any thread.
const LanguageWords& words_of(std::string_view language);

}  // namespace alexandria::text
