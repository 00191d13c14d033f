#pragma once
// Counters and histograms, printed in the Prometheus text format (version 0.0.4). Names follow
// prometheus.io/docs/practices/naming.
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

namespace alexandria::metrics {

class Counter {
 public:
  void add(std::uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Seconds, in fixed buckets from 1 ms to 10 s.
class Histogram {
 public:
  void observe(double seconds);
  std::string print(const std::string& name, const std::string& labels) const;

 private:
  static constexpr double kBounds[] = {.001, .0025, .005, .01, .025, .05, .1,
                                       .25,  .5,    1,    2.5, 5,    10};
  std::atomic<std::uint64_t> buckets_[std::size(kBounds) + 1]{};
  std::atomic<double> sum_{0};
};

/// The counter or histogram of this name and labels (`a="b",c="d"`, may be empty); made at first
/// use, lives as long as the process.
Counter& counter(const std::string& name, const std::string& help, const std::string& labels = "");
Histogram& histogram(const std::string& name, const std::string& help,
                     const std::string& labels = "");
/// A value read when the metrics are printed. `read` must stay callable until the process ends or
/// the gauge is replaced.
void gauge(const std::string& name, const std::string& help, std::function<double()> read);
/// Removes a gauge whose reader is about to die.
void remove_gauge(const std::string& name);
/// All of them as text.
std::string print();

}  // namespace alexandria::metrics
