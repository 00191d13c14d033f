#include "alexandria/platform/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "alexandria/platform/system.hpp"
#include "errno_error.hpp"

namespace alexandria::platform {
namespace {

void limit(int what, std::uint64_t value) {
  const rlimit both{value, value};
  if (::setrlimit(static_cast<__rlimit_resource_t>(what), &both) != 0) ::_exit(126);
}

// Runs between vfork and exec, in the memory of the parent: only system calls, nothing written.
[[noreturn]] void become(const char* program, char* const* arguments, char* const* environment,
                         int input, int output, const ChildLimits& limits, int parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(126);
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(input >= 0 ? input : nothing, 0);
  ::dup2(output, 1);
  ::dup2(nothing, 2);
  // Not before exec: the program itself may be named by a descriptor.
  if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) ::_exit(126);
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
  ::execve(program, arguments, environment);
  ::_exit(127);
}

}  // namespace

namespace {

// Nothing of the server's, which has keys in it; a sanitizer's options only where one is built in.
std::vector<char*> environment_of_child() {
  std::vector<char*> out;
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  for (char** variable = environ; *variable != nullptr; ++variable)
    if (std::string_view(*variable).find("SAN_OPTIONS=") != std::string_view::npos)
      out.push_back(*variable);
#endif
  out.push_back(nullptr);
  return out;
}

// Closed when it goes out of scope.
struct Descriptor {
  int number = -1;
  explicit Descriptor(int n) : number(n) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::filesystem::path& program,
                                         const std::vector<std::string>& arguments,
                                         const ChildLimits& limits,
                                         const std::filesystem::path& input_path) {
  const Descriptor input(input_path.empty() ? -1
                                            : ::open(input_path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!input_path.empty() && input.number < 0) return errno_error("open", input_path);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return errno_error("make a pipe for", program);
  ::fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
  std::vector<char*> words{const_cast<char*>(program.c_str())};
  for (const auto& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  const std::vector<char*> environment = environment_of_child();
  const int parent = ::getpid();
  // fork would copy the page tables of a process that holds models and indexes, and every search
  // would then pay for its first write to each page.
  const int pid = ::vfork();  // NOLINT(bugprone-unsafe-functions): posix_spawn sets no limits
  if (pid == 0)
    become(program.c_str(), words.data(), environment.data(), input.number, ends[1], limits,
           parent);
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return errno_error("start", program);
  }
  return ChildProcess(pid, ends[0], limits);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      limits_(other.limits_),
      bytes_(other.bytes_) {}

ChildProcess::~ChildProcess() {
  if (output_ >= 0) ::close(output_);
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

Result<bool> ChildProcess::read_exactly(char* out, std::size_t count,
                                        const std::atomic<bool>& stop) {
  auto quiet_until = std::chrono::steady_clock::now() + limits_.silence_max;
  while (count > 0) {
    if (stop) return fail(Code::kCancelled, "cancelled", "cancelled while a file was being parsed");
    pollfd wait{output_, POLLIN, 0};
    const int ready = ::poll(&wait, 1, 50);
    if (ready < 0 && errno != EINTR) return errno_error("wait for", "the parser");
    if (ready <= 0) {
      if (std::chrono::steady_clock::now() > quiet_until)
        return fail(Code::kDeadline, "parser_timeout",
                    "the parser said nothing for {} seconds and was stopped",
                    limits_.silence_max.count());
      continue;
    }
    const ssize_t got = ::read(output_, out, count);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno_error("read from", "the parser");
    if (got == 0) return false;
    bytes_ += static_cast<std::uint64_t>(got);
    if (bytes_ > limits_.output_bytes_max)
      return fail(Code::kResourceExhausted, "parser_output_too_large",
                  "the parser wrote more than {} bytes and was stopped", limits_.output_bytes_max);
    out += got;
    count -= static_cast<std::size_t>(got);
    quiet_until = std::chrono::steady_clock::now() + limits_.silence_max;
  }
  return true;
}

std::string ChildProcess::wait() {
  const auto until = std::chrono::steady_clock::now() + limits_.end_max;
  int status = 0;
  for (;;) {
    const int ended = ::waitpid(pid_, &status, WNOHANG);
    if (ended == pid_ || (ended < 0 && errno != EINTR)) break;
    if (std::chrono::steady_clock::now() > until) ::kill(pid_, SIGKILL);
    ::usleep(1000);
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) return fmt::format("killed by signal {}", WTERMSIG(status));
  if (WEXITSTATUS(status) != 0) return fmt::format("exit status {}", WEXITSTATUS(status));
  return {};
}

// A first fence, by what is forbidden; what is not forbidden is what parsers and their libraries
// use: files, memory, threads.
Result<void> give_up_privileges() {
  constexpr std::array kForbidden = {SCMP_SYS(socket),
                                     SCMP_SYS(socketpair),
                                     SCMP_SYS(connect),
                                     SCMP_SYS(bind),
                                     SCMP_SYS(listen),
                                     SCMP_SYS(accept),
                                     SCMP_SYS(accept4),
                                     SCMP_SYS(execve),
                                     SCMP_SYS(execveat),
                                     SCMP_SYS(fork),
                                     SCMP_SYS(vfork),
                                     SCMP_SYS(ptrace),
                                     SCMP_SYS(kill),
                                     SCMP_SYS(tgkill),
                                     SCMP_SYS(process_vm_readv),
                                     SCMP_SYS(mount),
                                     SCMP_SYS(unshare),
                                     SCMP_SYS(setns),
                                     SCMP_SYS(bpf),
                                     SCMP_SYS(io_uring_setup),
                                     SCMP_SYS(keyctl),
                                     SCMP_SYS(add_key),
                                     SCMP_SYS(process_vm_writev)};
  const std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_ALLOW),
                                                                 &seccomp_release);
  bool set = filter != nullptr;
  for (const int call : kForbidden)
    set = set && seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), call, 0) == 0;
  if (!set || seccomp_load(filter.get()) != 0)
    return fail(Code::kUnimplemented, "no_sandbox", "the kernel takes no filter of system calls");
  return {};
}

}  // namespace alexandria::platform
