#include "alexandria/http/router.hpp"

#include <algorithm>
#include <string_view>

namespace alexandria::http {
namespace {

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> out;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    out.emplace_back(path.substr(0, slash));
    path.remove_prefix(slash);
  }
  return out;
}

bool is_name(const std::string& segment) { return segment.starts_with('{'); }

// Number of literal segments that match, or -1.
int match(const std::vector<std::string>& pattern, const std::vector<std::string>& path,
          std::map<std::string, std::string>* parameters) {
  if (pattern.size() != path.size()) return -1;
  int literals = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_name(pattern[i])) {
      if (path[i].empty()) return -1;
      if (parameters != nullptr)
        (*parameters)[pattern[i].substr(1, pattern[i].size() - 2)] = path[i];
    } else if (pattern[i] == path[i]) {
      ++literals;
    } else {
      return -1;
    }
  }
  return literals;
}

}  // namespace

std::size_t Router::add(const std::string& method, const std::string& pattern) {
  routes_.push_back({method, split(pattern)});
  return routes_.size() - 1;
}

std::optional<Router::Match> Router::find(const std::string& method,
                                          const std::string& path) const {
  const auto segments = split(path);
  std::optional<Match> best;
  int best_literals = -1;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (routes_[i].method != method) continue;
    Match found{i, {}};
    const int literals = match(routes_[i].segments, segments, &found.parameters);
    if (literals <= best_literals) continue;
    best_literals = literals;
    best = std::move(found);
  }
  return best;
}

std::vector<std::string> Router::methods(const std::string& path) const {
  std::vector<std::string> out;
  for (const Route& route : routes_)
    if (match(route.segments, split(path), nullptr) >= 0) out.push_back(route.method);
  if (std::ranges::find(out, "GET") != out.end()) out.emplace_back("HEAD");
  std::ranges::sort(out);
  const auto repeated = std::ranges::unique(out);
  out.erase(repeated.begin(), repeated.end());
  return out;
}

}  // namespace alexandria::http
