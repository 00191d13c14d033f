#include <gtest/gtest.h>

#include <random>

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "alexandria/ingest/parse.hpp"
#include "encoding_labels.hpp"
#include "guess_encoding.hpp"
#include "text_decoder.hpp"
#include "text_reader.hpp"

namespace alexandria::ingest {
namespace {

std::string encode(const std::string& utf8, const char* encoding) {
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(utf8);
  std::string out(utf8.size() * 4, '\0');
  const std::int32_t bytes =
      text.extract(0, text.length(), out.data(), static_cast<std::uint32_t>(out.size()), encoding);
  out.resize(static_cast<std::size_t>(bytes));
  return out;
}

std::string decoded(const std::string& bytes) { return decode_text(bytes, "").value_or("none"); }

struct Example {
  const char* text;
  std::vector<const char*> encodings;
};

const std::vector<Example> kExamples = {
    {"Die größte Brücke führt über den Fluß", {"windows-1252", "macintosh", "ibm850"}},
    {"Le cœur a été opéré", {"windows-1252", "iso-8859-15", "macintosh"}},
    {"La información está aquí, señor", {"windows-1252", "macintosh", "ibm850"}},
    {"Zażółć gęślą jaźń w Łodzi", {"windows-1250", "iso-8859-2", "ibm852"}},
    {"Řeka teče pod mostem, žádné lodě", {"windows-1250", "iso-8859-2"}},
    {"Склад находится на юге города",
     {"windows-1251", "koi8-r", "iso-8859-5", "ibm866", "x-mac-cyrillic"}},
    {"Η αποθήκη είναι στα νότια της πόλης",
     {"windows-1253", "iso-8859-7", "ibm-737", "x-mac-greek"}},
    {"Bu kitabın yazarı İstanbul'da yaşıyor",
     {"windows-1254", "iso-8859-9", "ibm-857", "x-mac-turkish"}},
    {"המחסן נמצא בדרום העיר", {"windows-1255", "iso-8859-8", "ibm-862"}},
    {"يقع المستودع في جنوب المدينة", {"windows-1256", "iso-8859-6", "ibm-720"}},
    {"คลังสินค้าอยู่ทางใต้ของเมือง", {"windows-874"}},
    {"仓库位于城市南部，请在周一送货", {"gb18030", "gbk"}},
    {"倉庫位於城市南部，請在週一送貨", {"Big5-HKSCS"}},
    {"倉庫は市の南部にあります", {"windows-31j", "EUC-JP", "ISO-2022-JP"}},
    {"창고는 도시 남쪽에 있습니다", {"windows-949", "EUC-KR", "ISO-2022-KR"}},
    {"गोदाम शहर के दक्षिण में है", {"UTF-16LE", "UTF-16BE", "UTF-32LE"}},
    {"The warehouse is in the south", {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"}},
    {"仓库位于城市南部，请在周一送货", {"UTF-16LE", "UTF-16BE"}},
};

TEST(GuessEncoding, ShortTextsInOldEncodingsAreRead) {
  for (const Example& example : kExamples)
    for (const char* encoding : example.encodings)
      EXPECT_EQ(decoded(encode(example.text, encoding)), example.text) << encoding;
}

TEST(GuessEncoding, WellFormedUtf8IsNeverChanged) {
  for (const std::string text :
       {"Ã¤ Ã¶ is how ä ö look when read wrong", "х", "\u00e9", "\u0416\u0416", "日本",
        "a\x1B[31mb", "8=FIX.4.2\1A=176\1M=D\1", "\t\t\t\t1\t\t\t"})
    EXPECT_EQ(decoded(text), text);
}

TEST(GuessEncoding, Utf8WithSomeBrokenBytesIsUtf8) {
  EXPECT_EQ(decoded("größer, schöner, f\xFCr alle Größen"),
            "größer, schöner, f\uFFFDr alle Größen");
}

TEST(GuessEncoding, AMarkDecides) {
  EXPECT_EQ(decoded("\xEF\xBB\xBFx"), "x");
  EXPECT_EQ(decoded(std::string("\xFF\xFEh\0i\0", 6)), "hi");
  EXPECT_EQ(decoded(std::string("\xFE\xFF\0h\0i", 6)), "hi");
  EXPECT_EQ(decoded(std::string("\xFF\xFE\0\0h\0\0\0", 8)), "h");
  EXPECT_EQ(decoded(std::string("\0\0\xFE\xFF\0\0\0h", 8)), "h");
}

TEST(GuessEncoding, WhatIsNoTextIsRefused) {
  std::minstd_rand source(7);
  std::string bytes(4000, '\0');
  for (char& c : bytes)
    c = static_cast<char>(source() >> 8);
  EXPECT_EQ(guess_encoding(bytes), "");
  EXPECT_EQ(decode_text(bytes, "").error().reason, "not_text");
  EXPECT_EQ(detect_kind(bytes, "a.txt"), "");
  EXPECT_EQ(decode_text("x", "no such encoding").error().reason, "not_text");
}

TEST(GuessEncoding, LinesWhereEncodingsDifferCountHoweverLate) {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += "Die Tür ist zu. Ärger gibt es nicht.\n";
  const std::string late = text + "Das kostet 20 € und hält ein Leben lang, sagt Herr Žižek.\n";
  EXPECT_EQ(decoded(encode(late, "iso-8859-15")), late);
  EXPECT_EQ(decoded(encode(late, "windows-1252")), late);
  EXPECT_LE(encoding_sample(encode(late, "windows-1252")).size(), 40U << 10);
}

TEST(DetectKind, TextInWideEncodingsIsText) {
  EXPECT_EQ(detect_kind(encode("Склад находится на юге", "UTF-16LE"), "a.txt"), "text");
  EXPECT_EQ(detect_kind(encode("गोदाम शहर के दक्षिण में है", "UTF-16BE"), "a.txt"), "text");
}

TEST(TextDecoder, LineEndsOfAllKindsAreOne) {
  EXPECT_EQ(decoded("a\r\nb\rc\r\rd\r"), "a\nb\nc\n\nd\n");
}

TEST(TextDecoder, PiecesGiveWhatTheWholeGives) {
  for (const Example& example : kExamples) {
    for (const char* encoding : example.encodings) {
      const std::string bytes = encode(std::string(example.text) + "\r\nx", encoding);
      for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        TextDecoder decoder = TextDecoder::make(encoding).value();
        std::string text = decoder.decode(bytes.substr(0, cut), false);
        text += decoder.decode(bytes.substr(cut), true);
        EXPECT_EQ(text, std::string(example.text) + "\nx") << encoding << cut;
      }
    }
  }
}

TEST(TextDecoder, VietnameseTonesJoinTheirLetters) {
  EXPECT_EQ(decode_text("Ti\xEA\xEAng", "windows-1258").value(), "Tiêêng");
  EXPECT_EQ(decode_text("Ti\xEA\xECng", "windows-1258").value(), "Tiếng");
}

TEST(EncodingOfLabel, IsThatOfBrowsers) {
  EXPECT_EQ(encoding_of_label(" ISO-8859-1 "), "windows-1252");
  EXPECT_EQ(encoding_of_label("GB2312"), "gb18030");
  EXPECT_EQ(encoding_of_label("ks_c_5601-1987"), "windows-949");
  EXPECT_EQ(encoding_of_label("koi"), "koi8-r");
  EXPECT_EQ(encoding_of_label("nonsense"), "");
}

TEST(DeclaredEncoding, StandsOnTheFirstTwoLines) {
  EXPECT_EQ(declared_encoding("#!/bin/x\n# -*- coding: koi8-r -*-\n"), "koi8-r");
  EXPECT_EQ(declared_encoding("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>"), "windows-31j");
  EXPECT_EQ(declared_encoding("@charset \"iso-8859-15\";"), "iso-8859-15");
  EXPECT_EQ(declared_encoding("# coding: utf-8"), "");
  EXPECT_EQ(declared_encoding("encoding is hard\n\n# coding: koi8-r"), "");
  EXPECT_EQ(declared_encoding("coding:"), "");
}

}  // namespace
}  // namespace alexandria::ingest
