#include "alexandria/http/server.hpp"

#include <system_error>
#include <thread>

#include "alexandria/base/log.hpp"
#include "loop.hpp"

namespace alexandria::http {

struct Server::State {
  State(const ServerOptions& options, Handler& handler) : loop(options, handler) {}
  ~State() {
    loop.end();
    if (thread.joinable()) thread.join();
  }
  Loop loop;
  std::uint16_t port = 0;
  std::thread thread;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Handler& handler) {
  auto listener = TRY(platform::Listener::open(options.host, options.port));
  auto state = std::make_unique<State>(options, handler);
  state->port = listener.port();
  for (runtime::WorkerPool* pool :
       {&state->loop.workers(false), &state->loop.workers(true), &state->loop.disk()})
    TRY(pool->open());
  try {
    state->loop.listen(std::move(listener));
    state->thread = std::thread([loop = &state->loop] { loop->run(); });
  } catch (const std::system_error& error) {
    return fail(Code::kUnavailable, "no_threads",
                "the server cannot start a thread: {} (ulimit -u)", error.what());
  }
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

bool Server::stop() {
  Loop& loop = state_->loop;
  const auto begin = Clock::now();
  const auto third = loop.options().deadlines.stop / 3;
  loop.stop(Loop::StopPhase::kGently);
  if (!loop.wait_empty(begin + third)) loop.stop(Loop::StopPhase::kHandlers);
  if (!loop.wait_empty(begin + 2 * third)) loop.stop(Loop::StopPhase::kAll);
  const auto end = begin + 3 * third;
  const bool is_idle = loop.workers(false).wait_idle(end) && loop.workers(true).wait_idle(end);
  if (!is_idle) log::error("a request still runs {} ms after the stop", 3 * third.count());
  return is_idle;
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return state_->port; }

}  // namespace alexandria::http
