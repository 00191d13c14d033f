#pragma once
// How long a heap of files will still take: by their bytes, and within a file by its pages.
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace alexandria::app {

/// Files by a name that is theirs alone. Threads: one.
class WorkLeft {
 public:
  void add(const std::string& file, std::uint64_t bytes);
  /// `pages` of `pages_total` are done. Where the total is not known beyond what was done, a file
  /// counts as not begun: better no estimate than one that stands still.
  void went_on(const std::string& file, std::uint64_t pages, std::uint64_t pages_total);
  void ended(const std::string& file);
  /// 0 to 1.
  double share_done() const;
  /// After so many seconds of work; nothing before there is a rate to tell by.
  std::optional<double> seconds_left(double seconds) const;

 private:
  struct File {
    double bytes = 0;
    double share = 0;
  };
  std::map<std::string, File> files_;
  double bytes_ = 0;
  double done_ = 0;
  void set_share(const std::string& file, double share);
};

}  // namespace alexandria::app
