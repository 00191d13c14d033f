// Random changes, merges, saves and loads against a list of rows that is searched one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <roaring/roaring.hh>

#include "alexandria/index/collection_index.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::index {
namespace {

constexpr std::size_t kDimension = 6;
const char* const kWords[] = {"pump", "valve", "gate", "motor"};

// The truth: every row that is alive, as it was added.
struct Reference {
  std::map<std::uint64_t, Row> rows;

  std::vector<std::uint64_t> nearest(const Query& query, vectors::Space metric) const {
    std::vector<std::pair<float, std::uint64_t>> all;
    for (const auto& [number, row] : rows)
      if (!row.vector.empty() && is_allowed(query, row))
        all.emplace_back(vectors::distance(metric, query.vector, row.vector), number);
    std::ranges::sort(all);
    std::vector<std::uint64_t> out;
    for (std::size_t i = 0; i < std::min(all.size(), query.documents_max); ++i)
      out.push_back(all[i].second);
    return out;
  }
  std::vector<std::uint64_t> having(const Query& query) const {
    std::vector<std::uint64_t> out;
    for (const auto& [number, row] : rows)
      if (row.text.contains(query.text) && is_allowed(query, row)) out.push_back(number);
    return out;
  }
  static bool is_allowed(const Query& query, const Row& row) {
    return std::ranges::count(query.access_sets, row.access_set) > 0 &&
           (!query.filter || model::matches(*query.filter, row.metadata));
  }
};

class History {
 public:
  History(unsigned seed, vectors::Space metric)
      : random_(seed), space_{kDimension, metric}, index_(make()) {}

  void run(int steps) {
    for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
      change();
      if (random_() % 4 == 0) index_->merge(random_() % 3 == 0);
      if (random_() % 16 == 0) {
        while (index_->merge()) {}
      }
      if (random_() % 16 == 0) save_and_load();
      if (step % 4 == 0) compare();
    }
    while (index_->merge(true)) {}
    EXPECT_EQ(index_->statistics().deleted, 0U);
    compare();
    save_and_load();
    compare();
  }

 private:
  std::unique_ptr<CollectionIndex> make() const {
    return std::make_unique<CollectionIndex>(space_, kOptions);
  }

  Row random_row(std::uint64_t number) {
    Row row;
    row.row_no = row.document_no = number;
    row.language = "en";
    row.access_set = static_cast<std::uint32_t>(random_() % 3);
    row.text = std::string(kWords[random_() % 4]) + " " + kWords[random_() % 4];
    row.metadata["n"] = static_cast<std::int64_t>(random_() % 8);
    row.document = row.text;
    if (random_() % 10 == 0) return row;
    std::normal_distribution<float> normal;
    for (std::size_t d = 0; d < kDimension; ++d)
      row.vector.push_back(normal(random_));
    return row;
  }

  void change() {
    std::map<std::uint64_t, Row> changed;
    const std::uint64_t count = random_() % 8 == 0 ? 200 : 1 + random_() % 6;
    for (std::uint64_t i = 0; i < count; ++i) {
      const bool is_new = truth_.rows.empty() || random_() % 3 > 0;
      const std::uint64_t number = is_new ? ++last_ : 1 + random_() % last_;
      Row row = random_row(number);
      row.deleted = !is_new && random_() % 2 == 0;
      changed[number] = row;
    }
    std::vector<Row> rows;
    for (const auto& [number, row] : changed) {
      rows.push_back(row);
      truth_.rows.erase(number);
      if (!row.deleted) truth_.rows[number] = row;
    }
    index_->apply(rows, {"t", ++position_, "c"});
  }

  void save_and_load() {
    ASSERT_TRUE(index_->save(folder_));
    auto loaded = CollectionIndex::load(folder_, space_, kOptions);
    ASSERT_TRUE(loaded) << loaded.error().message;
    index_ = std::move(*loaded);
    EXPECT_EQ(index_->place().position, position_);
  }

  void compare() {
    std::vector<std::uint64_t> alive;
    for (const auto& [number, row] : truth_.rows)
      alive.push_back(number);
    ASSERT_EQ(index_->live_rows(), alive);
    Query query{.documents_max = 1 + random_() % 40, .group_by_document = false};
    std::normal_distribution<float> normal;
    for (std::size_t d = 0; d < kDimension; ++d)
      query.vector.push_back(normal(random_));
    query.access_sets = {0, static_cast<std::uint32_t>(1 + random_() % 2)};
    if (random_() % 2 == 0)
      query.filter =
          model::filter_from_json("{\"n\":{\"$lt\":" + std::to_string(random_() % 9) + "}}")
              .value();
    query.mode = Mode::kDense;
    EXPECT_EQ(found(query), truth_.nearest(query, space_.metric));
    query.documents_max = truth_.rows.size();
    EXPECT_EQ(found(query), truth_.nearest(query, space_.metric)) << "all of them";
    query.mode = Mode::kKeyword;
    query.text = kWords[random_() % 4];
    query.vector.clear();
    auto numbers = found(query);
    std::ranges::sort(numbers);
    EXPECT_EQ(numbers, truth_.having(query)) << query.text;
  }

  std::vector<std::uint64_t> found(const Query& query) const {
    const VectorSource source = [this](const std::vector<std::uint64_t>& numbers) {
      std::vector<std::vector<float>> out;
      for (const std::uint64_t number : numbers)
        out.push_back(truth_.rows.at(number).vector);
      return out;
    };
    std::vector<std::uint64_t> out;
    for (const Hit& hit : index_->search(query, source).hits)
      out.push_back(hit.row_no);
    return out;
  }

  static constexpr IndexOptions kOptions{.graph_rows = 200, .text_filters = true};
  std::mt19937 random_;
  VectorSpace space_;
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  std::unique_ptr<CollectionIndex> index_;
  Reference truth_;
  std::uint64_t last_ = 0;
  std::uint64_t position_ = 0;
};

TEST(Histories, RandomChangesEqualAListOfRows) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    const auto metric = static_cast<vectors::Space>(seed % 3);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    History(seed, metric).run(80);
    if (testing::Test::HasFailure()) return;
  }
}

// Clustered rows, a quarter of which is deleted and added anew again and again.
class Cycles : public testing::TestWithParam<vectors::Space> {
 protected:
  static constexpr std::size_t kWide = 24;
  static constexpr std::uint64_t kAlive = 24'000;
  std::mt19937 random_{42};
  std::vector<std::vector<float>> centres_;
  std::vector<std::vector<float>> rows_{1};  // by row number; empty: deleted

  std::vector<float> near_a_centre() {
    std::normal_distribution<float> normal;
    if (centres_.empty()) {
      centres_.resize(300, std::vector<float>(kWide));
      for (auto& centre : centres_)
        for (float& value : centre)
          value = normal(random_);
    }
    std::vector<float> out = centres_[random_() % centres_.size()];
    for (float& value : out)
      value += .6F * normal(random_);
    return out;
  }
  std::vector<Row> new_rows(std::uint64_t count) {
    std::vector<Row> out(count);
    for (Row& row : out) {
      row.row_no = row.document_no = rows_.size();
      row.vector = near_a_centre();
      rows_.push_back(row.vector);
    }
    return out;
  }
  double recall(const CollectionIndex& index) {
    const VectorSource source = [this](const std::vector<std::uint64_t>& numbers) {
      std::vector<std::vector<float>> out;
      for (const std::uint64_t number : numbers)
        out.push_back(rows_[number]);
      return out;
    };
    std::size_t right = 0;
    for (int q = 0; q < 60; ++q) {
      Query query{.mode = Mode::kDense, .group_by_document = false};
      query.vector = near_a_centre();
      std::vector<std::pair<float, std::uint64_t>> all;
      for (std::uint64_t number = 1; number < rows_.size(); ++number)
        if (!rows_[number].empty())
          all.emplace_back(vectors::distance(GetParam(), query.vector, rows_[number]), number);
      std::ranges::partial_sort(all, all.begin() + 10);
      for (const Hit& hit : index.search(query, source).hits)
        right += std::ranges::any_of(all.begin(), all.begin() + 10,
                                     [&](const auto& each) { return each.second == hit.row_no; });
    }
    return static_cast<double>(right) / 600;
  }
};

TEST_P(Cycles, RecallStaysWhileRowsAreDeletedAndAddedAgain) {
  CollectionIndex index({kWide, GetParam()});
  std::uint64_t position = 0;
  while (rows_.size() <= kAlive) {
    index.apply(new_rows(1000), {"t", ++position, "c"});
    while (index.merge()) {}
  }
  EXPECT_GE(recall(index), .99) << "before";
  for (int cycle = 0; cycle < 6; ++cycle) {
    std::vector<Row> changes;
    for (std::uint64_t number = 1; number < rows_.size(); ++number) {
      if (rows_[number].empty() || random_() % 8 > 0) continue;
      changes.emplace_back().row_no = number;
      changes.back().deleted = true;
      rows_[number].clear();
    }
    const std::uint64_t gone = changes.size();
    index.apply(changes, {"t", ++position, "c"});
    index.apply(new_rows(gone), {"t", ++position, "c"});
    while (index.merge(cycle % 2 == 0)) {}
    ASSERT_EQ(index.live_rows().size(), kAlive);
    EXPECT_GE(recall(index), .99) << "cycle " << cycle;
  }
}

INSTANTIATE_TEST_SUITE_P(Metrics, Cycles,
                         testing::Values(vectors::Space::kL2, vectors::Space::kInnerProduct,
                                         vectors::Space::kCosine));

}  // namespace
}  // namespace alexandria::index
