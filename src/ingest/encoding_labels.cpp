// https://encoding.spec.whatwg.org, "names and labels".
#include "encoding_labels.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

// Labels that mean another encoding than the one they name, or that ICU knows by another name.
constexpr std::array<std::pair<std::string_view, const char*>, 46> kLabels = {
    {{"ascii", "windows-1252"},
     {"big5", "Big5-HKSCS"},
     {"big5-hkscs", "Big5-HKSCS"},
     {"chinese", "gb18030"},
     {"cn-big5", "Big5-HKSCS"},
     {"cp1252", "windows-1252"},
     {"cp819", "windows-1252"},
     {"csbig5", "Big5-HKSCS"},
     {"csgb2312", "gb18030"},
     {"csisolatin1", "windows-1252"},
     {"csshiftjis", "windows-31j"},
     {"dos-874", "windows-874"},
     {"euc-kr", "windows-949"},
     {"gb18030", "gb18030"},
     {"gb2312", "gb18030"},
     {"gb_2312", "gb18030"},
     {"gb_2312-80", "gb18030"},
     {"gbk", "gb18030"},
     {"iso-8859-1", "windows-1252"},
     {"iso-8859-11", "windows-874"},
     {"iso-8859-8-i", "iso-8859-8"},
     {"iso-8859-9", "windows-1254"},
     {"iso8859-1", "windows-1252"},
     {"iso8859-9", "windows-1254"},
     {"iso88591", "windows-1252"},
     {"iso_8859-1", "windows-1252"},
     {"korean", "windows-949"},
     {"ks_c_5601-1987", "windows-949"},
     {"ksc5601", "windows-949"},
     {"l1", "windows-1252"},
     {"latin1", "windows-1252"},
     {"latin5", "windows-1254"},
     {"ms932", "windows-31j"},
     {"ms_kanji", "windows-31j"},
     {"shift-jis", "windows-31j"},
     {"shift_jis", "windows-31j"},
     {"sjis", "windows-31j"},
     {"tis-620", "windows-874"},
     {"unicode", "UTF-8"},
     {"us-ascii", "windows-1252"},
     {"utf-16", "UTF-8"},
     {"utf-16le", "UTF-8"},
     {"windows-949", "windows-949"},
     {"x-gbk", "gb18030"},
     {"x-sjis", "windows-31j"},
     {"x-user-defined", "windows-1252"}}};
static_assert(std::ranges::is_sorted(kLabels, {}, [](const auto& label) { return label.first; }));

}  // namespace

std::string encoding_of_label(std::string_view label) {
  std::string plain;
  for (const char c : text::trim(label))
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  const auto found = std::ranges::lower_bound(kLabels, std::string_view(plain), {},
                                              [](const auto& known) { return known.first; });
  if (found != kLabels.end() && found->first == plain) return found->second;
  if (plain == "utf8") return "UTF-8";
  return plain;
}

}  // namespace alexandria::ingest
