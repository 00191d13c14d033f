#include "alexandria/platform/system.hpp"
#include "commands.hpp"

int main(int count, char** words) {
  alexandria::platform::share_heaps();
  return alexandria::app::run_command_line(count, words);
}
