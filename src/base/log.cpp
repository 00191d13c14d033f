#include "alexandria/base/log.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <string>

namespace alexandria::log {
namespace {
std::atomic<Level> threshold{Level::kInfo};

const char* level_name(Level level) {
  switch (level) {
    case Level::kDebug: return "debug";
    case Level::kInfo: return "info";
    case Level::kWarning: return "warning";
    default: return "error";
  }
}
}  // namespace

void set_level(Level level) { threshold = level; }

void write(Level level, std::string_view message) {
  if (level < threshold.load()) return;
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  tm parts{};
  gmtime_r(&now.tv_sec, &parts);
  std::string line =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z {} ", parts.tm_year + 1900,
                  parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                  now.tv_nsec / 1000000, level_name(level));
  line += message;
  std::replace(line.begin(), line.end(), '\n', ' ');
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace alexandria::log
