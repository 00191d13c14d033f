#pragma once
// Bitmaps and sets of bitmaps as bytes.
#include <roaring/roaring.hh>

#include "alexandria/base/bytes.hpp"

namespace alexandria::index {

/// Roaring's portable format, inside a text.
void write_bitmap(base::ByteWriter& out, const ::Roaring& rows);
/// A bitmap whose rows are all below `rows`; anything else makes `sound` false.
::Roaring read_bitmap(base::ByteReader& in, std::uint32_t rows, bool& sound);

}  // namespace alexandria::index
