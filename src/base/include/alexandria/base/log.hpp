#pragma once
// The log: one line an event, `time level message`, to standard error. Secrets and document text
// never go here.
#include <string_view>

#include <fmt/format.h>

namespace alexandria::log {

enum class Level { kDebug, kInfo, kWarning, kError, kOff };

/// Events below `level` are dropped. Threads: may be called at any time.
void set_level(Level level);
/// Writes one event; a newline inside `message` becomes a space, so that one event stays one line.
void write(Level level, std::string_view message);

template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::kInfo, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::kWarning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::kError, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace alexandria::log
