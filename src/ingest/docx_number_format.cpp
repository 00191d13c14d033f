#include "docx_number_format.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unicode/numfmt.h>
#include <unicode/rbnf.h>

namespace alexandria::ingest {
namespace {

struct Letters {
  std::string_view format;
  std::string_view letters;  // parted by spaces
  bool is_repeated = false;  // behind the last one: twice the first; else two of them
};
constexpr std::array kLetters = {
    Letters{"lowerLetter", "a b c d e f g h i j k l m n o p q r s t u v w x y z", true},
    Letters{"upperLetter", "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z", true},
    Letters{"russianLower", "а б в г д е ж з и к л м н о п р с т у ф х ц ч ш щ ы э ю я", true},
    Letters{"russianUpper", "А Б В Г Д Е Ж З И К Л М Н О П Р С Т У Ф Х Ц Ч Ш Щ Ы Э Ю Я", true},
    Letters{"arabicAlpha", "أ ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي", true},
    Letters{"arabicAbjad", "أ ب ج د ه و ز ح ط ي ك ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ", true},
    Letters{"hebrew2", "א ב ג ד ה ו ז ח ט י כ ל מ נ ס ע פ צ ק ר ש ת", true},
    Letters{"thaiLetters",
            "ก ข ค ง จ ฉ ช ซ ฌ ญ ฎ ฏ ฐ ฑ ฒ ณ ด ต ถ ท ธ น บ ป ผ ฝ พ ฟ ภ ม ย ร ล ว ศ ษ ส ห ฬ อ ฮ",
            true},
    Letters{"ganada", "가 나 다 라 마 바 사 아 자 차 카 타 파 하", true},
    Letters{"chosung", "ㄱ ㄴ ㄷ ㄹ ㅁ ㅂ ㅅ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ", true},
    Letters{
        "aiueoFullWidth",
        "ア イ ウ エ オ カ キ ク ケ コ サ シ ス セ ソ タ チ ツ テ ト ナ ニ ヌ ネ ノ ハ ヒ フ ヘ ホ "
        "マ ミ ム メ モ ヤ ユ ヨ ラ リ ル レ ロ ワ ヲ ン"},
    Letters{"aiueo",
            "ｱ ｲ ｳ ｴ ｵ ｶ ｷ ｸ ｹ ｺ ｻ ｼ ｽ ｾ ｿ ﾀ ﾁ ﾂ ﾃ ﾄ ﾅ ﾆ ﾇ ﾈ ﾉ ﾊ ﾋ ﾌ ﾍ ﾎ ﾏ ﾐ ﾑ ﾒ ﾓ ﾔ ﾕ ﾖ ﾗ ﾘ ﾙ ﾚ ﾛ "
            "ﾜ ｦ ﾝ"},
    Letters{
        "irohaFullWidth",
        "イ ロ ハ ニ ホ ヘ ト チ リ ヌ ル ヲ ワ カ ヨ タ レ ソ ツ ネ ナ ラ ム ウ ヰ ノ オ ク ヤ マ "
        "ケ フ コ エ テ ア サ キ ユ メ ミ シ ヱ ヒ モ セ ス"},
    Letters{"ideographTraditional", "甲 乙 丙 丁 戊 己 庚 辛 壬 癸"},
    Letters{"ideographZodiac", "子 丑 寅 卯 辰 巳 午 未 申 酉 戌 亥"},
    Letters{"chicago", "* † ‡ §", true},
    Letters{"decimalEnclosedCircle", "① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨ ⑩ ⑪ ⑫ ⑬ ⑭ ⑮ ⑯ ⑰ ⑱ ⑲ ⑳"},
    Letters{"decimalEnclosedCircleChinese", "① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨ ⑩ ⑪ ⑫ ⑬ ⑭ ⑮ ⑯ ⑰ ⑱ ⑲ ⑳"},
    Letters{"decimalEnclosedFullstop", "⒈ ⒉ ⒊ ⒋ ⒌ ⒍ ⒎ ⒏ ⒐ ⒑ ⒒ ⒓ ⒔ ⒕ ⒖ ⒗ ⒘ ⒙ ⒚ ⒛"},
    Letters{"decimalEnclosedParen", "⑴ ⑵ ⑶ ⑷ ⑸ ⑹ ⑺ ⑻ ⑼ ⑽ ⑾ ⑿ ⒀ ⒁ ⒂ ⒃ ⒄ ⒅ ⒆ ⒇"},
    Letters{"ideographEnclosedCircle", "㊀ ㊁ ㊂ ㊃ ㊄ ㊅ ㊆ ㊇ ㊈ ㊉"}};

// Numbering systems of ICU (CLDR), and rules that spell numbers.
struct System {
  std::string_view format;
  const char* locale;
};
constexpr std::array kSystems = {System{"hebrew1", "he@numbers=hebr"},
                                 System{"thaiNumbers", "th@numbers=thai"},
                                 System{"hindiNumbers", "hi@numbers=deva"},
                                 System{"decimalFullWidth", "ja@numbers=fullwide"},
                                 System{"decimalFullWidth2", "ja@numbers=fullwide"},
                                 System{"ideographDigital", "zh@numbers=hanidec"},
                                 System{"japaneseDigitalTenThousand", "ja@numbers=hanidec"},
                                 System{"taiwaneseDigital", "zh@numbers=hanidec"},
                                 System{"japaneseCounting", "ja@numbers=jpan"},
                                 System{"japaneseLegal", "ja@numbers=jpanfin"},
                                 System{"chineseCounting", "zh@numbers=hans"},
                                 System{"chineseCountingThousand", "zh@numbers=hans"},
                                 System{"chineseLegalSimplified", "zh@numbers=hansfin"},
                                 System{"taiwaneseCounting", "zh_Hant@numbers=hant"},
                                 System{"taiwaneseCountingThousand", "zh_Hant@numbers=hant"},
                                 System{"ideographLegalTraditional", "zh_Hant@numbers=hantfin"},
                                 System{"koreanDigital2", "zh@numbers=hanidec"},
                                 System{"koreanLegal", "ko@numbers=hanidec"}};

std::vector<std::string_view> split(std::string_view letters) {
  std::vector<std::string_view> out;
  for (std::size_t begin = 0; begin <= letters.size();) {
    const std::size_t end = std::min(letters.find(' ', begin), letters.size());
    out.push_back(letters.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::string lettered(int value, const Letters& row) {
  constexpr int kRepeatsMax = 20;
  const std::vector<std::string_view> letters = split(row.letters);
  const auto count = static_cast<int>(letters.size());
  if (value < 1 || (!row.is_repeated && value > count) || value > count * kRepeatsMax)
    return fmt::to_string(value);
  std::string out;
  for (int i = 0; i <= (value - 1) / count; ++i)
    out += letters[static_cast<std::size_t>((value - 1) % count)];
  return out;
}

std::string written_by(icu::NumberFormat& format, int value) {
  icu::UnicodeString out;
  format.setGroupingUsed(0);
  format.format(value, out);
  std::string utf8;
  return out.toUTF8String(utf8);
}

std::string in_system(int value, const char* locale) {
  static thread_local std::map<std::string, std::unique_ptr<icu::NumberFormat>> formats;
  std::unique_ptr<icu::NumberFormat>& format = formats[locale];
  UErrorCode error = U_ZERO_ERROR;
  if (!format) format.reset(icu::NumberFormat::createInstance(icu::Locale(locale), error));
  if (!format || U_FAILURE(error) != 0 || value < 1) return fmt::to_string(value);
  return written_by(*format, value);
}

// ICU marks Hebrew letters as numbers by signs that lists do not have.
std::string without_points(std::string number) {
  for (const std::string_view point : {"\u05F3", "\u05F4"})
    if (const std::size_t at = number.find(point); at != std::string::npos)
      number.erase(at, point.size());
  return number;
}

std::string spelled(int value, const char* rules) {
  UErrorCode error = U_ZERO_ERROR;
  static thread_local icu::RuleBasedNumberFormat format(icu::URBNF_SPELLOUT,
                                                        icu::Locale::getEnglish(), error);
  format.setDefaultRuleSet(icu::UnicodeString::fromUTF8(rules), error);
  if (U_FAILURE(error) != 0) return fmt::to_string(value);
  std::string out = written_by(format, value);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
  return out;
}

std::string roman(int value, bool is_upper) {
  constexpr std::array<std::pair<int, std::string_view>, 13> kNumerals = {{{1000, "m"},
                                                                           {900, "cm"},
                                                                           {500, "d"},
                                                                           {400, "cd"},
                                                                           {100, "c"},
                                                                           {90, "xc"},
                                                                           {50, "l"},
                                                                           {40, "xl"},
                                                                           {10, "x"},
                                                                           {9, "ix"},
                                                                           {5, "v"},
                                                                           {4, "iv"},
                                                                           {1, "i"}}};
  if (value < 1 || value > 9999) return fmt::to_string(value);
  std::string out;
  for (const auto& [worth, numeral] : kNumerals)
    for (; value >= worth; value -= worth)
      out += numeral;
  if (is_upper)
    for (char& c : out)
      c = static_cast<char>(c - 32);
  return out;
}

std::string ordinal(int value) {
  const int tens = value / 10 % 10, ones = value % 10;
  const bool is_teen = tens == 1;
  const char* end = is_teen || ones > 3 || ones == 0 ? "th"
                    : ones == 1                      ? "st"
                    : ones == 2                      ? "nd"
                                                     : "rd";
  return fmt::format("{}{}", value, end);
}

}  // namespace

std::string docx_number(int value, std::string_view format) {
  if (format == "decimal") return fmt::to_string(value);
  if (format == "none" || format == "bullet") return {};
  if (format == "lowerRoman" || format == "upperRoman") return roman(value, format[0] == 'u');
  const auto letters = std::ranges::find(kLetters, format, &Letters::format);
  if (letters != kLetters.end()) return lettered(value, *letters);
  const auto system = std::ranges::find(kSystems, format, &System::format);
  if (system != kSystems.end()) return without_points(in_system(value, system->locale));
  if (format.starts_with("001")) return fmt::format("{:03}", value);  // "001, 002, 003, ..."
  if (format == "decimalZero" || format.starts_with("01")) return fmt::format("{:02}", value);
  if (format == "numberInDash") return fmt::format("- {} -", value);
  if (format == "hex") return fmt::format("{:X}", value);
  if (format == "ordinal") return ordinal(value);
  if (format == "cardinalText") return spelled(value, "%spellout-numbering");
  if (format == "ordinalText") return spelled(value, "%spellout-ordinal");
  return fmt::to_string(value);
}

}  // namespace alexandria::ingest
