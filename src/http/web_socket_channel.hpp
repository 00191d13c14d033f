#pragma once
// A connection that was upgraded to a WebSocket.
#include <memory>

#include "alexandria/http/web_socket.hpp"
#include "loop.hpp"

namespace alexandria::http {

/// Whether the request asks for the WebSocket protocol (RFC 6455, section 4.2.1).
bool is_web_socket_request(const Request& request);

/// Answers the handshake and serves the connection; owned by the loop once added.
std::shared_ptr<Channel> make_web_socket(Loop& loop, StreamSocket socket, Admission::Ticket ticket,
                                         const Request& request,
                                         std::shared_ptr<WebSocketHandler> handler);

}  // namespace alexandria::http
