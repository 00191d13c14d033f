// claim_bench FILE: lines of kind, language, claim, passage, separated by tabs; "\n" stands for a
// line end. Prints for each line whether the claim is flagged (not `supported`), with what failed,
// and at the end the time of a check in milliseconds, as JSON lines.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <vector>

#include "alexandria/base/clock.hpp"
#include "alexandria/text/claim_check.hpp"

namespace {

std::string with_line_ends(std::string text) {
  for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at))
    text.replace(at, 2, "\n");
  return text;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  for (std::size_t tab = line.find('\t'); tab != std::string::npos; tab = line.find('\t', begin)) {
    out.push_back(with_line_ends(line.substr(begin, tab - begin)));
    begin = tab + 1;
  }
  out.push_back(with_line_ends(line.substr(begin)));
  return out;
}

}  // namespace

int main(int count, char** words) {
  using namespace alexandria;
  if (count < 2) return 2;
  std::ifstream in(words[1]);
  std::vector<double> times;
  for (std::string line; std::getline(in, line);) {
    const auto fields = fields_of(line);
    if (fields.size() != 4) return 2;
    const auto start = std::chrono::steady_clock::now();
    const auto check = text::check_claim(fields[2], fields[3], fields[1]);
    times.push_back(base::seconds_since(start) * 1000);
    std::cout << (check.support == text::Support::kSupported ? "0" : "1");
    for (const std::string& failed : check.failed)
      std::cout << "\t" << failed;
    std::cout << "\n";
  }
  if (times.empty()) return 2;
  std::ranges::sort(times);
  std::cout << times[times.size() / 2] << "\t" << times[times.size() * 99 / 100] << "\t"
            << times.back() << "\n";
  return 0;
}
