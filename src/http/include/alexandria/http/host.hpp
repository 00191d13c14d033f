#pragma once
// Which machine a request is meant for, and which page sent it: Host and Origin, read whole.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "alexandria/base/result.hpp"

namespace alexandria::http {

struct Host {
  std::string name;  ///< in lower case; an IPv6 address without its brackets
  std::optional<std::uint16_t> port;
};

/// "name", "name:port", "[address]:port" (RFC 3986, 3.2.2; a name has letters, digits, '-', '.' and
/// '_'). kInvalidArgument `invalid_host` for anything else.
Result<Host> parse_host(std::string_view text);

/// The host of a page's origin, "http://host:port" or "https://host:port" (RFC 6454), with its
/// port. kInvalidArgument `invalid_origin` for anything else, as "null".
Result<Host> parse_origin(std::string_view origin);

/// Whether a page of this origin came from the host that a request names.
bool is_same_host(std::string_view origin, std::string_view host);

/// Whether a host's name is "localhost" or a literal address of the loopback interface.
bool is_loopback(const std::string& name);

/// The authority of an absolute-form target ("http://host:port/path", RFC 9112, 3.2.2), which is
/// taken off `target`; empty if it is none. kInvalidArgument `invalid_target`.
Result<std::string> take_authority(std::string_view& target);

}  // namespace alexandria::http
