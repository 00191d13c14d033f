#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

#include "alexandria/ingest/parse.hpp"
#include "alexandria/model/codec.hpp"
#include "alexandria/platform/system.hpp"
#include "child_protocol.hpp"
#include "parser_program.hpp"

namespace alexandria::ingest {
namespace {

// Bytes of address space that this process may have; 0: no limit.
std::uint64_t memory_max() {
  rlimit limits{};
  const bool is_bounded = ::getrlimit(RLIMIT_AS, &limits) == 0 && limits.rlim_cur != RLIM_INFINITY;
  return is_bounded ? limits.rlim_cur : 0;
}

Error out_of_memory(const std::string& name) {
  return {Code::kResourceExhausted, "parser_out_of_memory",
          fmt::format("{} needs more than {} MB of memory to be read, which is the most that a "
                      "parser may have",
                      name, memory_max() >> 20)};
}

// Libraries that get no memory, and a stack that cannot grow, end the process by a signal; so does
// what `operator new` throws, which is that of pdfium's library. What is told then is made before.
std::string last_frame;
std::uint64_t last_frame_from = 0;  // bytes of address space
constexpr std::array kSignals = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP};

// Only what a handler of signals may do. In pages, the size of the process's address space.
std::uint64_t pages_now() {
  std::array<char, 64> text{};
  const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  const ssize_t length = file < 0 ? 0 : ::read(file, text.data(), text.size());
  std::uint64_t pages = 0;
  for (ssize_t i = 0; i < length && text.at(static_cast<std::size_t>(i)) != ' '; ++i)
    pages = pages * 10 + static_cast<std::uint64_t>(text.at(static_cast<std::size_t>(i)) - '0');
  return pages;
}

void tell_end(int signal) {
  static const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (pages_now() * page_bytes > last_frame_from) {
    write_frame(last_frame);
    ::_exit(0);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

// From a fifth of the limit on: what asks for room at once, or twice what it has, fails early.
void tell_end_without_memory(const std::string& name) {
  constexpr std::uint64_t kShare = 5;
  if (memory_max() == 0) return;
  last_frame = encode_frame(FrameType::kError, encode_error(out_of_memory(name)));
  last_frame_from = memory_max() / kShare;
  static std::array<char, 64 << 10> room;
  const stack_t stack{.ss_sp = room.data(), .ss_flags = 0, .ss_size = room.size()};
  ::sigaltstack(&stack, nullptr);
  struct sigaction action{};
  action.sa_handler = tell_end;
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  for (const int signal : kSignals)
    ::sigaction(signal, &action, nullptr);
}

}  // namespace

int run_parse_child(const std::string& name, const Reading& reading) {
  (void)platform::give_up_privileges();
  const Sink sink{[](const model::DocumentFacts& facts) {
                    write_frame(encode_frame(FrameType::kFacts, model::encode_facts(facts)));
                  },
                  [](const model::ParsedPart& part) {
                    return write_frame(encode_frame(FrameType::kPart, model::encode_part(part)));
                  }};
  tell_end_without_memory(name);
  Result<void> result;
  try {
    result = parse_file(platform::kChildInput, name, reading, sink);
  } catch (const std::bad_alloc&) {
    result = std::unexpected(out_of_memory(name));
  }
  write_frame(result ? encode_frame(FrameType::kDone, "")
                     : encode_frame(FrameType::kError, encode_error(result.error())));
  return 0;
}

Result<void> parse_in_child(const std::filesystem::path& path, const std::string& name,
                            const Reading& reading, const platform::ChildLimits& limits,
                            const std::atomic<bool>& stop, const Sink& sink) {
  auto child = TRY(platform::ChildProcess::start(
      parser_program(), {"parse-child", name, std::to_string(reading.first_part), reading.header},
      limits, path));
  for (;;) {
    const Frame frame = TRY(read_frame(child, name, stop));
    switch (frame.type) {
      case FrameType::kFacts: sink.facts(TRY(model::decode_facts(frame.body))); break;
      case FrameType::kPart:
        if (!sink.part(TRY(model::decode_part(frame.body)))) return {};
        break;
      case FrameType::kError: return std::unexpected(decode_error(frame.body));
      case FrameType::kDone: return {};
      default:
        return fail(Code::kInvalidArgument, "parser_died", "the parser of {} wrote nonsense", name);
    }
  }
}

}  // namespace alexandria::ingest
