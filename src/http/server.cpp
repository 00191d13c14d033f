#include "alexandria/http/server.hpp"

#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "alexandria/base/metrics.hpp"
#include "connection.hpp"

namespace alexandria::http {
namespace {

std::string full_answer() {
  const std::string body =
      R"({"error":"too_many_connections","message":"all connections are in use, try again","details":{}})";
  return fmt::format(
      "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nretry-after: "
      "1\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{}",
      body.size(), body);
}

}  // namespace

struct Server::State {
  State(ServerOptions o, Handler& h, platform::Listener l)
      : options(std::move(o)), handler(h), listener(std::move(l)) {}
  ServerOptions options;
  Handler& handler;
  platform::Listener listener;
  std::atomic<bool> stopping = false;
  std::mutex mutex;
  std::condition_variable ended;
  std::list<platform::Socket> sockets;  // of connections that are served
  std::jthread acceptor;

  void accept_all() {
    while (!stopping) {
      auto socket = listener.accept(std::chrono::milliseconds(100));
      if (!socket) continue;
      const std::lock_guard lock(mutex);
      if (sockets.size() >= options.connections_max) {
        (void)socket->write_all(full_answer(), std::chrono::milliseconds(100));
        continue;
      }
      const auto place = sockets.emplace(sockets.end(), std::move(*socket));
      std::thread([this, place] {
        serve_connection(*place, options, handler, stopping);
        const std::lock_guard done(mutex);
        sockets.erase(place);
        ended.notify_all();
      }).detach();
    }
  }
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Handler& handler) {
  auto listener = TRY(platform::Listener::open(options.host, options.port));
  std::unique_ptr<Server> server(
      new Server(std::make_unique<State>(options, handler, std::move(listener))));
  server->state_->acceptor = std::jthread([s = server->state_.get()] { s->accept_all(); });
  return server;
}

Server::~Server() {
  State& s = *state_;
  s.stopping = true;
  s.acceptor.join();
  std::unique_lock lock(s.mutex);
  // Idle connections end at once; requests get their time, then they are cut.
  const auto gone = [&] { return s.sockets.empty(); };
  s.ended.wait_for(lock, std::chrono::milliseconds(200), gone);
  for (int i = 0; i < 50 && !gone(); ++i) {
    if (i == 0)
      for (auto& socket : s.sockets)
        socket.end_reading();
    s.ended.wait_for(lock, std::chrono::milliseconds(200), gone);
  }
  for (auto& socket : s.sockets)
    socket.interrupt();
  s.ended.wait(lock, gone);
}

std::uint16_t Server::port() const { return state_->listener.port(); }

}  // namespace alexandria::http
