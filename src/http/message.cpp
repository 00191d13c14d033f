#include "alexandria/http/message.hpp"

#include "alexandria/http/host.hpp"

namespace alexandria::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// For a JSON string; what is not printable ASCII is left out.
std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c >= ' ' && c <= '~') out += c;
  }
  return out;
}

}  // namespace

std::string Request::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

std::string_view status_text(int status) {
  switch (status) {
    case 101: return "Switching Protocols";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 413: return "Payload Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Entity";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 507: return "Insufficient Storage";
    default: return "Unknown";
  }
}

Response error_answer(int status, std::string_view reason, std::string_view message) {
  Response response;
  response.status = status;
  response.body = fmt::format(R"({{"error":"{}","message":"{}","details":{{}}}})", escape(reason),
                              escape(message));
  return response;
}

Result<std::string> decode_percent(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space)
      out += ' ';
    else if (text[i] != '%')
      out += text[i];
    else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0)
        return fail(Code::kInvalidArgument, "invalid_target",
                    "the address holds a broken % escape");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

std::string encode_percent(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

Result<void> parse_target(std::string_view target, Request& request) {
  if (std::string authority = TRY(take_authority(target)); !authority.empty()) {
    request.headers["host"] = std::move(authority);
    if (!target.starts_with('/')) return parse_target("/" + std::string(target), request);
  }
  if (!target.starts_with('/'))
    return fail(Code::kInvalidArgument, "invalid_target", "the address of a request begins with /");
  target = target.substr(0, target.find('#'));
  const std::size_t mark = target.find('?');
  request.path = TRY(decode_percent(target.substr(0, mark), false));
  if (mark == std::string_view::npos) return {};
  std::string_view query = target.substr(mark + 1);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string name = TRY(decode_percent(pair.substr(0, equals), true));
    std::string value;
    if (equals != std::string_view::npos)
      value = TRY(decode_percent(pair.substr(equals + 1), true));
    if (!request.query.emplace(name, std::move(value)).second)
      return fail(Code::kInvalidArgument, "repeated_field",
                  "the query parameter '{}' is there twice", name);
  }
  return {};
}

}  // namespace alexandria::http
