// embed_bench MODELS MODEL FILE [auto|int8|bf16|exact]: embeds every line of FILE and prints texts,
// tokens, tokens a second and tokens a second of processor time, loading left out. With a fifth
// argument OUT the vectors go there as float32, one after the other.
#include <ctime>
#include <fstream>
#include <iostream>

#include "alexandria/base/clock.hpp"
#include "alexandria/embed/embedder.hpp"

namespace {

// Processor time of all threads of this process, in seconds: what other programs do beside it
// hardly changes it.
double processor_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace

int main(int count, char** words) {
  using namespace alexandria;
  if (count < 4) return 2;
  const std::string chosen = count > 4 ? words[4] : "auto";
  const auto precision = chosen == "int8"    ? embed::Precision::kInt8
                         : chosen == "bf16"  ? embed::Precision::kBf16
                         : chosen == "exact" ? embed::Precision::kExact
                                             : embed::Precision::kAuto;
  auto embedder = embed::Embedder::open(words[1], words[2], precision);
  if (!embedder) {
    std::cerr << embedder.error().message << "\n";
    return 1;
  }
  std::vector<std::string> texts;
  std::ifstream in(words[3]);
  for (std::string line; std::getline(in, line);)
    texts.push_back(line);
  const std::atomic<bool> stop = false;
  (void)(*embedder)->embed_passages({"warm up"}, stop);
  const std::uint64_t before = (*embedder)->tokens_embedded();
  const double processor_before = processor_seconds();
  const auto start = std::chrono::steady_clock::now();
  const auto vectors = (*embedder)->embed_passages(texts, stop);
  const double seconds = base::seconds_since(start);
  const double processor = processor_seconds() - processor_before;
  if (!vectors) return 1;
  const auto tokens = static_cast<double>((*embedder)->tokens_embedded() - before);
  std::cout << "{\"texts\":" << texts.size() << ",\"tokens\":" << tokens
            << ",\"seconds\":" << seconds << ",\"tokens_per_s\":" << tokens / seconds
            << ",\"tokens_per_processor_s\":" << tokens / processor << "}\n";
  if (count > 5) {
    std::ofstream out(words[5], std::ios::binary);
    for (const auto& vector : *vectors)
      out.write(reinterpret_cast<const char*>(vector.data()),
                static_cast<std::streamsize>(vector.size() * sizeof(float)));
  }
  return 0;
}
