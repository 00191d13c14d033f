#pragma once
// The parts of Boost.Asio that the server uses, under short names. Not a public header.
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace alexandria::http {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
/// A connected stream socket: TCP, or a local pair in tests.
using StreamSocket =
    asio::basic_stream_socket<asio::generic::stream_protocol, asio::io_context::executor_type>;

/// For a call whose failure changes nothing, because the connection ends anyway.
inline void ignore(const ErrorCode& /*failure*/) {}

}  // namespace alexandria::http
