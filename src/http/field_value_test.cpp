#include "alexandria/http/field_value.hpp"

#include <gtest/gtest.h>

namespace alexandria::http {
namespace {

std::string name_in(std::string_view value) {
  auto parameters = parse_field_value(value).parameters;
  return parameters["filename"];
}

TEST(FieldValue, HasAWordAndParameters) {
  const auto value = parse_field_value("Form-Data ; Name=a b ;x; filename = \"c.txt\" ; y=");
  EXPECT_EQ(value.word, "form-data");
  EXPECT_EQ(value.parameters.at("name"), "a b");
  EXPECT_EQ(value.parameters.at("filename"), "c.txt");
  EXPECT_EQ(value.parameters.at("y"), "");
  EXPECT_EQ(value.parameters.size(), 3U);
  EXPECT_EQ(media_type("Application/JSON; charset=utf-8"), "application/json");
  EXPECT_EQ(media_type(""), "");
}

TEST(FieldValue, QuotedTextsEndAtTheirOwnMark) {
  EXPECT_EQ(name_in(R"(form-data; name="a"; filename="a\"b;c.txt")"), R"(a"b;c.txt)");
  EXPECT_EQ(name_in(R"(form-data; filename="a; filename=b.txt"; name="x")"), "a; filename=b.txt");
  EXPECT_EQ(name_in(R"(form-data; name="; filename=\"b"; filename="c")"), "c");
  EXPECT_EQ(name_in(R"(form-data; filename="a\\b.txt")"), R"(a\b.txt)");
  EXPECT_EQ(name_in(R"(form-data; filename="C:\new\a.txt")"), R"(C:\new\a.txt)");
  EXPECT_EQ(name_in(R"(form-data; filename="C:\")"), R"(C:\)");
  EXPECT_EQ(name_in(R"(form-data; filename="open)"), "open");
  EXPECT_EQ(name_in(R"(form-data; filename=")"), "");
  EXPECT_EQ(name_in(R"(form-data; filename=)"), "");
}

}  // namespace
}  // namespace alexandria::http
