#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "alexandria/api/api.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/http/host.hpp"
#include "alexandria/http/server.hpp"
#include "alexandria/platform/signals.hpp"
#include "alexandria/platform/system.hpp"
#include "commands.hpp"

namespace alexandria::app {
namespace {

constexpr auto kStopTime = std::chrono::seconds(10);
constexpr int kExitOther = 5;  // docs/configuration.md

std::string url_of(const std::string& host, std::uint16_t port) {
  if (host == "0.0.0.0" || host == "::") return fmt::format("http://127.0.0.1:{}", port);
  return host.find(':') == std::string::npos ? fmt::format("http://{}:{}", host, port)
                                             : fmt::format("http://[{}]:{}", host, port);
}

// What other machines reach it under, where it listens on all of its addresses.
std::string address_for_others(const std::string& host, std::uint16_t port) {
  const bool everywhere = host == "0.0.0.0" || host == "::";
  const std::string name = everywhere ? platform::host_name() : host;
  return url_of(name.empty() ? host : name, port);
}

// A stop that takes longer is cut: what was acknowledged is on the disk, and the next start goes on
// from there as after a power cut.
void end_after_deadline(const std::stop_token& stopped) {
  std::mutex mutex;
  std::condition_variable_any ended;
  std::unique_lock lock(mutex);
  ended.wait_for(lock, stopped, kStopTime, [] { return false; });
  if (stopped.stop_requested()) return;
  log::error("something did not stop within {} s and was cut", kStopTime.count());
  std::_Exit(kExitOther);
}

// In this order, for each stands on the one before; they end in the reverse order: no more
// requests, then jobs stop where they can go on later, then indexes are saved and the folder's lock
// is given back.
Result<void> serve(const std::filesystem::path& data_folder, const Settings& settings) {
  const std::string holder = fmt::format("alexandria serve, process {}", platform::process_id());
  library::Options options = settings.library;
  options.warm = true;
  options.data_folder = data_folder;
  options.version = ALEXANDRIA_VERSION;
  std::jthread deadline;  // ends last, once all is closed
  const auto library = TRY(library::Library::open(options, holder));
  const std::string key = TRY(admin_key_of(settings, data_folder));
  const bool loopback = http::is_loopback(settings.server.host);
  api::Api api(*library, auth::Authority(key),
               {.version = ALEXANDRIA_VERSION,
                .listen_host = settings.server.host,
                .loopback = loopback,
                .hosts = settings.hosts,
                .web_folder = settings.web_folder,
                .chroma = settings.chroma});
  http::ServerOptions server_options = settings.server;
  server_options.upload_folder = library->uploads().incoming_folder();
  const auto server = TRY(http::Server::start(server_options, api));
  const std::string url = url_of(settings.server.host, server->port());
  TRY(library->describe_holder(holder + ", " + url));
  library->nodes().serve_at(address_for_others(settings.server.host, server->port()));
  if (!loopback)
    log::warning(
        "listening on {}: anybody who reaches this address and has the key is administrator; put "
        "TLS in front",
        settings.server.host);
  const bool page = std::filesystem::exists(settings.web_folder / "index.html");
  const auto once = page ? library->sessions().make_once() : Result<std::string>();
  if (!once)  // on a disk without a byte: the key opens the page all the same
    log::warning("no one-time link could be made: {}", once.error().message);
  else if (page)
    fmt::print("Open {}/#once={} in a browser (once, within ten minutes)\n\n", url, *once);
  const std::string key_place = settings.admin_key.empty() ? (data_folder / "admin.key").string()
                                                           : "the one of server.admin_key";
  fmt::print(
      "Alexandria {}\n  listening on  {}\n  try the API   {}/docs\n  data folder   {}\n  admin key "
      "    {}\nStop with Ctrl-C.\n",
      ALEXANDRIA_VERSION, url, url, data_folder.string(), key_place);
  if (std::fflush(stdout) != 0) {
    log::warning("the addresses above could not be printed to standard output");
    std::clearerr(stdout);  // a server whose words nobody takes serves all the same
  }
  platform::wait_for_stop_signal();
  log::info("stopping");
  library->drain();
  api.drain();
  if (settings.drain.count() > 0)  // balancers look, and send new requests elsewhere
    platform::wait_for_stop_signal(settings.drain);
  try {
    deadline = std::jthread(end_after_deadline);
  } catch (const std::system_error& error) {
    log::warning("the stop has no deadline: {}", error.what());
  }
  server->stop();
  return {};
}

}  // namespace

int run_serve(const std::filesystem::path& data_folder, const Settings& settings) {
  platform::block_stop_signals();
  const auto served = serve(data_folder, settings);
  return served ? 0 : report(served.error(), false);
}

}  // namespace alexandria::app
