#include "alexandria/platform/signals.hpp"
#include "alexandria/platform/system.hpp"
#include "commands.hpp"

int main(int count, char** words) {
  alexandria::platform::share_heaps();
  alexandria::platform::ignore_write_signals();
  return alexandria::app::run_command_line(count, words);
}
