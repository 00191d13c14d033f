#pragma once
namespace alexandria::platform {
/// Blocks SIGINT and SIGTERM in this thread and all that it starts. Call it first in main.
void block_stop_signals();
/// Waits until one of them comes.
void wait_for_stop_signal();
}  // namespace alexandria::platform
