// claim_bench FILE: lines of kind, claim, passage, separated by tabs. Prints for each kind how many
// pairs there are and how many are flagged (not `supported`), and the time of a check.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <vector>

#include "alexandria/base/clock.hpp"
#include "alexandria/text/claim_check.hpp"

int main(int count, char** words) {
  using namespace alexandria;
  if (count < 2) return 2;
  std::ifstream in(words[1]);
  std::map<std::string, std::pair<std::size_t, std::size_t>> kinds;
  std::vector<double> times;
  const bool verbose = count > 2;
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    if (second == std::string::npos) continue;
    const std::string kind = line.substr(0, first);
    const std::string claim = line.substr(first + 1, second - first - 1);
    const std::string passage = line.substr(second + 1);
    const auto start = std::chrono::steady_clock::now();
    const auto check = text::check_claim(claim, passage, "en");
    times.push_back(base::seconds_since(start) * 1000);
    auto& [pairs, flagged] = kinds[kind];
    ++pairs;
    const bool is_flagged = check.support != text::Support::kSupported;
    if (is_flagged) ++flagged;
    const bool should = kind != "verbatim" && kind != "trimmed";
    if (verbose && is_flagged != should)
      std::cerr << kind << ": " << claim << "\n    " << passage.substr(0, 2000) << "\n";
  }
  std::ranges::sort(times);
  std::cout << "{";
  for (const auto& [kind, counts] : kinds)
    std::cout << "\"" << kind << "\":{\"pairs\":" << counts.first
              << ",\"flagged\":" << counts.second << "},";
  std::cout << "\"ms_p50\":" << times[times.size() / 2] << ",\"ms_max\":" << times.back() << "}\n";
  return 0;
}
