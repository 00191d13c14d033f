#pragma once
// Bitmaps of the rows that hold a value, by key; numbers apart from other values so that ranges are
// a walk.
#include <map>
#include <roaring/roaring.hh>
#include <string>
#include <vector>

#include "alexandria/model/filter.hpp"

namespace alexandria::index {

using Bitmap = ::Roaring;

struct MetadataIndex {
  struct Key {
    std::map<std::string, Bitmap> strings;
    std::map<double, Bitmap> numbers;
    Bitmap falses, trues;
    std::map<std::string, Bitmap> elements;  // of arrays; the name carries the type
  };
  std::map<std::string, Key> keys;

  void add(std::uint32_t ordinal, const model::Metadata& metadata);
  /// Rows of 0 .. rows-1 that match; equal to model::matches.
  Bitmap evaluate(const model::Filter& filter, std::uint32_t rows) const;
  /// Adds the rows of `other`, moved by `place(ordinal)`; rows that it sends to `kGone` are left
  /// out.
  void add_all(const MetadataIndex& other, const std::vector<std::uint32_t>& places);
};

}  // namespace alexandria::index
