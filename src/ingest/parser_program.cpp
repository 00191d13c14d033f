#include "parser_program.hpp"

#include <fcntl.h>
#include <pthread.h>

#include <charconv>
#include <string_view>

#include "alexandria/ingest/parse.hpp"
#include "alexandria/ingest/render.hpp"
#include "alexandria/platform/child_process.hpp"
#include "alexandria/platform/system.hpp"

namespace alexandria::ingest {
namespace {

constexpr const char* kShownName = "alexandria-pars";  // 15 bytes at most

int number_of(std::string_view word) {
  int number = 0;
  std::from_chars(word.data(), word.data() + word.size(), number);
  return number;
}

// Held open, so that an upgrade which replaces the file changes nothing while this program runs.
std::string open_program() {
  const std::filesystem::path beside = platform::program_path().parent_path() / "alexandria-parser";
  const int file = ::open(beside.c_str(), O_PATH | O_CLOEXEC);
  return file < 0 ? platform::kThisProgram : "/proc/self/fd/" + std::to_string(file);
}

}  // namespace

const std::string& parser_program() {
  static const std::string program = open_program();
  return program;
}

std::optional<int> run_as_child(int count, char** words) {
  const std::string_view first = count > 1 ? words[1] : "";
  const bool parses = first == "parse-child" && (count == 4 || count == 5);
  const bool renders = first == "render-child" && count == 4;
  if (!parses && !renders) return std::nullopt;
  platform::keep_freed_memory();
  ::pthread_setname_np(::pthread_self(), kShownName);  // else it is called as the descriptor
  if (renders) return run_render_child(number_of(words[2]), number_of(words[3]));
  return run_parse_child(
      words[2], {static_cast<std::uint32_t>(number_of(words[3])), count == 5 ? words[4] : ""});
}

}  // namespace alexandria::ingest
