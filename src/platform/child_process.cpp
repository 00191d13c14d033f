#include "alexandria/platform/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alexandria/platform/system.hpp"
#include "errno_error.hpp"

namespace alexandria::platform {
namespace {

void limit(int what, std::uint64_t value) {
  const rlimit both{value, value};
  if (::setrlimit(static_cast<__rlimit_resource_t>(what), &both) != 0) ::_exit(126);
}

// Runs between vfork and exec, in the memory of the parent: only system calls, nothing written.
[[noreturn]] void become(const char* program, char* const* arguments, int output,
                         const ChildLimits& limits, int parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(126);
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, 0);
  ::dup2(output, 1);
  ::dup2(nothing, 2);
  ::close_range(3, ~0U, 0);
#if !__has_feature(address_sanitizer) && \
    !__has_feature(thread_sanitizer)  // whose shadow memory is address space too
  limit(RLIMIT_AS, limits.memory_bytes_max);
#endif
#if !__has_feature(thread_sanitizer)  // whose shadow is a file
  limit(RLIMIT_FSIZE, 0);
#endif
  limit(RLIMIT_CPU, static_cast<std::uint64_t>(limits.processor_time_max.count()));
  limit(RLIMIT_CORE, 0);
  const sched_param none{};
  ::sched_setscheduler(0, SCHED_BATCH, &none);
  ::setpriority(PRIO_PROCESS, 0, kBulkNice);
  ::execv(program, arguments);
  ::_exit(127);
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::filesystem::path& program,
                                         const std::vector<std::string>& arguments,
                                         const ChildLimits& limits) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return errno_error("make a pipe for", program);
  ::fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
  std::vector<char*> words{const_cast<char*>(program.c_str())};
  for (const auto& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  const int parent = ::getpid();
  // fork would copy the page tables of a process that holds models and indexes, and every search
  // would then pay for its first write to each page.
  const int pid = ::vfork();  // NOLINT(bugprone-unsafe-functions): posix_spawn sets no limits
  if (pid == 0) become(program.c_str(), words.data(), ends[1], limits, parent);
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return errno_error("start", program);
  }
  return ChildProcess(pid, ends[0], limits.silence_max);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      silence_max_(other.silence_max_) {}

ChildProcess::~ChildProcess() {
  if (output_ >= 0) ::close(output_);
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

Result<bool> ChildProcess::read_exactly(char* out, std::size_t count,
                                        const std::atomic<bool>& stop) {
  auto quiet_until = std::chrono::steady_clock::now() + silence_max_;
  while (count > 0) {
    if (stop) return fail(Code::kCancelled, "cancelled", "cancelled while a file was being parsed");
    pollfd wait{output_, POLLIN, 0};
    const int ready = ::poll(&wait, 1, 50);
    if (ready < 0 && errno != EINTR) return errno_error("wait for", "the parser");
    if (ready <= 0) {
      if (std::chrono::steady_clock::now() > quiet_until)
        return fail(Code::kDeadline, "parser_timeout",
                    "the parser said nothing for {} seconds and was stopped", silence_max_.count());
      continue;
    }
    const ssize_t got = ::read(output_, out, count);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno_error("read from", "the parser");
    if (got == 0) return false;
    out += got;
    count -= static_cast<std::size_t>(got);
    quiet_until = std::chrono::steady_clock::now() + silence_max_;
  }
  return true;
}

std::string ChildProcess::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
  pid_ = -1;
  if (WIFSIGNALED(status)) return fmt::format("killed by signal {}", WTERMSIG(status));
  if (WEXITSTATUS(status) != 0) return fmt::format("exit status {}", WEXITSTATUS(status));
  return {};
}

}  // namespace alexandria::platform
