#include "terminal.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

#include "alexandria/base/clock.hpp"
#include "alexandria/platform/system.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::app {
namespace {
constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kPlainPause = std::chrono::seconds(5);
constexpr std::size_t kBarCells = 24;
}  // namespace

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes);
  const char* unit = "";
  for (const char* next : {"kB", "MB", "GB", "TB"}) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  return fmt::format("{:.1f} {}", value, unit);
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string shortened(const std::string& text, std::size_t columns) {
  if (text::count_code_points(text) <= columns) return text;
  return text.substr(0, text::byte_of_code_point(text, columns - 3)) + "...";
}

std::string printable(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 32 || c == 127) c = ' ';
  return text;
}

ProgressLine::ProgressLine(bool quiet) : quiet_(quiet), terminal_(platform::stderr_is_terminal()) {}
ProgressLine::~ProgressLine() { clear(); }

bool ProgressLine::is_due() {
  const auto now = std::chrono::steady_clock::now();
  const std::chrono::nanoseconds pause =
      terminal_ ? std::chrono::nanoseconds(kRedraw) : std::chrono::nanoseconds(kPlainPause);
  if (quiet_ || now - last_ < pause) return false;
  last_ = now;
  return true;
}

void ProgressLine::show(const std::string& what, std::uint64_t done, std::uint64_t total) {
  if (!is_due()) return;
  const double seconds = base::seconds_since(start_);
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::string line = fmt::format("{}/{} {}", done, total, what);
  if (done > 0 && done < total && rate > 0)
    line += fmt::format(", {:.1f}/s, {} left", rate,
                        duration_text(static_cast<double>(total - done) / rate));
  draw(line, total == 0 ? 0 : static_cast<double>(done) / static_cast<double>(total));
}

void ProgressLine::show(const std::string& what, std::uint64_t done, std::uint64_t total,
                        const WorkLeft& work, const std::string& more) {
  if (!is_due()) return;
  std::string line = fmt::format("{}/{} {}", done, total, what);
  if (const auto left = work.seconds_left(base::seconds_since(start_)))
    line += fmt::format(", {} left", duration_text(std::max(*left, 1.0)));
  if (!more.empty()) line += "; " + more;
  draw(line, work.share_done());
}

void ProgressLine::draw(const std::string& line, double share) {
  if (!terminal_) {
    fmt::print(stderr, "{}\n", line);
    return;
  }
  const auto filled = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * kBarCells);
  std::string bar;
  for (std::size_t i = 0; i < kBarCells; ++i)
    bar += i < filled ? "#" : ".";
  fmt::print(stderr, "\r\033[K[{}] {}", bar, shortened(line, 90));
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressLine::say(const std::string& line) {
  clear();
  if (!quiet_) fmt::print(stderr, "{}\n", line);
}

void ProgressLine::clear() {
  if (drawn_) fmt::print(stderr, "\r\033[K");
  drawn_ = false;
}

}  // namespace alexandria::app
