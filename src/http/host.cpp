#include "alexandria/http/host.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "ascii.hpp"

namespace alexandria::http {
namespace {

constexpr std::uint16_t kPort = 80;
constexpr std::uint16_t kSecurePort = 443;
constexpr std::string_view kScheme = "http://";
constexpr std::string_view kSecureScheme = "https://";

bool is_in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_ipv6(const std::string& name) {
  in6_addr address{};
  return ::inet_pton(AF_INET6, name.c_str(), &address) == 1;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

std::string_view scheme_of(const std::string& lower) {
  if (lower.starts_with(kScheme)) return kScheme;
  return lower.starts_with(kSecureScheme) ? kSecureScheme : std::string_view();
}

std::unexpected<Error> no_host(std::string_view text) {
  return fail(Code::kInvalidArgument, "invalid_host", "'{}' names no host", text);
}

}  // namespace

Result<Host> parse_host(std::string_view text) {
  Host host;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return no_host(text);
    host.name = lower(text.substr(1, end - 1));
    rest = text.substr(end + 1);
    if (!is_ipv6(host.name)) return no_host(text);
  } else {
    host.name = lower(text.substr(0, text.find(':')));
    rest = text.substr(host.name.size());
    if (host.name.empty() || !std::ranges::all_of(host.name, is_in_name)) return no_host(text);
  }
  if (rest.empty() || rest == ":") return host;
  if (!rest.starts_with(':')) return no_host(text);
  host.port = parse_port(rest.substr(1));
  if (!host.port) return no_host(text);
  return host;
}

Result<Host> parse_origin(std::string_view origin) {
  const std::string_view scheme = scheme_of(lower(origin));
  auto host =
      scheme.empty() ? Result<Host>(no_host(origin)) : parse_host(origin.substr(scheme.size()));
  if (!host)
    return fail(Code::kInvalidArgument, "invalid_origin", "'{}' is no page's origin", origin);
  if (!host->port) host->port = scheme == kScheme ? kPort : kSecurePort;
  return host;
}

bool is_same_host(std::string_view origin, std::string_view host) {
  const auto page = parse_origin(origin);
  const auto named = parse_host(host);
  if (!page || !named || page->name != named->name) return false;
  const bool is_secure = scheme_of(lower(origin)) == kSecureScheme;
  return page->port == named->port.value_or(is_secure ? kSecurePort : kPort);
}

// Addresses also in the older forms that the system's functions take, as 127.1.
bool is_loopback(const std::string& name) {
  if (name == "localhost") return true;
  in6_addr six{};
  if (::inet_pton(AF_INET6, name.c_str(), &six) == 1) {
    if (IN6_IS_ADDR_LOOPBACK(&six)) return true;
    return IN6_IS_ADDR_V4MAPPED(&six) && six.s6_addr[12] == IN_LOOPBACKNET;
  }
  in_addr four{};
  const bool is_number = std::ranges::all_of(name, is_in_name);  // inet_aton stops at a space
  return is_number && ::inet_aton(name.c_str(), &four) == 1 &&
         ntohl(four.s_addr) >> 24 == IN_LOOPBACKNET;
}

Result<std::string> take_authority(std::string_view& target) {
  const std::string_view scheme = scheme_of(lower(target.substr(0, kSecureScheme.size())));
  if (scheme.empty()) return std::string();
  const std::string_view rest = target.substr(scheme.size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (!parse_host(authority))
    return fail(Code::kInvalidArgument, "invalid_target", "the address '{}' names no host", target);
  target = rest.substr(authority.size());
  return std::string(authority);
}

}  // namespace alexandria::http
