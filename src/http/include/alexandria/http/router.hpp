#pragma once
// Which handler a method and a path lead to. Patterns: literal segments and {names},
// "/api/v1/jobs/{id}".
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace alexandria::http {

class Router {
 public:
  /// Adds a route; gives its number, from 0.
  std::size_t add(const std::string& method, const std::string& pattern);
  struct Match {
    std::size_t route = 0;
    std::map<std::string, std::string> parameters;
  };
  /// Literal segments go before names. Empty if nothing matches; then `methods(path)` tells whether
  /// another method would.
  std::optional<Match> find(const std::string& method, const std::string& path) const;
  /// Each once, in order of their names; HEAD where there is GET.
  std::vector<std::string> methods(const std::string& path) const;

 private:
  struct Route {
    std::string method;
    std::vector<std::string> segments;
  };
  std::vector<Route> routes_;
};

}  // namespace alexandria::http
