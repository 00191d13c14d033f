#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace alexandria::ingest {

/// Keeps copies of many short texts, without room for each of its own, until it is destroyed. It
/// may be moved: what it keeps stays where it is.
class TextArena {
 public:
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    if (room_ < text.size()) add_piece(text.size());
    char* const begin = next_;
    std::memcpy(begin, text.data(), text.size());
    next_ += text.size();
    room_ -= text.size();
    return {begin, text.size()};
  }

 private:
  static constexpr std::size_t kPieceBytes = 64 << 10;

  void add_piece(std::size_t bytes) {
    room_ = std::max(bytes, kPieceBytes);
    pieces_.push_back(std::make_unique_for_overwrite<char[]>(room_));
    next_ = pieces_.back().get();
  }

  std::vector<std::unique_ptr<char[]>> pieces_;
  char* next_ = nullptr;
  std::size_t room_ = 0;  // of the last piece
};

}  // namespace alexandria::ingest
