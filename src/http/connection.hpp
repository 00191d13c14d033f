#pragma once
#include <atomic>

#include "alexandria/http/server.hpp"
#include "alexandria/platform/socket.hpp"

namespace alexandria::http {

/// Serves one connection until it ends. `stopping`: answer what runs, then close.
void serve_connection(platform::Socket& socket, const ServerOptions& options, Handler& handler,
                      const std::atomic<bool>& stopping);

}  // namespace alexandria::http
