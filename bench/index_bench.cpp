// index_bench ROWS QUERIES [texts]: an index of ROWS x 384 (cosine) in memory, one thread: searches
// a query at a time, dense, hybrid, and dense with filters that keep .1 to 50 % of the rows; with
// `texts`, which keeps trigrams, also dense among rows that contain a word or a pattern. Prints
// median and 99th percentile of wall milliseconds, recall@10 against float32, memory, and how long
// filling, saving and loading took. Rows are 2,000 centres N(0,1) + .6 N(0,1), normalised;
// documents have 40 words of a Zipf vocabulary of 30,000; keys p (0 to 999), src (100 strings), tag
// (array, 1 of 7).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <set>
#include <string>

#include "alexandria/base/clock.hpp"
#include "alexandria/index/collection_index.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/system.hpp"

namespace {

using namespace alexandria;

constexpr std::size_t kDimension = 384;
constexpr std::size_t kCentres = 2000;
constexpr std::size_t kWords = 30'000;
constexpr std::size_t kWordsARow = 40;
constexpr std::size_t kWanted = 10;
constexpr std::size_t kRowsTogether = 1000;

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed), centres_(kCentres * kDimension) {
    for (float& value : centres_)
      value = normal_(random_);
    double sum = 0;
    for (std::size_t i = 1; i <= kWords; ++i)
      zipf_.push_back(sum += 1 / static_cast<double>(i));
  }
  std::vector<float> vector() {
    const std::size_t centre = random_() % kCentres;
    std::vector<float> out(kDimension);
    float square = 0;
    for (std::size_t d = 0; d < kDimension; ++d) {
      out[d] = centres_[centre * kDimension + d] + .6F * normal_(random_);
      square += out[d] * out[d];
    }
    for (float& value : out)
      value /= std::sqrt(square);
    return out;
  }
  std::string words(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
      const double at = std::uniform_real_distribution<double>(0, zipf_.back())(random_);
      const auto word = std::ranges::lower_bound(zipf_, at) - zipf_.begin();
      out += (i > 0 ? " " : "") + name_of(static_cast<std::size_t>(word));
    }
    return out;
  }
  std::uint64_t number(std::uint64_t below) { return random_() % below; }
  static std::string word(std::size_t rank) { return name_of(rank); }

 private:
  static std::string name_of(std::size_t word) {
    std::string out;
    for (std::size_t left = word + 1000; left > 0; left /= 20) {
      out += "bcdfghjklmnpqrstvwxz"[left % 20];
      out += "aeiou"[left % 5];
    }
    return out;
  }
  std::mt19937_64 random_;
  std::normal_distribution<float> normal_;
  std::vector<float> centres_;
  std::vector<double> zipf_;
};

std::uint64_t resident_kib() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("VmRSS:")) return std::stoull(line.substr(6));
  return 0;
}

struct Bench {
  Maker maker{42};
  std::vector<float> rows;
  std::vector<std::uint64_t> p;
  std::vector<std::vector<float>> queries;
  std::vector<std::string> texts;
  std::vector<std::string> documents;
  bool has_texts = false;
  index::TextSource text_source = [this](const std::vector<std::uint64_t>& row_nos) {
    std::vector<std::optional<std::string>> out;
    for (const std::uint64_t number : row_nos)
      out.emplace_back(documents[number - 1]);
    return out;
  };
  index::VectorSource source = [this](const std::vector<std::uint64_t>& row_nos) {
    std::vector<std::vector<float>> out;
    for (const std::uint64_t number : row_nos)
      out.emplace_back(rows.begin() + static_cast<std::ptrdiff_t>((number - 1) * kDimension),
                       rows.begin() + static_cast<std::ptrdiff_t>(number * kDimension));
    return out;
  };

  index::Row make_row(std::uint64_t number) {
    index::Row row;
    row.row_no = row.document_no = number;
    row.language = "en";
    row.text = maker.words(kWordsARow);
    if (has_texts) documents.push_back(*(row.document = row.text));
    row.vector = maker.vector();
    p.push_back(maker.number(1000));
    row.metadata = {{"p", static_cast<std::int64_t>(p.back())},
                    {"src", "s" + std::to_string(maker.number(100))},
                    {"tag", std::vector<model::Scalar>{"t" + std::to_string(maker.number(7))}}};
    rows.insert(rows.end(), row.vector.begin(), row.vector.end());
    return row;
  }

  void fill(index::CollectionIndex& index, std::uint64_t count) {
    double seconds = 0;
    double longest = 0;
    for (std::uint64_t first = 1; first <= count; first += kRowsTogether) {
      std::vector<index::Row> batch;
      for (std::uint64_t i = first; i < std::min(first + kRowsTogether, count + 1); ++i)
        batch.push_back(make_row(i));
      const auto start = std::chrono::steady_clock::now();
      index.apply(batch, {"t", batch.back().row_no, "c"});
      longest = std::max(longest, base::seconds_since(start));
      while (index.merge()) {}
      seconds += base::seconds_since(start);
    }
    const auto facts = index.statistics();
    std::printf("filled in %.1f s (apply of %zu at most %.0f ms); %llu segments, index %llu MiB\n",
                seconds, kRowsTogether, longest * 1000,
                static_cast<unsigned long long>(facts.segments),
                static_cast<unsigned long long>(facts.bytes >> 20));
  }

  std::set<std::uint64_t> exact(std::size_t at, std::uint64_t p_below) const {
    std::vector<std::pair<float, std::uint64_t>> all;
    for (std::size_t row = 0; row < p.size(); ++row) {
      if (p[row] >= p_below) continue;
      float sum = 0;
      for (std::size_t d = 0; d < kDimension; ++d)
        sum += queries[at][d] * rows[row * kDimension + d];
      all.emplace_back(-sum, row + 1);
    }
    const std::size_t wanted = std::min(kWanted, all.size());
    std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(wanted));
    std::set<std::uint64_t> out;
    for (std::size_t i = 0; i < wanted; ++i)
      out.insert(all[i].second);
    return out;
  }

  void measure(const char* name, const index::CollectionIndex& index, index::Query query,
               std::uint64_t p_below, bool is_recalled) {  // p_below 1000: no filter of p
    std::vector<double> times;
    std::size_t right = 0;
    std::size_t all = 0;
    query.documents_max = kWanted;
    query.group_by_document = false;
    if (p_below < 1000)
      query.filter =
          model::filter_from_json("{\"p\":{\"$lt\":" + std::to_string(p_below) + "}}").value();
    for (std::size_t i = 0; i < queries.size(); ++i) {
      query.vector = queries[i];
      if (query.mode != index::Mode::kDense) query.text = texts[i];
      const auto start = std::chrono::steady_clock::now();
      const auto found = index.search(query, source, text_source);
      times.push_back(base::seconds_since(start) * 1000);
      if (!is_recalled || i >= 100) continue;
      const auto wanted = exact(i, p_below);
      all += wanted.size();
      for (const index::Hit& hit : found.hits)
        right += wanted.count(hit.row_no);
    }
    std::ranges::sort(times);
    std::printf("%-18s p50 %.3f ms  p99 %.3f ms", name, times[times.size() / 2],
                times[times.size() * 99 / 100]);
    if (all > 0)
      std::printf("  recall %.4f", static_cast<double>(right) / static_cast<double>(all));
    std::printf("\n");
    std::fflush(stdout);
  }
};

}  // namespace

int main(int count, char** words) {
  if (count != 3 && count != 4) return 2;
  Bench bench;
  bench.has_texts = count == 4;
  index::CollectionIndex index({kDimension}, {.text_filters = bench.has_texts});
  const std::uint64_t before = resident_kib();
  bench.fill(index, std::stoull(words[1]));
  for (std::uint64_t i = 0; i < std::stoull(words[2]); ++i) {
    bench.queries.push_back(bench.maker.vector());
    bench.texts.push_back(bench.maker.words(4));
  }
  platform::trim_heap();
  const std::uint64_t floats = bench.rows.size() * sizeof(float) >> 10;
  std::uint64_t texts = 0;
  for (const std::string& document : bench.documents)
    texts += document.capacity() + sizeof document;
  std::printf("memory %.0f MiB without the rows\n",
              static_cast<double>(resident_kib() - before - floats - (texts >> 10)) / 1024);
  const index::Query dense{.mode = index::Mode::kDense};
  bench.measure("dense", index, dense, 1000, true);
  bench.measure("hybrid", index, {.mode = index::Mode::kHybrid}, 1000, false);
  bench.measure("keyword", index, {.mode = index::Mode::kKeyword}, 1000, false);
  bench.measure("dense, 50 %", index, dense, 500, true);
  bench.measure("dense, 10 %", index, dense, 100, true);
  bench.measure("dense, 1 %", index, dense, 10, true);
  bench.measure("dense, .1 %", index, dense, 1, true);
  if (bench.has_texts) {
    const auto filter = [](model::FilterOp op, std::string operand) {
      model::Filter out;
      out.op = op;
      out.values = {std::move(operand)};
      return out;
    };
    index::Query query = dense;
    query.filter = filter(model::FilterOp::kTextContains, bench.maker.word(72));
    bench.measure("contains, 5 %", index, query, 1000, false);
    query.filter = filter(model::FilterOp::kTextContains, bench.maker.word(365));
    bench.measure("contains, 1 %", index, query, 1000, false);
    query.filter =
        filter(model::FilterOp::kTextMatches, "(?i)" + bench.maker.word(365) + "\\s+\\w+");
    bench.measure("matches, 1 %", index, query, 1000, false);
  }
  const auto folder = platform::TemporaryFolder::make().value();
  auto start = std::chrono::steady_clock::now();
  if (!index.save(folder)) return 1;
  const double saved = base::seconds_since(start);
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    bytes += entry.file_size();
  start = std::chrono::steady_clock::now();
  if (!index::CollectionIndex::load(folder, index::VectorSpace{kDimension})) return 1;
  std::printf("saved in %.2f s, %llu MiB; loaded in %.2f s\n", saved,
              static_cast<unsigned long long>(bytes >> 20), base::seconds_since(start));
  return 0;
}
