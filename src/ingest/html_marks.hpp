#pragma once
#include <cstdint>
#include <string_view>

namespace alexandria::ingest {

/// What the words of an element's classes and ids say of where it stands.
struct HtmlMarks {
  std::uint8_t beside = 0, content = 0;  // words for what stands beside the content, and for it
  bool is_around = false;                // of the former, one for what is on every page of a site
  bool is_note = false;
};

/// Of words in lower case, parted by spaces.
HtmlMarks read_marks(std::string_view marks);

}  // namespace alexandria::ingest
