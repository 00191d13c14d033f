// Reads DOCX files, each a number of times: docx_bench TIMES FILE... Files a second of the
// processor go to standard output; what cannot be read is left out.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include <fmt/format.h>

#include "parsers.hpp"

using namespace alexandria;

int main(int count, char** words) {
  const int times = count > 1 ? std::atoi(words[1]) : 1;
  const ingest::Sink sink{[](const auto&) {}, [](const auto&) { return true; }};
  double seconds = 0;  // of the processor
  int files = 0;
  for (int i = 2; i < count; ++i) {
    const std::string name = std::filesystem::path(words[i]).filename().string();
    const ingest::Source source{words[i], name, "docx"};
    const auto begin = std::clock();
    bool is_read = true;
    for (int time = 0; time < times && is_read; ++time)
      is_read = ingest::parse_docx(source, sink).has_value();
    if (!is_read) continue;
    const double taken = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    if (count == 3 || taken / times > .02) fmt::print("{}: {:.2f} ms\n", name, taken / times * 1e3);
    seconds += taken;
    files += times;
  }
  fmt::print("{} files read, {:.0f} files/s on one core\n", files / times, files / seconds);
  return 0;
}
