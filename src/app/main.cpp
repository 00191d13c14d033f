#include <system_error>

#include <fmt/format.h>

#include "alexandria/platform/signals.hpp"
#include "alexandria/platform/system.hpp"
#include "commands.hpp"

namespace {
constexpr int kExitUnreachable = 3;  // as the help says
}

int main(int count, char** words) {
  alexandria::platform::share_heaps();
  alexandria::platform::ignore_write_signals();
  try {
    return alexandria::app::run_command_line(count, words);
  } catch (const std::system_error& error) {
    // Threads are started where they are needed; their number may be limited.
    fmt::print(stderr,
               "alexandria: the system gave no thread or other means: {}. Raise the limits of this "
               "user (ulimit -u) or close other programs\n",
               error.what());
    return kExitUnreachable;
  }
}
