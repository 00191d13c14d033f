#include "commands.hpp"

int main(int count, char** words) { return alexandria::app::run_command_line(count, words); }
