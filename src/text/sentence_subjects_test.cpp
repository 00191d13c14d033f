#include "alexandria/text/sentence_subjects.hpp"

#include <gtest/gtest.h>

namespace alexandria::text {
namespace {

TEST(SentenceSubjects, AreReadFromHowASentenceBegins) {
  const auto begins = [](std::string_view language, std::string_view sentence,
                         std::string_view passage = "") {
    return read_subject(sentence, passage, language).begins;
  };
  EXPECT_EQ(begins("en", "It has 1,200 residents."), Begins::kPronoun);
  EXPECT_EQ(begins("en", "Harlow lies beside it."), Begins::kAnotherSubject);
  EXPECT_EQ(begins("en", "The mayor is Helen Marsh."), Begins::kOtherwise);
  EXPECT_EQ(begins("de", "Er ist 38 Meter hoch."), Begins::kPronoun);
  EXPECT_EQ(begins("de", "Montags ist geschlossen."), Begins::kOtherwise);
  EXPECT_EQ(begins("de", "Hans Kramer hat ihn gebaut."), Begins::kAnotherSubject);
  EXPECT_EQ(begins("es", "Tiene 8.900 habitantes."), Begins::kOtherwise) << "it is a verb";
  EXPECT_EQ(begins("es", "Luarca tiene un faro.", "El puerto de Luarca es viejo."),
            Begins::kAnotherSubject);
  EXPECT_EQ(begins("zh", "湖深30米。"), Begins::kOtherwise);
  EXPECT_EQ(begins("en", ""), Begins::kOtherwise);
  EXPECT_TRUE(read_subject("Her husband is Erik Lund.", "", "en").has_relation);
}

}  // namespace
}  // namespace alexandria::text
