#include "text_filter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace alexandria::index {
namespace {

using model::Filter;
using model::FilterOp;

const char* const kLetters[] = {"a",      "b",      "B", "k", "K",  "s",
                                "\u017f", "\u212a", "é", "É", "猫", " "};
const char* const kPatterns[] = {"aab",  "(?i)kks",  "^a",      "b$",      "a+.k",    "é.É",
                                 "猫猫", "[sk]{3}",  "aab|ska", "(?i)é+a", "\\w{4}",  "(?i)sss|bbb",
                                 "a.*k", "aaa.*bbb", "[^ab]+k", "^$",      "ab(k|s)k"};

// Rows with and without documents, and the same in a list.
class TextFilterTest : public testing::TestWithParam<bool> {
 protected:
  std::mt19937 random_{5};
  CollectionIndex index_{{2}, {.graph_rows = 300, .text_filters = GetParam()}};
  std::map<std::uint64_t, Row> rows_;
  std::size_t texts_asked_ = 0;
  std::uint64_t position_ = 0;
  TextSource texts_ = [this](const std::vector<std::uint64_t>& numbers) {
    std::vector<std::optional<std::string>> out;
    for (const std::uint64_t number : numbers)
      out.push_back(rows_.at(number).document);
    texts_asked_ += numbers.size();
    return out;
  };

  std::string text(std::size_t letters_max) {
    std::string out;
    for (std::size_t left = random_() % (letters_max + 1); left > 0; --left)
      out += kLetters[random_() % std::size(kLetters)];
    return out;
  }
  void apply(std::vector<Row> rows) {
    for (const Row& row : rows) {
      rows_.erase(row.row_no);
      if (!row.deleted) rows_[row.row_no] = row;
    }
    index_.apply(rows, {"t", ++position_, "c"});
  }
  void fill() {
    std::uint64_t number = 0;
    for (int batch = 0; batch < 12; ++batch) {
      std::vector<Row> rows;
      for (int i = 0; i < 60; ++i) {
        Row& row = rows.emplace_back();
        row.row_no = row.document_no = ++number;
        if (random_() % 8 > 0) row.document = text(30);
        row.metadata["n"] = static_cast<std::int64_t>(random_() % 6);
        row.vector = {std::cos(static_cast<float>(number)), std::sin(static_cast<float>(number))};
      }
      apply(rows);
      Row gone;
      gone.row_no = 1 + random_() % number;
      gone.deleted = true;
      apply({gone});
      if (batch % 3 == 0) index_.merge(true);
    }
  }
  Filter filter(int depth) {
    Filter out;
    if (depth > 0 && random_() % 3 > 0) {
      out.op = random_() % 2 == 0 ? FilterOp::kAnd : FilterOp::kOr;
      for (std::size_t left = random_() % 4; left > 0; --left)
        out.children.push_back(filter(depth - 1));
      return out;
    }
    out.op = static_cast<FilterOp>(2 + random_() % 14);
    out.key = "n";
    if (!model::is_of_text(out.op))
      out.values = {static_cast<std::int64_t>(random_() % 6)};
    else if (out.op == FilterOp::kTextMatches || out.op == FilterOp::kTextNotMatches)
      out.values = {std::string(kPatterns[random_() % std::size(kPatterns)])};
    else
      out.values = {text(4)};
    return out;
  }
  std::vector<std::uint64_t> expected(const Filter& wanted) const {
    const model::PatternTest finds = [](const std::string& pattern, std::string_view text) {
      static std::map<std::string, text::Pattern> compiled;
      const auto found = compiled.find(pattern);
      if (found != compiled.end()) return found->second.is_found_in(text);
      const auto made = compiled.emplace(pattern, text::Pattern::compile(pattern).value());
      return made.first->second.is_found_in(text);
    };
    std::vector<std::uint64_t> out;
    for (const auto& [number, row] : rows_)
      if (model::matches(wanted, row.metadata, row.document ? &*row.document : nullptr, finds))
        out.push_back(number);
    return out;
  }
};

TEST_P(TextFilterTest, RandomFiltersEqualTheReferenceEvaluator) {
  fill();
  for (int round = 0; round < 600; ++round) {
    if (round == 300) {
      while (index_.merge(true)) {}
    }
    Query query{.mode = Mode::kDense, .filter = filter(2), .group_by_document = false};
    const auto right = expected(*query.filter);
    ASSERT_EQ(index_.matching_rows(query, texts_), right) << round;
    query.vector = {1, .5F};
    query.documents_max = 7;
    std::vector<std::pair<float, std::uint64_t>> nearest;
    for (const std::uint64_t number : right)
      nearest.emplace_back(
          vectors::distance(vectors::Space::kCosine, query.vector, rows_[number].vector), number);
    std::ranges::sort(nearest);
    const VectorSource vectors = [this](const std::vector<std::uint64_t>& numbers) {
      std::vector<std::vector<float>> out;
      for (const std::uint64_t number : numbers)
        out.push_back(rows_[number].vector);
      return out;
    };
    const auto hits = index_.search(query, vectors, texts_).hits;
    ASSERT_EQ(hits.size(), std::min<std::size_t>(7, right.size())) << round;
    for (std::size_t i = 0; i < hits.size(); ++i)
      ASSERT_EQ(hits[i].row_no, nearest[i].second) << round << " " << i;
  }
}

TEST_P(TextFilterTest, FewTextsAreLookedAt) {
  fill();
  Query query{.filter = Filter{}};
  query.filter->op = FilterOp::kTextContains;
  query.filter->values = {std::string("猫 a")};
  const auto found = index_.matching_rows(query, texts_);
  if (GetParam()) {
    EXPECT_LE(texts_asked_, found.size() + 20);
  } else {
    EXPECT_GT(texts_asked_, 500U);
  }
  texts_asked_ = 0;
  query.filter->values = {std::string(" ")};
  index_.matching_rows(query, texts_);
  if (GetParam()) {
    EXPECT_EQ(texts_asked_, 0U) << "a trigram's beginning is enough";
  }
}

TEST_P(TextFilterTest, APatternThatIsRefusedLetsNoRowThrough) {
  fill();
  Query query{.filter = Filter{}};
  query.filter->op = FilterOp::kTextNotMatches;
  query.filter->values = {std::string("(?=a)")};
  EXPECT_EQ(check_filter(*query.filter).error().reason, "invalid_pattern");
  EXPECT_TRUE(index_.matching_rows(query, texts_).empty());
  query.filter->values = {std::string("a")};
  EXPECT_TRUE(check_filter(*query.filter));
}

TEST_P(TextFilterTest, OnlyRowsThatAreNamedAreFound) {
  fill();
  Query query;
  query.rows = {{9'999, 700, 3, 3}};
  const std::size_t alive = rows_.count(3) + rows_.count(700);
  EXPECT_EQ(index_.matching_rows(query).size(), alive);
  query.rows->clear();
  EXPECT_TRUE(index_.matching_rows(query).empty());
}

INSTANTIATE_TEST_SUITE_P(Trigrams, TextFilterTest, testing::Bool());

}  // namespace
}  // namespace alexandria::index
