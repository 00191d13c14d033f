#pragma once
// Bytes that are read in place.
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace alexandria::index {

/// Bytes of its own or of a mapped file; copies share them.
class Bytes {
 public:
  Bytes() = default;
  explicit Bytes(std::string own) {
    const auto kept = std::make_shared<const std::string>(std::move(own));
    view_ = *kept;
    owner_ = kept;
  }
  Bytes(std::string_view view, std::shared_ptr<const void> owner)
      : owner_(std::move(owner)), view_(view) {}
  const char* data() const { return view_.data(); }
  std::size_t size() const { return view_.size(); }
  std::string_view view() const { return view_; }

 private:
  std::shared_ptr<const void> owner_;
  std::string_view view_;
};

}  // namespace alexandria::index
