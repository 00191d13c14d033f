// ann_bench FOLDER THREADS: builds our graph over FOLDER/rows.f32 (100,000 x 384), then answers
// lines of "breadth rescored first count kept" on standard input by one line each: processor
// milliseconds a query, wall milliseconds a query, and the rows found, ten a query. `kept` of each
// thousand rows match; with 1000 there is no filter. bench/ann.py speaks with it.
#include <ctime>
#include <fstream>
#include <iostream>
#include <roaring/roaring.hh>
#include <sstream>
#include <vector>

#include "alexandria/base/clock.hpp"
#include "alexandria/platform/system.hpp"
#include "alexandria/vectors/filtered.hpp"

namespace {

using namespace alexandria;

constexpr std::size_t kDimension = 384;
constexpr std::size_t kWanted = 10;
constexpr std::uint32_t kThousand = 1000;

std::vector<float> read_floats(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  std::vector<float> out(static_cast<std::size_t>(in.tellg()) / sizeof(float));
  in.seekg(0);
  in.read(reinterpret_cast<char*>(out.data()),
          static_cast<std::streamsize>(out.size() * sizeof(float)));
  return out;
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double process_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Index {
  std::vector<float> rows;
  std::vector<float> queries;
  std::shared_ptr<vectors::Codes> codes;
  std::unique_ptr<vectors::Hnsw> graph;

  std::span<const float> query(std::size_t at) const {
    return std::span(queries).subspan(at * kDimension, kDimension);
  }
};

bool build(Index& index, std::size_t threads) {
  const auto rows = static_cast<std::uint32_t>(index.rows.size() / kDimension);
  const auto start = std::chrono::steady_clock::now();
  const double before = process_seconds();
  auto book = vectors::Codebook::fit(vectors::Space::kCosine, kDimension, index.rows);
  if (!book) return false;
  index.codes = std::make_shared<vectors::Codes>(*book, rows);
  for (std::uint32_t row = 0; row < rows; ++row)
    index.codes->set(row, std::span(index.rows).subspan(row * kDimension, kDimension));
  auto graph = vectors::Hnsw::make(index.codes, {});
  if (!graph) return false;
  index.graph = std::move(*graph);
  index.graph->insert_all(0, rows, threads);
  std::cout << base::seconds_since(start) << " " << process_seconds() - before << " "
            << index.graph->bytes() + rows * (*book)->stride() << " " << index.graph->reachable()
            << std::endl;
  return true;
}

struct Request {
  std::size_t breadth = 0;
  std::size_t rescored = 0;
  std::size_t first = 0;
  std::size_t count = 0;
  std::uint32_t kept = kThousand;
};

Roaring matching(std::uint32_t rows, std::uint32_t kept) {
  Roaring out;
  for (std::uint32_t row = 0; row < rows; ++row)
    if (row % kThousand < kept) out.add(row);
  out.runOptimize();
  return out;
}

void answer(const Index& index, const Request& request) {
  const auto [breadth, rescored, first, count, kept] = request;
  const Roaring allowed = matching(index.graph->rows(), kept);
  std::vector<vectors::Candidate> found(std::min(rescored, breadth));
  std::vector<std::uint32_t> rows(count * kWanted);
  const vectors::VectorOf vector_of = [&](std::uint32_t row) {
    return index.rows.data() + row * kDimension;
  };
  const auto start = std::chrono::steady_clock::now();
  const double before = thread_seconds();
  for (std::size_t i = 0; i < count; ++i) {
    const auto query = index.query(first + i);
    const std::size_t size =
        kept < kThousand ? vectors::search_filtered(*index.graph, query, breadth, allowed, found)
                         : index.graph->search(query, breadth, nullptr, found);
    vectors::rescore(vectors::Space::kCosine, query, {found.data(), size}, vector_of);
    for (std::size_t k = 0; k < kWanted && k < size; ++k)
      rows[i * kWanted + k] = found[k].row;
  }
  const double each = 1000 / static_cast<double>(count);
  std::cout << (thread_seconds() - before) * each << " " << base::seconds_since(start) * each;
  for (const std::uint32_t row : rows)
    std::cout << " " << row;
  std::cout << std::endl;
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) return 2;
  Index index;
  index.rows = read_floats(std::string(words[1]) + "/rows.f32");
  index.queries = read_floats(std::string(words[1]) + "/queries.f32");
  if (!build(index, std::strtoul(words[2], nullptr, 10))) return 1;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream in(line);
    Request request;
    if (!(in >> request.breadth >> request.rescored >> request.first >> request.count >>
          request.kept))
      return 2;
    answer(index, request);
  }
  return 0;
}
