#pragma once
// The list of segments that searches see: replaced as a whole, never changed.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "segment.hpp"

namespace alexandria::index {

/// The last four bytes of a part's files, by which a manifest tells them from others of their name.
struct FileChecksums {
  std::uint32_t segment = 0;
  std::uint32_t vectors = 0;
};

struct Part {
  std::shared_ptr<const Segment> segment;
  std::shared_ptr<const Bitmap> deleted;
  std::uint64_t file = 0;  // the number of its files once saved, else 0
  FileChecksums checksums;
};

struct List {
  std::vector<Part> parts;
  Place place;

  std::map<std::string, std::uint64_t> languages() const;
  /// Rows that segments hold; deleted ones that are not merged away yet count too.
  std::uint64_t rows() const;
  /// Rows whose text, title or headings have the term; deleted ones that are not merged away yet
  /// count too.
  std::uint64_t rows_with(std::string_view term) const;
};

struct CollectionIndex::State {
  mutable std::mutex mutex;
  std::shared_ptr<const List> list = std::make_shared<List>();
  VectorSpace space;
  IndexOptions options;
  std::set<const Segment*> merging;  // parts that a merge is at work on
  Place saved;
  std::uint64_t merges = 0;        // merges so far
  std::uint64_t merges_saved = 0;  // of these, those that the files have seen
  std::uint64_t deleted_in_files = 0;
  std::mutex save_mutex;
  std::mutex merge_mutex;
  std::uint64_t next_file = 1;

  using Choose = std::function<std::vector<Part>(const std::vector<Part>& parts)>;
  /// Merges what `choose` chooses of the parts that no other merge is at work on; false: nothing.
  bool merge_some(const Choose& choose);
  void put_in_place(const std::vector<Part>& chosen, const std::shared_ptr<const Segment>& merged);
  /// Parts of a merge: nobody else takes them while this lives.
  class Claim {
   public:
    Claim(State& state, const std::vector<Part>& parts) : state_(state), parts_(parts) {}
    ~Claim() {
      const std::lock_guard lock(state_.mutex);
      for (const Part& part : parts_)
        state_.merging.erase(part.segment.get());
    }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

   private:
    State& state_;
    const std::vector<Part>& parts_;
  };

  std::shared_ptr<const List> current() const {
    const std::lock_guard lock(mutex);
    return list;
  }
};

}  // namespace alexandria::index
