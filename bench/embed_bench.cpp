// embed_bench MODELS MODEL FILE [auto|int8|exact]: embeds every line of FILE and prints texts,
// tokens and tokens a second, loading left out. With a fifth argument OUT the vectors go there as
// float32, one after the other.
#include <fstream>
#include <iostream>

#include "alexandria/base/clock.hpp"
#include "alexandria/embed/embedder.hpp"

int main(int count, char** words) {
  using namespace alexandria;
  if (count < 4) return 2;
  const std::string chosen = count > 4 ? words[4] : "auto";
  const auto precision = chosen == "int8"    ? embed::Precision::kInt8
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
  const auto start = std::chrono::steady_clock::now();
  const auto vectors = (*embedder)->embed_passages(texts, stop);
  const double seconds = base::seconds_since(start);
  if (!vectors) return 1;
  const auto tokens = static_cast<double>((*embedder)->tokens_embedded() - before);
  std::cout << "{\"texts\":" << texts.size() << ",\"tokens\":" << tokens
            << ",\"seconds\":" << seconds << ",\"tokens_per_s\":" << tokens / seconds << "}\n";
  if (count > 5) {
    std::ofstream out(words[5], std::ios::binary);
    for (const auto& vector : *vectors)
      out.write(reinterpret_cast<const char*>(vector.data()),
                static_cast<std::streamsize>(vector.size() * sizeof(float)));
  }
  return 0;
}
