#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "alexandria/platform/signals.hpp"
#include "alexandria/platform/system.hpp"
#include "commands.hpp"

namespace {

constexpr int kExitUnreachable = 3;  // as the help says
constexpr int kExitOther = 5;

// What is printed waits in memory, so that only now it is known whether all of it was written. A
// reader that has seen enough (`| head`) closes its end, which needs no words.
int end_output(int status) {
  errno = 0;
  const bool is_written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (is_written) return status;
  if (errno != EPIPE)
    std::fprintf(stderr, "alexandria: the output could not be written to its end: %s\n",
                 errno == 0 ? "it failed before" : std::strerror(errno));
  return kExitOther;
}

}  // namespace

int main(int count, char** words) {
  alexandria::platform::share_heaps();
  alexandria::platform::ignore_write_signals();
  try {
    return end_output(alexandria::app::run_command_line(count, words));
  } catch (const std::system_error& error) {
    if (std::ferror(stdout) != 0 || std::ferror(stderr) != 0) {
      if (error.code().value() != EPIPE)
        std::fprintf(stderr, "alexandria: the output could not be written to its end: %s\n",
                     std::strerror(error.code().value()));
      return kExitOther;
    }
    // Threads are started where they are needed; their number may be limited.
    std::fprintf(stderr,
                 "alexandria: the system gave no thread or other means: %s. Raise the limits of "
                 "this user (ulimit -u) or close other programs\n",
                 error.what());
    return kExitUnreachable;
  }
}
