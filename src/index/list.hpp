#pragma once
// The list of segments that searches see: replaced as a whole, never changed.
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "segment.hpp"

namespace alexandria::index {

struct Part {
  std::shared_ptr<const Segment> segment;
  std::shared_ptr<const Bitmap> deleted;
  std::string file;  // its name once saved, else empty
};

struct List {
  std::vector<Part> parts;
  Place place;

  std::map<std::string, std::uint64_t> languages() const;
  std::uint64_t rows() const;
  /// Rows whose text, title or headings have the term; deleted ones that are not merged away yet
  /// count too.
  std::uint64_t rows_with(std::string_view term) const;
};

struct CollectionIndex::State {
  mutable std::mutex mutex;
  std::shared_ptr<const List> list = std::make_shared<List>();
  std::size_t dimension = 0;
  Place saved;
  std::uint64_t merges = 0;        // merges so far
  std::uint64_t merges_saved = 0;  // of these, those that the files have seen
  std::uint64_t deleted_in_files = 0;
  std::mutex save_mutex;
  std::mutex merge_mutex;
  std::uint64_t next_file = 1;

  std::shared_ptr<const List> current() const {
    const std::lock_guard lock(mutex);
    return list;
  }
};

}  // namespace alexandria::index
