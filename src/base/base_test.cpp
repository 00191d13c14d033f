#include <gtest/gtest.h>

#include "alexandria/base/bytes.hpp"
#include "alexandria/base/crc32c.hpp"
#include "alexandria/base/csv.hpp"
#include "alexandria/base/identifier.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/base/result.hpp"

namespace alexandria {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return fail(Code::kInvalidArgument, "odd", "{} is odd", value);
  return value / 2;
}
Result<int> quarter(int value) {
  const int once = TRY(half(value));
  return TRY(half(once));
}

TEST(Result, TryPassesTheValueOrTheErrorOn) {
  EXPECT_EQ(quarter(12).value(), 3);
  EXPECT_EQ(quarter(6).error().message, "3 is odd");
}

TEST(Crc32c, EqualsTheExamplesOfRfc3720) {
  EXPECT_EQ(base::crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(base::crc32c(std::string(32, '\xff')), 0x62A8AB43U);
  EXPECT_EQ(base::crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(base::crc32c("6789", base::crc32c("12345")), 0xE3069283U);
}

TEST(Bytes, WhatIsWrittenIsReadAndNothingPastTheEnd) {
  base::ByteWriter writer;
  writer.varint(300);
  writer.text("abc");
  writer.number(1.5F);
  writer.array(std::vector<std::uint16_t>{1, 2, 3});
  const std::string bytes = writer.take();
  base::ByteReader reader(bytes);
  EXPECT_EQ(reader.varint(), 300U);
  EXPECT_EQ(reader.text(), "abc");
  EXPECT_EQ(reader.number<float>(), 1.5F);
  EXPECT_EQ(reader.array<std::uint16_t>(), (std::vector<std::uint16_t>{1, 2, 3}));
  EXPECT_TRUE(reader.finished());
  EXPECT_EQ(reader.number<std::uint32_t>(), 0U);
  EXPECT_TRUE(reader.failed());
}

TEST(Csv, FieldsInQuotesHoldSeparatorsLineEndsAndQuotes) {
  const std::string text = "a;\"b;\nc\";\"say \"\"no\"\"\"\r\n;5\" pipe\nlast;\"open";
  std::size_t at = 0;
  using Fields = std::vector<std::string>;
  EXPECT_EQ(base::read_csv_record(text, at, ';'), (Fields{"a", "b;\nc", "say \"no\""}));
  EXPECT_EQ(base::read_csv_record(text, at, ';'), (Fields{"", "5\" pipe"}));
  EXPECT_EQ(base::read_csv_record(text, at, ';'), (Fields{"last", "open"}));
  EXPECT_EQ(at, text.size());
}

TEST(Varint, HasSevenBitsAByteAndReadsBack) {
  std::string bytes;
  const std::vector<std::uint64_t> values{0, 127, 128, 300, ~std::uint64_t{0}};
  for (const std::uint64_t value : values)
    base::append_varint(bytes, value);
  EXPECT_EQ(bytes.size(), 1U + 1 + 2 + 2 + 10);
  const char* at = bytes.data();
  for (const std::uint64_t value : values)
    EXPECT_EQ(base::read_trusted_varint(at), value);
  EXPECT_EQ(at, bytes.data() + bytes.size());
}

TEST(Bytes, EveryTruncationIsNoticed) {
  base::ByteWriter writer;
  writer.text("hello");
  writer.array(std::vector<std::uint64_t>{7});
  const std::string bytes = writer.take();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    base::ByteReader reader(std::string_view(bytes).substr(0, length));
    reader.text();
    reader.array<std::uint64_t>();
    EXPECT_TRUE(reader.failed()) << length;
  }
}

TEST(Identifier, LaterOnesSortLaterAndAllDiffer) {
  EXPECT_LT(base::new_identifier(1000), base::new_identifier(2000));
  EXPECT_NE(base::new_identifier(1000), base::new_identifier(1000));
  EXPECT_EQ(base::new_identifier(1000).size(), 32U);
}

TEST(Metrics, HistogramBucketsAreCumulative) {
  metrics::Histogram& seconds = metrics::histogram("test_seconds", "a test", "route=\"x\"");
  seconds.observe(.002);
  seconds.observe(3);
  const std::string text = metrics::print();
  EXPECT_NE(text.find("test_seconds_bucket{route=\"x\",le=\"0.0025\"} 1\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("test_seconds_bucket{route=\"x\",le=\"+Inf\"} 2\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("test_seconds_count{route=\"x\"} 2\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace alexandria
