#include "alexandria/store/objects_place.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "alexandria/platform/file.hpp"
#include "folder_objects.hpp"
#include "s3_objects.hpp"

namespace alexandria::store {
namespace {

constexpr std::uint64_t kSecretBytesMax = 8 << 10;
using Parameters = std::map<std::string, std::string, std::less<>>;

template <class... Args>
std::unexpected<Error> bad(fmt::format_string<Args...> format, Args&&... args) {
  return fail(Code::kInvalidArgument, "bad_objects_url", "the URL of the objects {}",
              fmt::format(format, std::forward<Args>(args)...));
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Result<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_digit(text[i + 2]);
    if (low < 0) return bad("has a % that two hexadecimal digits do not follow");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

Result<Parameters> parse_parameters(std::string_view query) {
  static const std::set<std::string_view> known = {
      "endpoint", "region", "style", "ca", "access_key", "secret_key", "session_token", "insecure"};
  Parameters out;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    const std::string name(pair.substr(0, equals));
    if (!known.contains(name))
      return bad("has an unknown parameter {:?}; known are {}", name, fmt::join(known, ", "));
    if (equals == std::string_view::npos || equals + 1 == pair.size())
      return bad("has no value for {}", name);
    std::string value = TRY(decode(pair.substr(equals + 1)));
    if (!out.emplace(name, std::move(value)).second) return bad("names {} twice", name);
  }
  return out;
}

/// The parameter taken out of the map, or `otherwise`.
std::string take(Parameters& parameters, std::string_view name, std::string otherwise = {}) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::move(otherwise) : found->second;
}

Result<SecretSource> parse_source(Parameters& parameters, std::string_view name,
                                  const char* variable) {
  const std::string text = take(parameters, name);
  if (text.empty()) return SecretSource{SecretSource::Kind::kEnvironment, variable};
  if (text.starts_with("env:") && text.size() > 4)
    return SecretSource{SecretSource::Kind::kEnvironment, text.substr(4)};
  if (text.starts_with("file:/")) return SecretSource{SecretSource::Kind::kFile, text.substr(5)};
  // The value is not repeated: it may be the secret.
  return bad(
      "must not hold a secret: write {0}=env:NAME for a variable of the environment or "
      "{0}=file:/path for a file, or leave {0} out and set {1}",
      name, variable);
}

bool is_bucket(std::string_view name) {
  const auto is_sign = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return name.size() >= 3 && name.size() <= 63 && std::ranges::all_of(name, is_sign) &&
         name.front() != '.' && name.front() != '-' && name.back() != '.' && name.back() != '-' &&
         name.find("..") == std::string_view::npos;
}

bool is_region(std::string_view name) {
  const auto is_sign = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, is_sign);
}

bool is_loopback(std::string_view authority) {
  const std::string_view host = authority.starts_with('[')
                                    ? authority.substr(0, authority.find(']') + 1)
                                    : authority.substr(0, authority.find(':'));
  const bool is_number = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host == "localhost" || host == "[::1]" || (host.starts_with("127.") && is_number);
}

Result<void> check_endpoint(const std::string& endpoint, bool insecure) {
  const bool is_tls = endpoint.starts_with("https://");
  if (!is_tls && !endpoint.starts_with("http://"))
    return bad("has an endpoint that begins neither with https:// nor with http://");
  const std::string_view authority = std::string_view(endpoint).substr(is_tls ? 8 : 7);
  if (authority.find('@') != std::string_view::npos)
    return bad("must not hold a name or password in its endpoint");
  const auto is_sign = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-.:[]_").find(c) != std::string_view::npos;
  };
  if (authority.empty() || !std::ranges::all_of(authority, is_sign))
    return bad("has an endpoint that is not scheme://host or scheme://host:port");
  if (!is_tls && !insecure && !is_loopback(authority))
    return bad(
        "asks for plain http to {}: use https, or allow it with insecure=true where nobody can "
        "listen",
        authority);
  return {};
}

Result<S3Place> parse_s3(std::string_view rest) {
  const std::size_t question = rest.find('?');
  const std::string_view path = rest.substr(0, question);
  Parameters parameters;
  if (question != std::string_view::npos)
    parameters = TRY(parse_parameters(rest.substr(question + 1)));
  if (rest.find('#') != std::string_view::npos) return bad("has a #: write it as %23");
  const std::size_t slash = path.find('/');
  S3Place place;
  place.bucket = path.substr(0, slash);
  if (place.bucket.find('@') != std::string::npos)
    return bad("must not hold keys before the bucket: use access_key= and secret_key=");
  if (!is_bucket(place.bucket))
    return bad("names the bucket {:?}: 3 to 63 small letters, digits, dots and hyphens",
               place.bucket);
  if (slash != std::string_view::npos) place.prefix = TRY(decode(path.substr(slash + 1)));
  while (place.prefix.ends_with('/'))
    place.prefix.pop_back();
  if (!place.prefix.empty() && (place.prefix.size() > 100 || !check_object_key(place.prefix)))
    return bad("has the prefix {:?}: at most 100 bytes, without empty segments or ..",
               place.prefix);
  place.region = take(parameters, "region", "us-east-1");
  if (!is_region(place.region)) return bad("names the region {:?}", place.region);
  const bool is_amazon = !parameters.contains("endpoint");
  place.endpoint = take(parameters, "endpoint", "https://s3." + place.region + ".amazonaws.com");
  while (place.endpoint.ends_with('/'))
    place.endpoint.pop_back();
  const std::string style = take(parameters, "style", is_amazon ? "virtual" : "path");
  if (style != "path" && style != "virtual") return bad("has a style other than path, virtual");
  place.path_style = style == "path";
  const std::string insecure = take(parameters, "insecure", "false");
  if (insecure != "true" && insecure != "false") return bad("has insecure other than true, false");
  TRY(check_endpoint(place.endpoint, insecure == "true"));
  place.ca_file = take(parameters, "ca");
  place.access_key = TRY(parse_source(parameters, "access_key", "AWS_ACCESS_KEY_ID"));
  place.secret_key = TRY(parse_source(parameters, "secret_key", "AWS_SECRET_ACCESS_KEY"));
  // A token belongs to the keys: one of the environment says nothing about keys from elsewhere.
  if (parameters.contains("session_token") || !parameters.contains("secret_key"))
    place.session_token = TRY(parse_source(parameters, "session_token", "AWS_SESSION_TOKEN"));
  const char* token = std::getenv("AWS_SESSION_TOKEN");
  if (!parameters.contains("session_token") && (token == nullptr || *token == '\0'))
    place.session_token = {};
  return place;
}

}  // namespace

Result<ObjectsPlace> parse_objects_url(std::string_view url) {
  if (url.starts_with("s3://")) return TRY(parse_s3(url.substr(5)));
  if (!url.starts_with("file:")) return bad("begins neither with s3:// nor with file:");
  url.remove_prefix(5);
  if (url.find_first_of("?#") != std::string_view::npos)
    return bad("of a folder has no parameters; write ? as %3F and # as %23");
  if (url.starts_with("//")) return bad("of a folder is file:/path, without a host");
  const std::string path = TRY(decode(url));
  if (path.empty() || path.find('\0') != std::string::npos) return bad("names no folder");
  return FolderPlace{path};
}

Result<std::string> read_secret(const SecretSource& source) {
  std::string secret;
  if (source.kind == SecretSource::Kind::kNone) return secret;
  if (source.kind == SecretSource::Kind::kEnvironment) {
    if (const char* value = std::getenv(source.name.c_str())) secret = value;
    if (!secret.empty()) return secret;
    return fail(Code::kUnauthenticated, "no_credentials",
                "the environment variable {}, which holds a key of the object store, is not set",
                source.name);
  }
  auto read = platform::read_file(source.name, kSecretBytesMax);
  if (!read)
    return fail(Code::kUnauthenticated, "no_credentials", "a key of the object store: {}",
                read.error().message);
  secret = std::move(*read);
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r'))
    secret.pop_back();
  if (secret.empty() || secret.find_first_of("\r\n") != std::string::npos)
    return fail(Code::kUnauthenticated, "no_credentials",
                "{} must hold one line, a key of the object store", source.name);
  return secret;
}

Result<std::unique_ptr<Objects>> open_objects(const ObjectsPlace& place, const S3Limits& limits,
                                              const base::Clock& clock) {
  if (const auto* folder = std::get_if<FolderPlace>(&place))
    return FolderObjects::open(folder->folder);
  return S3Objects::open(std::get<S3Place>(place), limits, clock);
}

}  // namespace alexandria::store
