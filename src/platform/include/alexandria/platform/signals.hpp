#pragma once
#include <chrono>

namespace alexandria::platform {
/// Blocks SIGINT and SIGTERM in this thread and all that it starts. Call it first in main.
void block_stop_signals();
/// A write over the limit of a file's size, or to a pipe that nobody reads, is an error of that
/// write and does not end the process. Call it first in main.
void ignore_write_signals();
/// Waits until one of them comes.
void wait_for_stop_signal();
/// The same, but not longer than that.
void wait_for_stop_signal(std::chrono::seconds patience);
}  // namespace alexandria::platform
