#include "quantities.hpp"

#include <gtest/gtest.h>

#include "figures.hpp"

namespace alexandria::text {
namespace {

// The first quantity of a text; none has no readings.
Quantity first_of(const std::string& text, const std::string& language) {
  const LanguageWords& words = words_of(language);
  const auto lexemes = read_lexemes(text, language);
  const QuantityReader reader(text, lexemes, words);
  for (std::size_t i = 0; i < lexemes.size(); ++i)
    if (auto found = reader.read(i)) return found->quantity;
  return {};
}

struct Pair {
  std::string language;
  std::string source;
  std::string claim;
};
void PrintTo(const Pair& pair, std::ostream* out) {
  *out << pair.language << ": " << pair.source << " / " << pair.claim;
}

TEST(Quantities, TheSameInOtherWords) {
  const std::vector<Pair> pairs = {
      {"en", "1,234.5", "1234.5"},
      {"de", "1.234,5", "1234,5"},
      {"de", "1.234.567", "1234567"},
      {"fr",
       "1\xE2\x80\xAF"
       "234,5",
       "1234,5"},
      {"en", "1 234", "1,234"},
      {"en", "1'234'567", "1234567"},
      {"hi", "12,34,567", "1234567"},
      {"hi", "१२३", "123"},
      {"ar", "٤٢٫٥", "42.5"},
      {"th", "๔๒", "42"},
      {"ja", "４２", "42"},
      {"en", "6½", "6.5"},
      {"en", "1 1/2", "1.5"},
      {"en", "3×10⁵", "300,000"},
      {"en", "3e5", "300000"},
      {"en", "3 x 10^5", "3e5"},
      {"en", "3×10⁻⁵", "0.00003"},
      {"en", "Louis XIV", "Louis 14"},
      {"en", "three dozen", "36"},
      {"en", "forty-two", "42"},
      {"en", "two hundred and five", "205"},
      {"en", "two million three hundred thousand", "2.3 million"},
      {"en", "nineteen eighty-four", "1984"},
      {"en", "$10", "10 bucks"},
      {"en", "$5m", "5 million dollars"},
      {"en", "£3bn", "3,000,000,000 pounds"},
      {"en", "5 km", "5000 metres"},
      {"en", "5kg", "5,000 g"},
      {"en", "2 hours", "120 minutes"},
      {"en", "50%", "half"},
      {"en", "5 percent", "5%"},
      {"en", "-5 degrees", "minus five degrees"},
      {"en", "−5 °C", "5 degrees Celsius below zero"},
      {"en", "32 °F", "0 °C"},
      {"en", "5–10 kg", "between 5 and 10 kg"},
      {"en", "5 to 10 million", "5,000,000-10,000,000"},
      {"en", "1998–99", "1998 to 1999"},
      {"en", "2024-03-05", "5 March 2024"},
      {"en", "March 5th, 2024", "5.3.2024"},
      {"en", "03/05/2024", "3 May 2024"},
      {"en", "03/05/2024", "March 5, 2024"},
      {"en", "5 March 2024", "March 2024"},
      {"en", "5 March 2024", "2024"},
      {"en", "14:30", "2:30 pm"},
      {"en", "2 p.m.", "14:00"},
      {"en", "44 BC", "44 BCE"},
      {"de", "zweiundvierzig", "42"},
      {"de", "dreihundertfünf", "305"},
      {"de", "3,5 Mio. Euro", "3.500.000 €"},
      {"de", "5. März 2024", "05.03.2024"},
      {"de", "14.30 Uhr", "14:30"},
      {"de", "fünf Kilometer", "5000 m"},
      {"fr", "quatre-vingt-dix-sept", "97"},
      {"fr", "5 mars 2024", "05/03/2024"},
      {"fr", "deux cents", "200"},
      {"es", "treinta y uno", "31"},
      {"es", "5 de marzo de 2024", "2024-03-05"},
      {"es", "dos millones", "2.000.000"},
      {"it", "ventuno", "21"},
      {"it", "trecento", "300"},
      {"pt", "vinte e cinco", "25"},
      {"nl", "tweeënveertig", "42"},
      {"sv", "fyrtiotvå", "42"},
      {"pl", "czterdzieści dwa", "42"},
      {"pl", "5 marca 2024", "5.03.2024"},
      {"ro", "patruzeci și doi", "42"},
      {"ru", "сорок два", "42"},
      {"ru", "двести пять", "205"},
      {"ru", "5 марта 2024 года", "05.03.2024"},
      {"ru", "3 млн", "3 000 000"},
      {"el", "σαράντα δύο", "42"},
      {"el", "5 Μαρτίου 2024", "5/3/2024"},
      {"tr", "kırk iki", "42"},
      {"tr", "%5", "yüzde 5"},
      {"tr", "5 Mart 2024", "05.03.2024"},
      {"vi", "bốn mươi hai", "42"},
      {"vi", "ngày 5 tháng 3 năm 2024", "5/3/2024"},
      {"ar", "ثلاثة", "3"},
      {"ar", "5 مارس 2024", "2024-03-05"},
      {"hi", "बयालीस", "42"},
      {"hi", "5 मार्च 2024", "2024-03-05"},
      {"th", "สี่สิบสอง", "42"},
      {"th", "ร้อยละ 5", "5%"},
      {"zh", "四十二", "42"},
      {"zh", "一百二十三", "123"},
      {"zh", "2024年3月5日", "2024-03-05"},
      {"zh", "二〇二四年三月五日", "2024-03-05"},
      {"zh", "3.5万", "35000"},
      {"zh", "1亿2000万", "120000000"},
      {"zh", "百分之五", "5%"},
      {"zh", "下午2点30分", "14:30"},
      {"ja", "四十二", "42"},
      {"ja", "三百五", "305"},
      {"ja", "午後2時30分", "14:30"},
  };
  for (const Pair& pair : pairs)
    EXPECT_TRUE(
        bears_out(first_of(pair.source, pair.language), first_of(pair.claim, pair.language)))
        << testing::PrintToString(pair);
}

TEST(Quantities, SomethingElse) {
  const std::vector<Pair> pairs = {{"en", "42.5", "42"},
                                   {"en", "1,000,000", "1,000"},
                                   {"en", "5%", "5"},
                                   {"en", "-5 degrees", "5 degrees"},
                                   {"en", "1234.567", "1234567"},
                                   {"de", "1234,567", "1234567"},
                                   {"de", "1.234", "1,234"},
                                   {"en", "5 kg", "5 g"},
                                   {"en", "5 million", "5"},
                                   {"en", "5 million", "5 billion"},
                                   {"en", "$10", "10 euros"},
                                   {"en", "5-10 kg", "5 kg"},
                                   {"en", "5 March 2024", "6 March 2024"},
                                   {"en", "5 March", "5 March 2024"},
                                   {"en", "2:30 pm", "2:30 am"},
                                   {"en", "44 BC", "44"},
                                   {"en", "Louis XIV", "Louis XV"},
                                   {"en", "6½", "6"},
                                   {"en", "3×10⁵", "3×10⁶"},
                                   {"en", "three dozen", "three"},
                                   {"en", "5", "5 kg"},
                                   {"zh", "3.5万", "3.5"},
                                   {"zh", "四十二", "四十三"},
                                   {"ru", "3 млн", "3 млрд"},
                                   {"de", "5. März 2024", "5. Mai 2024"},
                                   {"en", "0.5", "5"},
                                   {"en", "5,5", "55"}};
  for (const Pair& pair : pairs)
    EXPECT_FALSE(
        bears_out(first_of(pair.source, pair.language), first_of(pair.claim, pair.language)))
        << testing::PrintToString(pair);
}

TEST(Figures, HaveOneValueOrNone) {
  EXPECT_EQ(value_of_figure("1.2.3", false), std::nullopt);
  EXPECT_EQ(value_of_figure("1,234,567.89", false), 1234567.89);
  EXPECT_EQ(value_of_figure("0,123", false), 0.123);
  EXPECT_EQ(value_of_figure("1.250,5", true), 1250.5);
  EXPECT_EQ(value_of_figure("1.25.37", false), std::nullopt);
  EXPECT_EQ(value_of_figure("1,25", false), 1.25);
  EXPECT_EQ(value_of_figure("0.123", true), 0.123);
  EXPECT_EQ(value_of_roman("IIII"), std::nullopt);
  EXPECT_EQ(value_of_roman("MCMXCIX"), 1999);
}

}  // namespace
}  // namespace alexandria::text
