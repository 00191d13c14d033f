#include <map>
#include <set>
#include <string>

#include "alexandria/text/analyzer.hpp"

namespace alexandria::text {
namespace {

// English: the list that Lucene's EnglishAnalyzer uses, so that results compare with its published
// ones. The others: the articles, pronouns, prepositions and auxiliaries that say nothing of a
// text's subject. Folded, without accents.
const std::map<std::string, std::set<std::string, std::less<>>, std::less<>> kStopWords = {
    {"en",
     {"a",   "an",    "and",  "are",   "as",    "at",   "be",   "but", "by",  "for",  "if",
      "in",  "into",  "is",   "it",    "no",    "not",  "of",   "on",  "or",  "such", "that",
      "the", "their", "then", "there", "these", "they", "this", "to",  "was", "will", "with"}},
    {"de", {"aber",  "als",   "am",    "an",    "auch",  "auf",  "aus", "bei",   "bin",  "das",
            "dass",  "dem",   "den",   "der",   "des",   "die",  "du",  "durch", "ein",  "eine",
            "einem", "einen", "einer", "eines", "er",    "es",   "fur", "hat",   "ich",  "im",
            "in",    "ist",   "mit",   "nach",  "nicht", "noch", "nur", "oder",  "sein", "sich",
            "sie",   "sind",  "so",    "uber",  "um",    "und",  "von", "vor",   "war",  "was",
            "wie",   "wir",   "wird",  "zu",    "zum",   "zur"}},
    {"fr", {"a",    "au", "aux",  "avec", "ce",  "ces",  "cette", "dans", "de",   "des", "du",
            "elle", "en", "est",  "et",   "il",  "ils",  "je",    "la",   "le",   "les", "leur",
            "mais", "ne", "nous", "on",   "ou",  "par",  "pas",   "plus", "pour", "qu",  "que",
            "qui",  "sa", "se",   "ses",  "son", "sont", "sur",   "un",   "une",  "vous"}},
    {"es", {"a",    "al",  "como", "con", "de",  "del", "el",  "en", "es",  "esta",
            "este", "ha",  "la",   "las", "lo",  "los", "mas", "no", "o",   "para",
            "pero", "por", "que",  "se",  "ser", "su",  "sus", "un", "una", "y"}},
    {"it", {"a",     "al",  "alla", "che", "con", "da", "dal", "dei",  "del", "della", "delle",
            "di",    "e",   "gli",  "i",   "il",  "in", "la",  "le",   "lo",  "ma",    "nel",
            "nella", "non", "o",    "per", "piu", "se", "si",  "sono", "su",  "un",    "una"}},
    {"pt", {"a",  "ao",   "aos",  "as",   "com", "como", "da",  "das", "de",  "do", "dos",
            "e",  "em",   "foi",  "mais", "mas", "na",   "nas", "no",  "nos", "o",  "os",
            "ou", "para", "pela", "pelo", "por", "que",  "se",  "sua", "um",  "uma"}},
    {"nl", {"aan", "als", "bij", "dat", "de",  "den",  "die", "dit",  "door",   "een", "en",
            "er",  "het", "hij", "ik",  "in",  "is",   "met", "naar", "niet",   "of",  "om",
            "ook", "op",  "te",  "tot", "van", "voor", "was", "wat",  "worden", "ze",  "zijn"}},
};

}  // namespace

bool is_stop_word(std::string_view language, std::string_view word) {
  const auto list = kStopWords.find(language.substr(0, language.find('-')));
  return list != kStopWords.end() && list->second.contains(word);
}

}  // namespace alexandria::text
