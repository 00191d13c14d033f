#include "work_left.hpp"

#include <algorithm>

namespace alexandria::app {

void WorkLeft::add(const std::string& file, std::uint64_t bytes) {
  const auto [place, is_new] = files_.try_emplace(file);
  if (!is_new) return;
  place->second.bytes = static_cast<double>(std::max<std::uint64_t>(bytes, 1));
  bytes_ += place->second.bytes;
}

void WorkLeft::set_share(const std::string& file, double share) {
  const auto found = files_.find(file);
  if (found == files_.end()) return;
  done_ += (share - found->second.share) * found->second.bytes;
  found->second.share = share;
}

void WorkLeft::went_on(const std::string& file, std::uint64_t pages, std::uint64_t pages_total) {
  const bool known = pages < pages_total;
  set_share(file, known ? static_cast<double>(pages) / static_cast<double>(pages_total) : 0);
}

void WorkLeft::ended(const std::string& file) { set_share(file, 1); }

double WorkLeft::share_done() const {
  return bytes_ > 0 ? std::clamp(done_ / bytes_, 0.0, 1.0) : 1;
}

std::optional<double> WorkLeft::seconds_left(double seconds) const {
  constexpr double kBytesToTell = .5;  // less is the rounding of sums
  if (seconds <= 0 || done_ < kBytesToTell || bytes_ - done_ < kBytesToTell) return std::nullopt;
  return seconds * (bytes_ - done_) / done_;
}

}  // namespace alexandria::app
