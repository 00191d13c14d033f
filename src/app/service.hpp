#pragma once
// The library as a command sees it: the REST API, either of a running server or of the data folder
// opened by this very process. Both answer the same JSON, so that every command is written once.
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <boost/json.hpp>

#include "alexandria/base/result.hpp"
#include "settings.hpp"

namespace alexandria::app {

namespace json = boost::json;

struct Upload {
  std::filesystem::path file;
  std::string name;
  std::map<std::string, std::string> fields;
};
struct Reply {
  std::string content_type;
  std::string body;
};

class Service {
 public:
  virtual ~Service() = default;
  /// Gives the answer of a status below 400; the others are errors with the answer's own reason and
  /// message.
  virtual Result<Reply> call(const std::string& method, const std::string& target,
                             const std::string& body) = 0;
  virtual Result<Reply> upload(const std::string& target, const Upload& upload) = 0;
  /// Whether jobs go on after this process ends.
  virtual bool outlives_us() const = 0;

  Result<json::value> get(const std::string& target);
  Result<json::value> post(const std::string& target, const json::value& body);
};

/// Which library a command means.
struct Target {
  std::filesystem::path data_folder;
  bool data_named = false;         ///< --data was given
  std::string server;              ///< URL; empty: the data folder
  std::filesystem::path key_file;  ///< of `server`; empty: admin.key of the data folder
  std::string collection = "library";
  bool as_json = false;
};

/// What a command does to the library, and so what is done to open it.
enum class Use {
  kRead,    ///< it is there already; jobs do not run
  kChange,  ///< it is there already; jobs run
  kAdd,     ///< it is made if it is not there; jobs run
};
/// Connects to `server`, or to the server that has the data folder open, or opens the folder.
/// kUnavailable `library_not_found`, which says how to begin one.
Result<std::unique_ptr<Service>> open_service(const Target& target, const Settings& settings,
                                              Use use);
/// What is said to a person where there is nothing to find; empty if there are documents.
std::string empty_library_hint(Service& service, const Target& target);

Result<std::unique_ptr<Service>> open_remote(const std::string& url, const std::string& key);
Result<std::unique_ptr<Service>> open_local(const std::filesystem::path& data_folder,
                                            const Settings& settings, bool background);

/// A member of an object; empty or 0 if it is not there or of another type.
std::string text_at(const json::value& object, std::string_view key);
std::int64_t integer_at(const json::value& object, std::string_view key);

/// The error that an answer of `status` stands for.
Error error_of(int status, const std::string& body);

}  // namespace alexandria::app
