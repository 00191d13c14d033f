#pragma once
// What the operator may choose: one TOML file, and `--set section.key=value` over it.
// docs/configuration.md lists every key.
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "alexandria/base/log.hpp"
#include "alexandria/chroma/chroma_api.hpp"
#include "alexandria/http/server.hpp"
#include "alexandria/library/library.hpp"

namespace alexandria::app {

struct Settings {
  http::ServerOptions server;
  std::set<std::string> hosts;    ///< names under which the server is also reached
  std::string admin_key;          ///< one for all nodes; empty: that of the data folder
  std::chrono::seconds drain{0};  ///< between not being ready and stopping
  log::Level log_level = log::Level::kInfo;
  library::Options library;
  chroma::ChromaOptions chroma;
  std::filesystem::path web_folder;  ///< files of the page
};

/// Defaults, then `file` (empty: none), then each of `assignments`. kInvalidArgument names the key,
/// the value and what would be right.
Result<Settings> load_settings(const std::filesystem::path& file,
                               const std::vector<std::string>& assignments);

/// Sets one key, "section.key", from text.
Result<void> assign(Settings& settings, const std::string& key, const std::string& value);

/// The key that is set, or that of the data folder (auth::load_admin_key).
Result<std::string> admin_key_of(const Settings& settings,
                                 const std::filesystem::path& data_folder);

/// "HOST:PORT", "[::1]:8080", ":8080" or "8080".
Result<void> assign_listen(Settings& settings, const std::string& value);

/// Where the prepared models are: $ALEXANDRIA_MODELS, a folder `models` beside the program, or
/// where the set-up put them.
std::filesystem::path default_models_folder();
/// The page: a folder `web` beside the program, or where the set-up built it.
std::filesystem::path default_web_folder();

}  // namespace alexandria::app
