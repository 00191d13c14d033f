#pragma once
#include <string>
#include <string_view>

namespace alexandria::ingest {

/// What browsers read under a label: "gb2312" is GB18030, "iso-8859-1" windows-1252. By the name
/// that ICU has for it; empty for a label that nobody knows.
std::string encoding_of_label(std::string_view label);

/// The encoding that plain text declares on its first two lines, as Python, Emacs, XML and CSS
/// have it: `-*- coding: latin-1 -*-`, `<?xml encoding="x"?>`, `@charset "x"`. Empty where it
/// declares none, or where the bytes are UTF-8.
std::string declared_encoding(std::string_view bytes);

}  // namespace alexandria::ingest
