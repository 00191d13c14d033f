#pragma once
// What rows have in their metadata, by key: values in order, with the rows that hold them.
#include <map>
#include <string>
#include <vector>

#include "alexandria/base/bytes.hpp"
#include "alexandria/model/filter.hpp"
#include "value_table.hpp"

namespace alexandria::index {

/// An int64 or a double, exactly: the double nearest to it and what the integer has more. Integers
/// and doubles are in the order of their values.
struct Number {
  double nearest = 0;
  std::int32_t rest = 0;  // at most 512 either way

  explicit Number(double value) : nearest(value == 0 ? 0 : value) {}
  explicit Number(std::int64_t value);
  friend bool operator<(const Number& a, const Number& b) {
    return a.nearest != b.nearest ? a.nearest < b.nearest : a.rest < b.rest;
  }
  /// As it was written, an integer without its point.
  std::string text() const;

 private:
  friend struct MetadataIndex;
};

struct MetadataIndex {
  struct Key {
    ValueTable<std::string> strings;
    ValueTable<Number> numbers;
    ValueTable<std::string> elements;  // of arrays; the name carries the type
    Bitmap falses, trues;
  };
  std::map<std::string, Key> keys;

  /// Rows of 0 .. rows-1 that match a filter of metadata; equal to model::matches.
  Bitmap evaluate(const model::Filter& filter, std::uint32_t rows) const;
  std::uint64_t bytes() const;
  void write(base::ByteWriter& out) const;
  /// False unless all of it is sound, for `rows` rows.
  bool read(base::ByteReader& in, std::uint32_t rows);
};

/// Metadata of rows, ascending.
class MetadataBuilder {
 public:
  void add(std::uint32_t ordinal, const model::Metadata& metadata);
  MetadataIndex finish() const;

 private:
  template <class Value>
  using Rows = std::map<Value, std::vector<std::uint32_t>>;
  struct Key {
    Rows<std::string> strings;
    Rows<Number> numbers;
    Rows<std::string> elements;
    Bitmap falses, trues;
  };
  std::map<std::string, Key> keys_;
};

/// A source of a merge and where each of its rows goes, or kGone.
struct MovedMetadata {
  const MetadataIndex* metadata = nullptr;
  const std::vector<std::uint32_t>* places = nullptr;
};
/// The places of each source are above those of the sources before it.
MetadataIndex merge_metadata(const std::vector<MovedMetadata>& sources);

}  // namespace alexandria::index
