#include "settings.hpp"

#include <charconv>
#include <cstdlib>
#include <functional>
#include <map>

#include <toml++/toml.h>

#include "alexandria/auth/authorize.hpp"
#include "alexandria/embed/encoder.hpp"
#include "alexandria/http/host.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/system.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::app {
namespace {

constexpr std::uint64_t kFileBytesMax = 1 << 20;

std::unexpected<Error> wrong(const std::string& key, const std::string& value,
                             std::string_view wanted) {
  return fail(Code::kInvalidArgument, "invalid_setting", "{} cannot be '{}': {}", key, value,
              wanted);
}

template <class T>
Result<void> number(T& out, const std::string& key, const std::string& value, T least, T most) {
  T parsed{};
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
  if (error != std::errc() || end != value.data() + value.size() || parsed < least || parsed > most)
    return wrong(key, value, fmt::format("a whole number from {} to {}", least, most));
  out = parsed;
  return {};
}

Result<void> truth(bool& out, const std::string& key, const std::string& value) {
  if (value != "true" && value != "false") return wrong(key, value, "true or false");
  out = value == "true";
  return {};
}

using Assign =
    std::function<Result<void>(Settings&, const std::string& key, const std::string& value)>;

Assign server_limit(std::size_t http::ServerOptions::* member, std::size_t most) {
  return [member, most](Settings& s, const std::string& k, const std::string& v) {
    return number<std::size_t>(s.server.*member, k, v, 1, most);
  };
}

Assign text_setting(std::string library::AskOptions::* member) {
  return [member](Settings& s, const std::string&, const std::string& v) -> Result<void> {
    s.library.ask.*member = v;
    return {};
  };
}

Assign milliseconds(std::chrono::milliseconds store::PostgresOptions::* member) {
  return [member](Settings& s, const std::string& k, const std::string& v) -> Result<void> {
    long parsed = 0;
    TRY(number<long>(parsed, k, v, 100, 3'600'000));
    s.library.postgres.*member = std::chrono::milliseconds(parsed);
    return {};
  };
}

// A file that is named and cannot be read is wrong usage, whatever the reason.
Result<std::string> read_named(const std::string& key, const std::filesystem::path& path,
                               std::uint64_t bytes_max) {
  auto text = platform::read_file(path, bytes_max);
  if (text) return text;
  return fail(Code::kInvalidArgument, "invalid_setting", "{}: {}", key, text.error().message);
}

// Also where no collection is made with it today.
Result<void> check_default_model(const Settings& settings) {
  const std::string& name = settings.library.default_model;
  if (name == "none") return {};
  const std::filesystem::path path = name;
  if (name.empty() || path.has_parent_path() || name.starts_with('.'))
    return wrong("models.default", name, "the name of a model, or none");
  const auto model = embed::describe_model(settings.library.models_folder / path);
  if (model) return {};
  return wrong("models.default", name, model.error().message);
}

// A secret stands in a file or in the environment, never in the settings themselves.
Result<void> assign_secret(std::string& out, const std::string& key, const std::string& value) {
  if (value.starts_with("env:")) {
    const char* found = std::getenv(value.substr(4).c_str());
    if (found == nullptr) return wrong(key, value, "there is no such variable in the environment");
    out = found;
  } else if (value.starts_with("file:")) {
    out = TRY(read_named(key, value.substr(5), 64 << 10));
  } else if (!value.empty()) {
    return fail(Code::kInvalidArgument, "invalid_setting",
                "{} must be file:PATH or env:NAME, so that the secret stands in neither settings "
                "nor process lists",
                key);
  }
  while (!out.empty() && (out.back() == '\n' || out.back() == '\r' || out.back() == ' '))
    out.pop_back();
  return {};
}

// "sqlite:" is the database in the data folder.
Result<void> assign_database(Settings& settings, const std::string& key, const std::string& value) {
  settings.library.postgres.address.clear();
  if (value == "sqlite:") return {};
  if (!value.starts_with("postgresql://") && !value.starts_with("postgres://"))
    return fail(Code::kInvalidArgument, "invalid_setting",  // the value may hold a password
                "{} must be sqlite: or postgresql://USER@HOST/NAME (settings or --database)", key);
  TRY(store::check_postgres_address(value));
  settings.library.postgres.address = value;
  return {};
}

// A folder that all nodes see, or a bucket. "file:": in the data folder.
Result<void> assign_blobs(Settings& settings, const std::string&, const std::string& value) {
  if (value != "file:") TRY(store::check_objects_url(value));
  settings.library.blobs_url = value == "file:" ? "" : value;
  return {};
}

Result<void> assign_precision(Settings& settings, const std::string& key,
                              const std::string& value) {
  static const std::map<std::string, embed::Precision> kPrecisions = {
      {"auto", embed::Precision::kAuto},
      {"int8", embed::Precision::kInt8},
      {"bf16", embed::Precision::kBf16},
      {"exact", embed::Precision::kExact}};
  const auto precision = kPrecisions.find(value);
  if (precision == kPrecisions.end()) return wrong(key, value, "auto, int8, bf16 or exact");
  settings.library.precision = precision->second;
  return {};
}

Result<void> assign_log_level(Settings& settings, const std::string& key,
                              const std::string& value) {
  static const std::map<std::string, log::Level> kLevels = {{"debug", log::Level::kDebug},
                                                            {"info", log::Level::kInfo},
                                                            {"warning", log::Level::kWarning},
                                                            {"error", log::Level::kError},
                                                            {"off", log::Level::kOff}};
  const auto level = kLevels.find(value);
  if (level == kLevels.end()) return wrong(key, value, "debug, info, warning, error or off");
  settings.log_level = level->second;
  return {};
}

// "library.example.org, books.example.org"
Result<void> assign_hosts(Settings& settings, const std::string& key, const std::string& value) {
  settings.hosts.clear();
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t comma = std::min(value.find(',', at), value.size());
    const std::string_view name = text::trim(std::string_view(value).substr(at, comma - at));
    at = comma + 1;
    if (name.empty()) continue;
    const auto host = http::parse_host(name);
    if (!host || host->port)
      return wrong(key, value, "names of hosts without ports, parted by commas");
    settings.hosts.insert(host->name);
  }
  return {};
}

Result<void> assign_anonymous_role(Settings& settings, const std::string& key,
                                   const std::string& value) {
  static const std::map<std::string, std::optional<auth::Right>> kRoles = {
      {"none", std::nullopt},
      {"reader", auth::Right::kRead},
      {"writer", auth::Right::kWrite},
      {"admin", auth::Right::kAdmin}};
  const auto role = kRoles.find(value);
  if (role == kRoles.end()) return wrong(key, value, "none, reader, writer or admin");
  settings.chroma.anonymous_right = role->second;
  return {};
}

// Of programs that speak to Chroma.
std::map<std::string, Assign> chroma_keys() {
  return {
      {"chroma.allow_reset",
       [](Settings& s, const std::string& k, const std::string& v) {
         return truth(s.chroma.allow_reset, k, v);
       }},
      {"chroma.anonymous_role", assign_anonymous_role},
      {"chroma.memory_bytes_max",
       [](Settings& s, const std::string& k, const std::string& v) {
         return number<std::uint64_t>(s.library.records_bytes_max, k, v, 1 << 20, 1ULL << 44);
       }},
  };
}

// Of several nodes.
std::map<std::string, Assign> cluster_keys() {
  return {
      {"database.url", assign_database},
      {"database.password",
       [](Settings& s, const std::string& k, const std::string& v) {
         return assign_secret(s.library.postgres.password, k, v);
       }},
      {"database.connections",
       [](Settings& s, const std::string& k, const std::string& v) {
         return number<unsigned>(s.library.postgres.connections, k, v, 2, 1000);
       }},
      {"database.statement_max_ms", milliseconds(&store::PostgresOptions::statement_max)},
      {"database.lock_wait_max_ms", milliseconds(&store::PostgresOptions::lock_wait_max)},
      {"blobs.url", assign_blobs},
      {"blobs.cache_bytes",
       [](Settings& s, const std::string& k, const std::string& v) {
         return number<std::uint64_t>(s.library.blobs_cache_bytes, k, v, 64ULL << 20, 1ULL << 44);
       }},
      {"server.admin_key", [](Settings& s, const std::string& k,
                              const std::string& v) { return assign_secret(s.admin_key, k, v); }},
      {"server.drain_s",
       [](Settings& s, const std::string& k, const std::string& v) -> Result<void> {
         long seconds = 0;
         TRY(number<long>(seconds, k, v, 0, 3600));
         s.drain = std::chrono::seconds(seconds);
         return {};
       }},
  };
}

const std::map<std::string, Assign>& keys() {
  static const std::map<std::string, Assign> kKeys = [] {
    std::map<std::string, Assign> all = {
        {"server.listen",
         [](Settings& s, const std::string&, const std::string& v) { return assign_listen(s, v); }},
        {"server.hosts", assign_hosts},
        {"server.connections_max", server_limit(&http::ServerOptions::connections_max, 1'000'000)},
        {"server.connections_per_peer",
         server_limit(&http::ServerOptions::connections_per_peer, 1'000'000)},
        {"server.requests_per_peer",
         server_limit(&http::ServerOptions::requests_per_peer, 1'000'000)},
        {"server.workers", server_limit(&http::ServerOptions::workers, 1'000)},
        {"server.long_workers", server_limit(&http::ServerOptions::long_workers, 1'000)},
        {"server.queue_max", server_limit(&http::ServerOptions::queue_max, 100'000)},
        {"uploads.bytes_max",
         [](Settings& s, const std::string& k, const std::string& v) {
           return number<std::uint64_t>(s.library.upload_bytes_max, k, v, 1, 1ULL << 40);
         }},
        {"storage.reserve_bytes",
         [](Settings& s, const std::string& k, const std::string& v) {
           return number<std::uint64_t>(s.library.room.reserve_bytes, k, v, 0, 1ULL << 40);
         }},
        {"storage.free_bytes_min",
         [](Settings& s, const std::string& k, const std::string& v) {
           return number<std::uint64_t>(s.library.room.free_bytes_min, k, v, 1ULL << 20,
                                        1ULL << 40);
         }},
        {"jobs.workers",
         [](Settings& s, const std::string& k, const std::string& v) {
           return number<unsigned>(s.library.jobs.workers, k, v, 1, 64);
         }},
        {"ask.base_url", text_setting(&library::AskOptions::base_url)},
        {"ask.model", text_setting(&library::AskOptions::model)},
        {"ask.key", [](Settings& s, const std::string& k,
                       const std::string& v) { return assign_secret(s.library.ask.key, k, v); }},
        {"ask.strict", [](Settings& s, const std::string& k,
                          const std::string& v) { return truth(s.library.ask.strict, k, v); }},
        {"ask.timeout_s",
         [](Settings& s, const std::string& k, const std::string& v) -> Result<void> {
           long seconds = 0;
           TRY(number<long>(seconds, k, v, 1, 3600));
           s.library.ask.timeout = std::chrono::seconds(seconds);
           return {};
         }},
        {"web.folder",
         [](Settings& s, const std::string&, const std::string& v) -> Result<void> {
           s.web_folder = v;
           return {};
         }},
        {"models.folder",
         [](Settings& s, const std::string&, const std::string& v) -> Result<void> {
           s.library.models_folder = v;
           return {};
         }},
        {"models.default",
         [](Settings& s, const std::string&, const std::string& v) -> Result<void> {
           s.library.default_model = v;
           return {};
         }},
        {"models.precision", assign_precision},
        {"log.level", assign_log_level},
    };
    all.merge(cluster_keys());
    all.merge(chroma_keys());
    return all;
  }();
  return kKeys;
}

std::string text_of(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto whole = node.value_exact<std::int64_t>()) return std::to_string(*whole);
  if (const auto truth = node.value_exact<bool>()) return *truth ? "true" : "false";
  if (const auto real = node.value_exact<double>()) return fmt::format("{}", *real);
  return "a table, an array or a date";
}

Result<void> assign_table(Settings& settings, const toml::table& table, const std::string& prefix) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (const toml::table* inner = node.as_table())
      TRY(assign_table(settings, *inner, key + "."));
    else
      TRY(assign(settings, key, text_of(node)));
  }
  return {};
}

Result<void> assign_file(Settings& settings, const std::filesystem::path& file) {
  const std::string text = TRY(read_named("--config", file, kFileBytesMax));
  try {
    return assign_table(settings, toml::parse(text), "");
  } catch (const toml::parse_error& error) {
    return fail(Code::kInvalidArgument, "invalid_configuration", "{}, line {}: {}", file.string(),
                error.source().begin.line, error.description());
  }
}

}  // namespace

Result<void> assign(Settings& settings, const std::string& key, const std::string& value) {
  const auto found = keys().find(key);
  if (found != keys().end()) return found->second(settings, key, value);
  std::string known;
  for (const auto& [name, unused] : keys())
    known += (known.empty() ? "" : ", ") + name;
  return fail(Code::kInvalidArgument, "unknown_setting", "there is no setting '{}'; there are {}",
              key, known);
}

Result<void> assign_listen(Settings& settings, const std::string& value) {
  const std::size_t colon = value.rfind(':');
  std::string host = colon == std::string::npos ? "" : value.substr(0, colon);
  TRY(number<std::uint16_t>(settings.server.port, "the port to listen on",
                            colon == std::string::npos ? value : value.substr(colon + 1), 0,
                            65535));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  if (!host.empty()) settings.server.host = host;
  return {};
}

Result<std::string> admin_key_of(const Settings& settings,
                                 const std::filesystem::path& data_folder) {
  if (!settings.admin_key.empty()) return settings.admin_key;
  return auth::load_admin_key(data_folder);
}

std::filesystem::path default_web_folder() {
  std::error_code ignored;
  const auto beside = platform::program_path().parent_path() / "web";
  return std::filesystem::is_directory(beside, ignored) ? beside
                                                        : std::filesystem::path(ALEXANDRIA_WEB);
}

std::filesystem::path default_models_folder() {
  if (const char* chosen = std::getenv("ALEXANDRIA_MODELS"); chosen != nullptr && *chosen != '\0')
    return chosen;
  std::error_code ignored;
  const auto beside = platform::program_path().parent_path() / "models";
  if (std::filesystem::is_directory(beside, ignored)) return beside;
  return ALEXANDRIA_MODELS;
}

Result<Settings> load_settings(const std::filesystem::path& file,
                               const std::vector<std::string>& assignments) {
  Settings settings;
  settings.library.models_folder = default_models_folder();
  settings.web_folder = default_web_folder();
  const std::string usual_model = settings.library.default_model;
  if (!file.empty()) TRY(assign_file(settings, file));
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos)
      return fail(Code::kInvalidArgument, "invalid_setting",
                  "--set wants section.key=value, not '{}'", assignment);
    TRY(assign(settings, assignment.substr(0, equals), assignment.substr(equals + 1)));
  }
  if (settings.library.default_model != usual_model) TRY(check_default_model(settings));
  return settings;
}

}  // namespace alexandria::app
