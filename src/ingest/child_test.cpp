#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "alexandria/ingest/parse.hpp"
#include "alexandria/platform/file.hpp"
#include "child_protocol.hpp"

namespace alexandria::ingest {
namespace {

// What a child writes that reads `content` with so much address space.
std::string output_of_child(const std::string& name, const std::string& content,
                            std::uint64_t memory_bytes) {
  const auto folder = platform::TemporaryFolder::make().value();
  std::ofstream(folder / name, std::ios::binary) << content;
  const std::filesystem::path out = folder / "out";
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(::open((folder / name).c_str(), O_RDONLY | O_CLOEXEC), 0);
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600), 1);
    ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), 2);
    const rlimit limit{memory_bytes, memory_bytes};
    ::setrlimit(RLIMIT_AS, &limit);
    // What it throws ends it, as it ends the program.
    [&]() noexcept { ::_exit(run_parse_child(name, {})); }();
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return platform::read_file(out, 64 << 20).value_or("");
}

TEST(ParseChild, TellsThatItsMemoryDoesNotDo) {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "its shadow memory is address space too";
#endif
  std::string table = "| a | b | c | d |\n|---|---|---|---|\n";
  std::string page = "<html><body><table><tr><th>a<th>b<th>c<th>d\n";
  for (int i = 0; i < 150'000; ++i) {
    table += "| 1001 | Ann Lee | Leeds | open |\n";
    page += "<tr><td>1001<td>Ann Lee<td>Leeds<td>open\n";
  }
  for (const int megabytes : {170, 230}) {
    const auto bytes = static_cast<std::uint64_t>(megabytes) << 20;
    const std::string words = fmt::format("needs more than {} MB of memory", megabytes);
    EXPECT_TRUE(output_of_child("a.md", table, bytes).contains(words)) << megabytes;
    EXPECT_TRUE(output_of_child("a.html", page, bytes).contains(words)) << megabytes;
  }
}

}  // namespace
}  // namespace alexandria::ingest
