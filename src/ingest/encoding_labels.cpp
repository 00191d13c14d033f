// https://encoding.spec.whatwg.org, "names and labels".
#include "encoding_labels.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <unicode/ucnv.h>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kLabelBytesMax = 40;

// Labels that mean another encoding than the one they name, or that ICU knows by another name.
constexpr std::array<std::pair<std::string_view, const char*>, 89> kLabels = {
    {{"ansi_x3.4-1968", "windows-1252"},
     {"ascii", "windows-1252"},
     {"big5", "Big5-HKSCS"},
     {"big5-hkscs", "Big5-HKSCS"},
     {"chinese", "gb18030"},
     {"cn-big5", "Big5-HKSCS"},
     {"cp1252", "windows-1252"},
     {"cp819", "windows-1252"},
     {"csbig5", "Big5-HKSCS"},
     {"cseuckr", "windows-949"},
     {"csgb2312", "gb18030"},
     {"csiso58gb231280", "gb18030"},
     {"csiso88596e", "iso-8859-6"},
     {"csiso88596i", "iso-8859-6"},
     {"csiso88598e", "iso-8859-8"},
     {"csiso88598i", "iso-8859-8"},
     {"csisolatin1", "windows-1252"},
     {"csisolatin5", "windows-1254"},
     {"csksc56011987", "windows-949"},
     {"csshiftjis", "windows-31j"},
     {"csunicode", "UTF-8"},
     {"dos-874", "windows-874"},
     {"euc-kr", "windows-949"},
     {"gb18030", "gb18030"},
     {"gb2312", "gb18030"},
     {"gb_2312", "gb18030"},
     {"gb_2312-80", "gb18030"},
     {"gbk", "gb18030"},
     {"ibm819", "windows-1252"},
     {"iso-10646-ucs-2", "UTF-8"},
     {"iso-8859-1", "windows-1252"},
     {"iso-8859-11", "windows-874"},
     {"iso-8859-6-e", "iso-8859-6"},
     {"iso-8859-6-i", "iso-8859-6"},
     {"iso-8859-8-e", "iso-8859-8"},
     {"iso-8859-8-i", "iso-8859-8"},
     {"iso-8859-9", "windows-1254"},
     {"iso-ir-100", "windows-1252"},
     {"iso-ir-148", "windows-1254"},
     {"iso-ir-149", "windows-949"},
     {"iso-ir-58", "gb18030"},
     {"iso8859-1", "windows-1252"},
     {"iso8859-11", "windows-874"},
     {"iso8859-9", "windows-1254"},
     {"iso88591", "windows-1252"},
     {"iso885911", "windows-874"},
     {"iso88599", "windows-1254"},
     {"iso_8859-1", "windows-1252"},
     {"iso_8859-1:1987", "windows-1252"},
     {"iso_8859-9", "windows-1254"},
     {"iso_8859-9:1989", "windows-1254"},
     {"koi", "koi8-r"},
     {"koi8-ru", "koi8-u"},
     {"korean", "windows-949"},
     {"ks_c_5601-1987", "windows-949"},
     {"ks_c_5601-1989", "windows-949"},
     {"ksc5601", "windows-949"},
     {"ksc_5601", "windows-949"},
     {"l1", "windows-1252"},
     {"l5", "windows-1254"},
     {"latin1", "windows-1252"},
     {"latin5", "windows-1254"},
     {"logical", "iso-8859-8"},
     {"ms932", "windows-31j"},
     {"ms_kanji", "windows-31j"},
     {"shift-jis", "windows-31j"},
     {"shift_jis", "windows-31j"},
     {"sjis", "windows-31j"},
     {"tis-620", "windows-874"},
     {"ucs-2", "UTF-8"},
     {"unicode", "UTF-8"},
     {"unicode-1-1-utf-8", "UTF-8"},
     {"unicode11utf8", "UTF-8"},
     {"unicode20utf8", "UTF-8"},
     {"unicodefeff", "UTF-8"},
     {"unicodefffe", "UTF-8"},
     {"us-ascii", "windows-1252"},
     {"utf-16", "UTF-8"},
     {"utf-16be", "UTF-8"},
     {"utf-16le", "UTF-8"},
     {"utf8", "UTF-8"},
     {"visual", "iso-8859-8"},
     {"windows-949", "windows-949"},
     {"x-gbk", "gb18030"},
     {"x-mac-ukrainian", "x-mac-cyrillic"},
     {"x-sjis", "windows-31j"},
     {"x-unicode20utf8", "UTF-8"},
     {"x-user-defined", "windows-1252"},
     {"x-x-big5", "Big5-HKSCS"}}};
static_assert(std::ranges::is_sorted(kLabels, {}, [](const auto& label) { return label.first; }));

// What stands in quotes or bare behind `key`, as in `key="x"`, `key: x`; empty if it is not there.
std::string_view value_of(std::string_view line, std::string_view key) {
  const std::size_t at = line.find(key);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = line.find_first_not_of(" \t:='\"", at + key.size());
  if (begin == std::string_view::npos || begin == at + key.size()) return {};
  const std::size_t end = line.find_first_of(" \t'\";?*#\r", begin);
  return line.substr(begin, end - begin);
}

}  // namespace

std::string declared_encoding(std::string_view bytes) {
  for (int number = 0; number < 2 && !bytes.empty(); ++number) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
    const bool is_style = number == 0 && line.starts_with("@charset ");
    const std::string_view key = is_style                    ? "@charset"
                                 : line.starts_with("<?xml") ? "encoding"
                                                             : "coding";
    const std::string found = encoding_of_label(value_of(line, key));
    if (!found.empty()) return found == "utf-8" || found == "UTF-8" ? std::string() : found;
  }
  return {};
}

std::string encoding_of_label(std::string_view label) {
  std::string plain;
  UErrorCode status = U_ZERO_ERROR;
  if (label.size() > kLabelBytesMax) return {};
  for (const char c : text::trim(label))
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  const auto found = std::ranges::lower_bound(kLabels, std::string_view(plain), {},
                                              [](const auto& known) { return known.first; });
  if (found != kLabels.end() && found->first == plain) return found->second;
  return ucnv_countAliases(plain.c_str(), &status) > 0 ? plain : std::string();
}

}  // namespace alexandria::ingest
