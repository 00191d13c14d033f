#pragma once
// For tests: a real S3 gateway (versitygw) on a folder and on loopback. It ends with the test, also
// if that is killed.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "alexandria/platform/file.hpp"
#include "alexandria/platform/socket.hpp"
#include "alexandria/store/objects_place.hpp"

namespace alexandria::store {

inline constexpr const char* kGatewayProgram = ALEXANDRIA_SERVICES "/versitygw";
inline constexpr const char* kAccessKey = "tester";
inline constexpr const char* kSecretKey = "a+secret/that:nobody%knows";

inline bool has_gateway() { return std::filesystem::exists(kGatewayProgram); }

/// Skips the test, and says why, where the gateway is not installed.
#define NEED_GATEWAY() \
  if (!has_gateway()) GTEST_SKIP() << kGatewayProgram << " is missing: run tools/setup/services"

class Gateway {
 public:
  struct Options {
    std::filesystem::path certificate;  ///< with one, and its key, it speaks TLS
    std::filesystem::path key;
    bool takes_virtual_hosts = false;  ///< bucket.localhost instead of paths
  };
  Gateway() : Gateway(Options{}) {}
  explicit Gateway(const Options& options) {
    std::filesystem::create_directories(folder_ / "bucket");
    for (int tries = 0; tries < 5 && !is_up_; ++tries) {
      port_ = platform::Listener::open("127.0.0.1", 0).value().port();
      start(options);
      is_up_ = wait_until_up();
    }
  }
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  ~Gateway() { stop(); }

  /// One for all tests of the program.
  static Gateway& shared() {
    static Gateway gateway;
    return gateway;
  }

  bool is_up() const { return is_up_; }
  std::uint16_t port() const { return port_; }
  /// Holds a folder for each bucket.
  std::filesystem::path folder() const { return folder_.path(); }
  /// As if its machine stopped.
  void stop() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  void start(const Options& options) {
    stop();
    std::vector<std::string> words = {
        kGatewayProgram, "--access", kAccessKey,
        "--secret",      kSecretKey, "--keep-alive",
        "--quiet",       "--port",   "127.0.0.1:" + std::to_string(port_)};
    if (!options.certificate.empty())
      words.insert(words.end(),
                   {"--cert", options.certificate.string(), "--key", options.key.string()});
    if (options.takes_virtual_hosts)
      words.insert(words.end(), {"--virtual-domain", "localhost:" + std::to_string(port_)});
    words.insert(words.end(), {"posix", folder_.path().string()});
    std::vector<char*> arguments;
    for (std::string& word : words)
      arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    (void)!std::freopen("/dev/null", "w", stdout);
    (void)!std::freopen("/dev/null", "w", stderr);
    ::execv(kGatewayProgram, arguments.data());
    ::_exit(127);
  }

  bool wait_until_up() const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < until) {
      if (::waitpid(pid_, nullptr, WNOHANG) == pid_) return false;
      const platform::Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(port_);
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      if (::connect(socket.descriptor(), reinterpret_cast<sockaddr*>(&address), sizeof address) ==
          0)
        return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
  bool is_up_ = false;
};

inline const base::Clock& system_clock() {
  static const base::SystemClock clock;
  return clock;
}

/// Limits under which a test waits for little, but bears a busy machine.
inline S3Limits hasty() {
  S3Limits limits;
  limits.connect_max = std::chrono::milliseconds(2'000);
  limits.silence_max = std::chrono::milliseconds(10'000);
  limits.call_max = std::chrono::milliseconds(60'000);
  limits.pause_first = std::chrono::milliseconds(10);
  limits.pause_max = std::chrono::milliseconds(100);
  return limits;
}

/// The place of a server on loopback, with the keys that it knows.
inline S3Place place_at(std::uint16_t port, const std::string& prefix = "",
                        const std::string& bucket = "bucket") {
  ::setenv("ALEXANDRIA_TEST_ACCESS_KEY", kAccessKey, 1);
  ::setenv("ALEXANDRIA_TEST_SECRET_KEY", kSecretKey, 1);
  const std::string url = "s3://" + bucket + (prefix.empty() ? "" : "/" + prefix) +
                          "?endpoint=http://127.0.0.1:" + std::to_string(port) +
                          "&access_key=env:ALEXANDRIA_TEST_ACCESS_KEY"
                          "&secret_key=env:ALEXANDRIA_TEST_SECRET_KEY";
  return std::get<S3Place>(parse_objects_url(url).value());
}

inline std::unique_ptr<Objects> objects_at(std::uint16_t port, const std::string& prefix = "",
                                           const S3Limits& limits = hasty()) {
  return open_objects(place_at(port, prefix), limits, system_clock()).value();
}

/// A file of so many bytes that no two blocks of it are alike.
inline std::filesystem::path make_file(const std::filesystem::path& path, std::size_t bytes) {
  std::ofstream out(path, std::ios::binary);
  std::uint64_t state = 88172645463325252ULL;
  for (std::size_t i = 0; i < bytes; i += sizeof state) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    out.write(reinterpret_cast<const char*>(&state),
              static_cast<std::streamsize>(std::min(sizeof state, bytes - i)));
  }
  return path;
}

}  // namespace alexandria::store
