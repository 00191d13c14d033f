#pragma once
// What a person reads: progress on standard error, results on standard output.
#include <chrono>
#include <cstdint>
#include <string>

#include "work_left.hpp"

namespace alexandria::app {

/// "840 B", "1.2 MB".
std::string bytes_text(std::uint64_t bytes);
/// "8 s", "3 min 20 s", "2 h 5 min".
std::string duration_text(double seconds);
/// At most `columns` code points, the end replaced by "..." if it was cut.
std::string shortened(const std::string& text, std::size_t columns);
/// Control characters (of names and texts that come from files) become spaces: nothing printed can
/// steer the terminal.
std::string printable(std::string text);

/// One line that is drawn over and over on a terminal; elsewhere a plain line every five seconds.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet);
  ~ProgressLine();
  /// `done` of `total` of `what` ("documents"), all of about the same size: the time left is told
  /// by their number.
  void show(const std::string& what, std::uint64_t done, std::uint64_t total);
  /// The time left is told by the work that is left. `more` follows as it is.
  void show(const std::string& what, std::uint64_t done, std::uint64_t total, const WorkLeft& work,
            const std::string& more = "");
  /// Rates and times count from now on, no longer from the construction.
  void begin() { start_ = std::chrono::steady_clock::now(); }
  /// A line that stays, above the progress.
  void say(const std::string& line);
  void clear();

 private:
  bool is_due();
  void draw(const std::string& line, double share);
  using Time = std::chrono::steady_clock::time_point;
  bool quiet_;
  bool terminal_;
  bool drawn_ = false;
  Time start_ = std::chrono::steady_clock::now();
  Time last_{};
};

}  // namespace alexandria::app
