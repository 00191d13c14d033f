#pragma once
// Which encoding bytes without a declaration are in (docs/reading.md, docs/decisions/0018).
#include <string>
#include <string_view>

namespace alexandria::ingest {

/// The name that ICU has for the encoding of `bytes`: a byte order mark; else UTF-8 where they are
/// well-formed; else the encoding in which a sample of them reads most like a text of one of the
/// languages it is usual for. Empty if they are no text in any encoding. `bytes` may be the first
/// of a longer text and end inside of a character; that they are well-formed UTF-8 is then known of
/// them alone.
std::string guess_encoding(std::string_view bytes);

/// The encoding that a byte order mark at the beginning tells; empty where there is none.
std::string encoding_of_mark(std::string_view bytes);

/// At most some 32 KiB of `bytes`: the first of them and later lines with bytes that are rare so
/// far, where encodings differ.
std::string encoding_sample(std::string_view bytes);

}  // namespace alexandria::ingest
