// Bytes a second of the analyser and the chunker on English prose made here.
#include <benchmark/benchmark.h>

#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/chunker.hpp"

namespace {

std::string prose() {
  const char* words[] = {"library", "records",  "searching", "the",      "of",   "documents",
                         "answers", "citation", "a",         "measured", "index"};
  std::string out;
  for (unsigned i = 0; out.size() < 200'000; ++i)
    out += std::string(words[(i * 2654435761U >> 7) % 11]) + (i % 13 == 12 ? ". The " : " ");
  return out;
}

void analyze(benchmark::State& state) {
  const std::string text = prose();
  alexandria::text::Analyzer analyzer("en");
  std::vector<alexandria::text::Token> tokens;
  for (auto _ : state) {
    tokens.clear();
    benchmark::DoNotOptimize(analyzer.analyze(text, tokens));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(analyze);

void chunk(benchmark::State& state) {
  alexandria::model::ParsedPart part;
  part.text = prose();
  part.blocks.push_back({alexandria::model::BlockKind::kParagraph, 0, 0,
                         static_cast<std::uint32_t>(part.text.size()), ""});
  for (auto _ : state) {
    alexandria::text::HeadingPath path;
    benchmark::DoNotOptimize(alexandria::text::cut_into_chunks(
        part, [](std::string_view t) { return t.size() / 5; }, {}, path));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * part.text.size()));
}
BENCHMARK(chunk);

}  // namespace

BENCHMARK_MAIN();
