#pragma once
#include <string>
#include <string_view>

namespace alexandria::ingest {

/// What browsers read under a label: "gb2312" is GB18030, "iso-8859-1" windows-1252. By the name
/// that ICU has for it.
std::string encoding_of_label(std::string_view label);

}  // namespace alexandria::ingest
