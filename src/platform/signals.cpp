#include "alexandria/platform/signals.hpp"

#include <pthread.h>
#include <signal.h>

namespace alexandria::platform {
namespace {
sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}
}  // namespace

void block_stop_signals() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void ignore_write_signals() {
  ::signal(SIGXFSZ, SIG_IGN);
  ::signal(SIGPIPE, SIG_IGN);
}

void wait_for_stop_signal() {
  const sigset_t set = stop_signals();
  int signal = 0;
  sigwait(&set, &signal);
}

void wait_for_stop_signal(std::chrono::seconds patience) {
  const sigset_t set = stop_signals();
  const timespec most{.tv_sec = patience.count(), .tv_nsec = 0};
  sigtimedwait(&set, nullptr, &most);
}

}  // namespace alexandria::platform
