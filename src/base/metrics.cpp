#include "alexandria/base/metrics.hpp"

#include <map>
#include <memory>

#include <fmt/format.h>

#include "alexandria/base/guarded.hpp"

namespace alexandria::metrics {
namespace {

template <class T>
struct Family {
  std::string help;
  std::map<std::string, std::unique_ptr<T>> members;  // by labels
};
struct Gauge {
  std::string help;
  std::function<double()> read;
};
struct Registry {
  std::map<std::string, Family<Counter>> counters;
  std::map<std::string, Family<Histogram>> histograms;
  std::map<std::string, Gauge> gauges;
};

base::Guarded<Registry>& registry() {
  static base::Guarded<Registry> instance;
  return instance;
}

template <class T>
T& member(std::map<std::string, Family<T>>& families, const std::string& name,
          const std::string& help, const std::string& labels) {
  Family<T>& family = families[name];
  family.help = help;
  auto& slot = family.members[labels];
  if (!slot) slot = std::make_unique<T>();
  return *slot;
}

std::string in_braces(const std::string& labels) {
  return labels.empty() ? "" : "{" + labels + "}";
}

}  // namespace

void Histogram::observe(double seconds) {
  std::size_t bucket = 0;
  while (bucket < std::size(kBounds) && seconds > kBounds[bucket])
    ++bucket;
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(seconds, std::memory_order_relaxed);
}

std::string Histogram::print(const std::string& name, const std::string& labels) const {
  std::string out;
  std::uint64_t total = 0;
  const std::string comma = labels.empty() ? "" : ",";
  for (std::size_t i = 0; i <= std::size(kBounds); ++i) {
    total += buckets_[i].load(std::memory_order_relaxed);
    const std::string bound = i < std::size(kBounds) ? fmt::format("{}", kBounds[i]) : "+Inf";
    out += fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, bound, total);
  }
  out += fmt::format("{}_sum{} {}\n{}_count{} {}\n", name, in_braces(labels), sum_.load(), name,
                     in_braces(labels), total);
  return out;
}

Counter& counter(const std::string& name, const std::string& help, const std::string& labels) {
  return registry().with(
      [&](Registry& r) -> Counter& { return member(r.counters, name, help, labels); });
}

Histogram& histogram(const std::string& name, const std::string& help, const std::string& labels) {
  return registry().with(
      [&](Registry& r) -> Histogram& { return member(r.histograms, name, help, labels); });
}

void gauge(const std::string& name, const std::string& help, std::function<double()> read) {
  registry().with([&](Registry& r) { r.gauges[name] = {help, std::move(read)}; });
}

void remove_gauge(const std::string& name) {
  registry().with([&](Registry& r) { r.gauges.erase(name); });
}

std::string print() {
  return registry().with([](Registry& r) {
    std::string out;
    for (const auto& [name, family] : r.counters) {
      out += fmt::format("# HELP {} {}\n# TYPE {} counter\n", name, family.help, name);
      for (const auto& [labels, value] : family.members)
        out += fmt::format("{}{} {}\n", name, in_braces(labels), value->value());
    }
    for (const auto& [name, family] : r.histograms) {
      out += fmt::format("# HELP {} {}\n# TYPE {} histogram\n", name, family.help, name);
      for (const auto& [labels, value] : family.members)
        out += value->print(name, labels);
    }
    for (const auto& [name, value] : r.gauges)
      out += fmt::format("# HELP {} {}\n# TYPE {} gauge\n{} {}\n", name, value.help, name, name,
                         value.read());
    return out;
  });
}

}  // namespace alexandria::metrics
