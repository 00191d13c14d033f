#include "bitmap_bytes.hpp"

namespace alexandria::index {

void write_bitmap(base::ByteWriter& out, const ::Roaring& rows) {
  ::Roaring packed = rows;
  packed.runOptimize();
  std::string bytes(packed.getSizeInBytes(), '\0');
  packed.write(bytes.data());
  out.text(bytes);
}

::Roaring read_bitmap(base::ByteReader& in, std::uint32_t rows, bool& sound) {
  const std::string_view bytes = in.text();
  try {
    ::Roaring out = ::Roaring::readSafe(bytes.data(), bytes.size());
    if (!out.isEmpty() && out.maximum() >= rows) sound = false;
    return sound ? out : ::Roaring();
  } catch (const std::exception&) {
    sound = false;
    return {};
  }
}

}  // namespace alexandria::index
