// `alexandria-parser`: reads one foreign file for `alexandria`, which starts it for each.
#include <cstdio>

#include "alexandria/ingest/parse.hpp"

int main(int count, char** words) {
  constexpr int kExitUsage = 2;
  if (const auto status = alexandria::ingest::run_as_child(count, words)) return *status;
  std::fprintf(stderr,
               "alexandria-parser is started by alexandria for each file that it reads:\n"
               "  alexandria-parser parse-child NAME FIRST_PART [first_row|none] < FILE\n"
               "  alexandria-parser render-child PAGE WIDTH < FILE\n");
  return kExitUsage;
}
