#include "guess_encoding.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "alexandria/text/letter_statistics.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kHeadBytes = 8 << 10;
constexpr std::size_t kSampleBytes = 32 << 10;
constexpr std::size_t kLineBytes = 1 << 10;
constexpr std::size_t kRareSeen = 16;      // lines with a byte that was seen less often are taken
constexpr std::size_t kPieceBytes = 1024;  // of the sample: after each, hopeless readings go
constexpr double kHopeless = 80;           // behind the best, in units of -ln
constexpr double kCostOfGarbage = 7;       // a byte; text has 2 to 5
constexpr std::size_t kBytesToJudge = 64;  // fewer are never garbage

struct Candidate {
  const char* encoding;
  std::string_view languages;  // empty: all
  double prior;                // -ln of how usual it is, against the most usual
};

constexpr std::string_view kWestern = " ca da de en es fi fr is it nb nl pt sv ";
constexpr std::string_view kCentral = " cs hu pl ro sh sk sl de ";
constexpr std::string_view kCyrillic = " bg mk ru uk ";

constexpr std::array kCandidates = std::to_array<Candidate>({
    {"windows-1252", kWestern, 0},
    {"windows-1250", kCentral, 1},
    {"windows-1251", kCyrillic, 0.5},
    {"windows-1253", " el ", 0.5},
    {"windows-1254", " tr ", 0.5},
    {"windows-1255", " he ", 0.5},
    {"windows-1256", " ar fa ", 0.5},
    {"windows-1257", " lt lv ", 2},
    {"windows-1258", " vi ", 1},
    {"windows-874", " th ", 0.5},
    {"iso-8859-2", kCentral, 2},
    {"iso-8859-5", kCyrillic, 2},
    {"iso-8859-6", " ar fa ", 2},
    {"iso-8859-7", " el ", 2},
    {"iso-8859-8", " he ", 2},
    {"iso-8859-13", " lt lv ", 4},
    {"iso-8859-15", kWestern, 2},
    {"koi8-r", kCyrillic, 1},
    {"koi8-u", kCyrillic, 3},
    {"ibm866", kCyrillic, 1.5},
    {"ibm850", kWestern, 3},
    {"ibm852", kCentral, 4},
    {"macintosh", kWestern, 2.5},
    {"x-mac-cyrillic", kCyrillic, 3},
    {"ibm-737", " el ", 3},
    {"ibm-857", " tr ", 3},
    {"ibm-862", " he ", 3},
    {"ibm-720", " ar fa ", 4},
    {"x-mac-greek", " el ", 4},
    {"x-mac-turkish", " tr ", 4},
    {"x-mac-centraleurroman", kCentral, 5},
    {"gb18030", " zh ", 0.5},
    {"Big5-HKSCS", " zh-Hant ", 1},
    {"windows-31j", " ja ", 0.5},
    {"EUC-JP", " ja ", 1},
    {"windows-949", " ko ", 0.5},
});
constexpr std::array kWide = std::to_array<Candidate>({
    {"UTF-16LE", "", 0},
    {"UTF-16BE", "", 1},
    {"UTF-32LE", "", 1},
    {"UTF-32BE", "", 1},
});
constexpr Candidate kUtf8 = {"UTF-8", "", 0};

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// One encoding, with what its reading costs so far in each of its languages.
class Reading {
 public:
  explicit Reading(const Candidate& candidate) : candidate_(&candidate) {
    UErrorCode status = U_ZERO_ERROR;
    converter_.reset(ucnv_open(candidate.encoding, &status));
    for (const text::LetterStatistics& one : text::letter_statistics()) {
      const bool is_usual =
          candidate.languages.find(" " + one.language() + " ") != std::string_view::npos;
      if (candidate.languages.empty() || is_usual) costs_.push_back({&one, candidate.prior});
    }
  }
  std::string encoding() const { return candidate_->encoding; }
  bool is_over() const { return converter_ == nullptr || costs_.empty(); }
  double best() const {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& [language, cost] : costs_)
      least = std::min(least, cost);
    return least;
  }
  void read(std::string_view piece, bool is_last) {
    const std::vector<text::WrittenSign> signs = text::written_signs(decode(piece, is_last));
    for (auto& [language, cost] : costs_)
      cost += language->cost(signs);
  }
  void drop_above(double cost_max) {
    std::erase_if(costs_, [&](const LanguageCost& one) { return one.cost > cost_max; });
  }

 private:
  struct LanguageCost {
    const text::LetterStatistics* language;
    double cost;
  };
  std::u32string decode(std::string_view piece, bool is_last) {
    std::vector<UChar> units(piece.size() * 2 + 16);
    UChar* to = units.data();
    const char* from = piece.data();
    UErrorCode status = U_ZERO_ERROR;
    // What is cut off at the end is not flushed out as an error.
    ucnv_toUnicode(converter_.get(), &to, units.data() + units.size(), &from,
                   piece.data() + piece.size(), nullptr, 0, &status);
    std::u32string out;
    const auto count = static_cast<std::int32_t>(to - units.data());
    for (std::int32_t at = 0; at < count;) {
      UChar32 point = 0;
      U16_NEXT(units.data(), at, count, point);
      out.push_back(static_cast<char32_t>(point));
    }
    if (is_last) ucnv_reset(converter_.get());
    return out;
  }
  const Candidate* candidate_;
  std::unique_ptr<UConverter, CloseConverter> converter_;
  std::vector<LanguageCost> costs_;
};

// UTF-8 with so many bytes that text does not have that they may be halves of UTF-16. Tabs are
// halves of Devanagari.
bool has_many_controls(std::string_view bytes) {
  const auto is_control = [](char c) {
    return c >= 0 && c < ' ' && !(c >= '\t' && c <= '\r') && c != '\x1B';
  };
  const auto controls = std::ranges::count_if(bytes, is_control);
  const auto tabs = std::ranges::count(bytes, '\t');
  return controls > 0 && (controls + tabs) * 5 > static_cast<std::ptrdiff_t>(bytes.size());
}

// Enough of UTF-8 among errors that it may be UTF-8 with errors.
bool is_mostly_utf8(std::string_view bytes) {
  std::size_t whole = 0;
  std::size_t broken = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    std::size_t length = 1;
    while (i + length < bytes.size() && length < 4 &&
           (static_cast<unsigned char>(bytes[i + length]) & 0xC0) == 0x80)
      ++length;
    const bool is_ascii = (bytes[i] & 0x80) == 0;
    if (!is_ascii || length > 1) ++(text::is_valid_utf8(bytes.substr(i, length)) ? whole : broken);
    i += length;
  }
  return whole > broken * 2;
}

std::vector<Reading> readings_of(std::string_view sample) {
  std::vector<Reading> out;
  const bool is_utf8 = text::is_valid_utf8(sample);
  if (is_utf8 || is_mostly_utf8(sample)) out.emplace_back(kUtf8);
  if (sample.size() % 2 == 0 || sample.size() >= kHeadBytes)
    for (const Candidate& candidate : kWide)
      out.emplace_back(candidate);
  if (!is_utf8)
    for (const Candidate& candidate : kCandidates)
      out.emplace_back(candidate);
  return out;
}

double least_cost(const std::vector<Reading>& readings) {
  double least = std::numeric_limits<double>::infinity();
  for (const Reading& reading : readings)
    least = std::min(least, reading.best());
  return least;
}

std::string likeliest(std::string_view sample) {
  std::vector<Reading> readings = readings_of(sample);
  for (std::size_t at = 0; at < sample.size(); at += kPieceBytes) {
    const std::string_view piece = sample.substr(at, kPieceBytes);
    for (Reading& reading : readings)
      reading.read(piece, at + kPieceBytes >= sample.size());
    const double cost_max = least_cost(readings) + kHopeless;
    for (Reading& reading : readings)
      reading.drop_above(cost_max);
    std::erase_if(readings, [](const Reading& reading) { return reading.is_over(); });
  }
  const auto best = std::ranges::min_element(readings, {}, &Reading::best);
  if (best == readings.end()) return {};
  const auto bytes = static_cast<double>(sample.size());
  if (sample.size() >= kBytesToJudge && best->best() > kCostOfGarbage * bytes) return {};
  return best->encoding();
}

// Escapes that say which characters follow; all other bytes are ASCII.
std::string encoding_of_escapes(std::string_view bytes) {
  const auto has = [&](std::string_view escape) {
    return bytes.find(escape) != std::string_view::npos;
  };
  if (has("\x1B$B") || has("\x1B$@") || has("\x1B(J")) return "ISO-2022-JP";
  if (has("\x1B$)C")) return "ISO-2022-KR";
  return {};
}

bool is_seven_bit(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return c > 0; });
}

}  // namespace

std::string encoding_of_mark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return "UTF-8";
  if (bytes.starts_with(std::string_view("\xFF\xFE\0\0", 4))) return "UTF-32LE";
  if (bytes.starts_with(std::string_view("\0\0\xFE\xFF", 4))) return "UTF-32BE";
  if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
  if (bytes.starts_with("\x84\x31\x95\x33")) return "gb18030";
  return {};
}

std::string encoding_sample(std::string_view bytes) {
  std::string out(bytes.substr(0, kHeadBytes));
  // Lines of UTF-16 do not end at a byte.
  if (bytes.size() <= kHeadBytes || out.contains('\0')) return out;
  std::array<std::size_t, 256> seen{};
  for (const char c : out)
    ++seen[static_cast<unsigned char>(c)];
  std::size_t at = bytes.find('\n', kHeadBytes);
  while (at < bytes.size() && out.size() < kSampleBytes) {
    const std::string_view line =
        bytes.substr(at, std::min(bytes.find('\n', at + 1), at + kLineBytes) - at);
    const bool is_rare = std::ranges::any_of(line, [&](char c) {
      return (c & 0x80) != 0 && seen[static_cast<unsigned char>(c)] < kRareSeen;
    });
    if (is_rare) {
      out += line;
      for (const char c : line)
        ++seen[static_cast<unsigned char>(c)];
    }
    at = bytes.find('\n', at + 1);
  }
  return out;
}

std::string guess_encoding(std::string_view bytes) {
  const std::string marked = encoding_of_mark(bytes);
  if (!marked.empty()) return marked;
  if (is_seven_bit(bytes)) {
    const std::string escaped = encoding_of_escapes(bytes);
    if (!escaped.empty()) return escaped;
  }
  if (text::is_valid_utf8(bytes) && !has_many_controls(bytes)) return "UTF-8";
  return likeliest(encoding_sample(bytes));
}

}  // namespace alexandria::ingest
