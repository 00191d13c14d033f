#pragma once
// Child processes with limits: where files that come from outside are parsed.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "alexandria/base/result.hpp"

namespace alexandria::platform {

struct ChildLimits {
  std::uint64_t memory_bytes_max = 2ULL << 30;   ///< address space
  std::chrono::seconds processor_time_max{600};  ///< all its threads together
  std::chrono::seconds silence_max{120};         ///< no output for so long: killed
  std::uint64_t output_bytes_max = 4ULL << 30;   ///< all it writes
  std::chrono::seconds end_max{5};               ///< from the end of its output to its own end
};

/// A running child whose standard output is read by the parent. Killed and reaped by the
/// destructor.
class ChildProcess {
 public:
  /// Starts `program` with `arguments`: the priority of bulk work, no core file, an empty
  /// environment, standard error to /dev/null, no other descriptor of the parent. Its standard
  /// input is the file `input` (kChildInput names it in the child), or /dev/null for an empty path.
  static Result<ChildProcess> start(const std::filesystem::path& program,
                                    const std::vector<std::string>& arguments,
                                    const ChildLimits& limits,
                                    const std::filesystem::path& input = {});
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();
  /// Fills `out` with exactly `count` bytes. False at the end of the output; kDeadline after
  /// `silence_max`; kResourceExhausted `parser_output_too_large` after `output_bytes_max`;
  /// kCancelled once `stop` is true (looked at every 50 ms).
  Result<bool> read_exactly(char* out, std::size_t count, const std::atomic<bool>& stop);
  /// Waits for its end, `end_max` at most (then it is killed), and says how it ended: empty for
  /// exit status 0, else what happened ("killed by signal 9", "exit status 3").
  std::string wait();

 private:
  ChildProcess(int pid, int output, const ChildLimits& limits)
      : pid_(pid), output_(output), limits_(limits) {}
  int pid_ = -1;
  int output_ = -1;
  ChildLimits limits_;
  std::uint64_t bytes_ = 0;  // read so far
};

/// The running program as one to start, also after its file was replaced or removed (an upgrade).
inline constexpr const char* kThisProgram = "/proc/self/exe";

/// The path under which a child finds its input.
inline constexpr const char* kChildInput = "/proc/self/fd/0";

/// Takes from this process, for good, what a parser does not need: sockets, other programs, other
/// processes. To be called in a child before it reads anything foreign. kUnimplemented
/// `no_sandbox` where the kernel does not let it; the limits of the parent hold all the same.
Result<void> give_up_privileges();

}  // namespace alexandria::platform
