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
};

/// A running child whose standard output is read by the parent. Killed and reaped by the
/// destructor.
class ChildProcess {
 public:
  /// Starts `program` with `arguments`: the priority of bulk work, no core file, standard input and
  /// error from /dev/null, no other descriptor of the parent.
  static Result<ChildProcess> start(const std::filesystem::path& program,
                                    const std::vector<std::string>& arguments,
                                    const ChildLimits& limits);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();
  /// Fills `out` with exactly `count` bytes. False at the end of the output; kDeadline after
  /// `silence_max`; kCancelled once `stop` is true (looked at every 50 ms).
  Result<bool> read_exactly(char* out, std::size_t count, const std::atomic<bool>& stop);
  /// Waits for its end and says how it ended: empty for exit status 0, else what happened ("killed
  /// by signal 9", "exit status 3").
  std::string wait();

 private:
  ChildProcess(int pid, int output, std::chrono::seconds silence_max)
      : pid_(pid), output_(output), silence_max_(silence_max) {}
  int pid_ = -1;
  int output_ = -1;
  std::chrono::seconds silence_max_;
};

}  // namespace alexandria::platform
