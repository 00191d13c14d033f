#pragma once
// Some pieces of work at once, each on a thread of its own where one can be had.
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace alexandria::runtime {

/// Runs `work(0)` to `work(lanes - 1)` and returns when all are done; the last one runs on the
/// calling thread, and so does every one for which no thread can be started. The first exception
/// that leaves one of them is thrown again here, once all have ended.
template <class Work>
void run_lanes(std::size_t lanes, const Work& work) {
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto run = [&](std::size_t lane) {
    try {
      work(lane);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!thrown) thrown = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    others.reserve(lanes);
    for (std::size_t lane = 0; lane + 1 < lanes; ++lane) {
      try {
        others.emplace_back(run, lane);
      } catch (const std::system_error&) {
        run(lane);
      }
    }
    if (lanes > 0) run(lanes - 1);
  }
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace alexandria::runtime
