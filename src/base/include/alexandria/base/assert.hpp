#pragma once
// Assertions for our own mistakes; always on. Never for input, files or network.

namespace alexandria::base {
/// Prints the failed condition with its place and ends the process with abort().
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;
/// Ends the process after an error that must not be survived (a failed COMMIT, say); prints `what`.
[[noreturn]] void die(const char* what) noexcept;
}  // namespace alexandria::base

#define ALEX_ASSERT(condition)        \
  ((condition) ? static_cast<void>(0) \
               : ::alexandria::base::assertion_failed(#condition, __FILE__, __LINE__))
