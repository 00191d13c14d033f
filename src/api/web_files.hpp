#pragma once
// The files of the page, read once at the start.
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "alexandria/http/message.hpp"

namespace alexandria::api {

class WebFiles {
 public:
  /// Reads every file below `folder` (at most 64 MiB); a folder that is not there gives no files.
  explicit WebFiles(const std::filesystem::path& folder);
  /// The answer to a GET of `path` ("/" is index.html), compressed if the reader takes it; nothing
  /// if there is no such file.
  std::optional<http::Response> find(const http::Request& request) const;

 private:
  std::map<std::string, std::shared_ptr<const std::string>>
      files_;  // by path from the folder, "assets/x.js"; "x.js.gz" is x.js compressed
};

}  // namespace alexandria::api
