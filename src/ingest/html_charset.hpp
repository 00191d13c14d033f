#pragma once
#include <string>
#include <string_view>

namespace alexandria::ingest {

/// The encoding that a page declares, by the name that ICU has for it; empty where it declares
/// none.
std::string html_encoding(std::string_view bytes);
/// What browsers read under a label: "gb2312" is GB18030, "iso-8859-1" windows-1252.
std::string encoding_of_label(std::string_view label);

}  // namespace alexandria::ingest
