#include "alexandria/base/bytes.hpp"
#include "alexandria/base/crc32c.hpp"
#include "segment.hpp"

namespace alexandria::index {
namespace {

constexpr std::string_view kMagic =
    "ALEXSEG5";  // the digit is the version of format and text analysis together

void write_bitmap(base::ByteWriter& out, const Bitmap& rows) {
  Bitmap packed = rows;
  packed.runOptimize();
  std::string bytes(packed.getSizeInBytes(), '\0');
  packed.write(bytes.data());
  out.text(bytes);
}

// A bitmap whose rows are all below `rows`; anything else makes `sound` false.
Bitmap read_bitmap(base::ByteReader& in, std::uint32_t rows, bool& sound) {
  const std::string_view bytes = in.text();
  try {
    Bitmap out = Bitmap::readSafe(bytes.data(), bytes.size());
    if (!out.isEmpty() && out.maximum() >= rows) sound = false;
    return sound ? out : Bitmap();
  } catch (const std::exception&) {
    sound = false;
    return {};
  }
}

template <class Value, class Write>
void write_bitmaps(base::ByteWriter& out, const std::map<Value, Bitmap>& bitmaps, Write write) {
  out.varint(bitmaps.size());
  for (const auto& [value, rows] : bitmaps) {
    write(value);
    write_bitmap(out, rows);
  }
}

template <class Value, class Read>
void read_bitmaps(base::ByteReader& in, std::map<Value, Bitmap>& bitmaps, std::uint32_t rows,
                  bool& sound, Read read) {
  const std::uint64_t count = in.varint();
  for (std::uint64_t i = 0; i < count && !in.failed() && sound; ++i) {
    const Value value = read();
    bitmaps.emplace(value, read_bitmap(in, rows, sound));
  }
}

void write_metadata(base::ByteWriter& out, const MetadataIndex& metadata) {
  const auto text = [&](const std::string& value) { out.text(value); };
  out.varint(metadata.keys.size());
  for (const auto& [name, key] : metadata.keys) {
    out.text(name);
    write_bitmaps(out, key.strings, text);
    write_bitmaps(out, key.numbers, [&](double value) { out.number(value); });
    write_bitmaps(out, key.elements, text);
    write_bitmap(out, key.falses);
    write_bitmap(out, key.trues);
  }
}

void read_metadata(base::ByteReader& in, MetadataIndex& metadata, std::uint32_t rows, bool& sound) {
  const auto text = [&] { return std::string(in.text()); };
  const std::uint64_t count = in.varint();
  for (std::uint64_t i = 0; i < count && !in.failed() && sound; ++i) {
    MetadataIndex::Key& key = metadata.keys[text()];
    read_bitmaps(in, key.strings, rows, sound, text);
    read_bitmaps(in, key.numbers, rows, sound, [&] { return in.number<double>(); });
    read_bitmaps(in, key.elements, rows, sound, text);
    key.falses = read_bitmap(in, rows, sound);
    key.trues = read_bitmap(in, rows, sound);
  }
}

// Walks a term's postings and positions without leaving their ranges.
bool sound_term(const Segment& s, std::size_t term) {
  base::ByteReader postings(
      std::string_view(s.postings)
          .substr(s.posting_offsets[term], s.posting_offsets[term + 1] - s.posting_offsets[term]));
  base::ByteReader positions(std::string_view(s.positions)
                                 .substr(s.position_offsets[term],
                                         s.position_offsets[term + 1] - s.position_offsets[term]));
  std::uint64_t ordinal = ~0ULL;
  for (std::uint32_t i = 0; i < s.terms[term].rows; ++i) {
    const std::uint64_t delta = postings.varint();
    ordinal += delta;
    if (delta == 0 || ordinal >= s.rows()) return false;
    const std::uint64_t occurrences = postings.varint() + postings.varint();
    for (std::uint64_t p = 0; p < occurrences && !positions.failed(); ++p)
      positions.varint();
  }
  return postings.finished() && positions.finished();
}

bool sound_offsets(const std::vector<std::uint64_t>& offsets, std::size_t terms,
                   std::size_t bytes) {
  if (offsets.size() != terms + 1 || offsets.front() != 0 || offsets.back() != bytes) return false;
  for (std::size_t i = 1; i < offsets.size(); ++i)
    if (offsets[i] < offsets[i - 1]) return false;
  return true;
}

bool sound_segment(const Segment& s) {
  const std::size_t rows = s.row_nos.size();
  if (s.document_nos.size() != rows || s.lengths.size() != rows || s.scales.size() != rows ||
      s.codes.size() != rows * s.dimension)
    return false;
  for (std::size_t i = 1; i < rows; ++i)
    if (s.row_nos[i] <= s.row_nos[i - 1]) return false;
  if (!sound_offsets(s.posting_offsets, s.terms.size(), s.postings.size()) ||
      !sound_offsets(s.position_offsets, s.terms.size(), s.positions.size()))
    return false;
  for (std::size_t t = 0; t < s.terms.size(); ++t) {
    if (t > 0 && s.terms[t].term <= s.terms[t - 1].term) return false;
    if (!sound_term(s, t)) return false;
  }
  return true;
}

}  // namespace

std::string encode_segment(const Segment& s) {
  base::ByteWriter out;
  out.array(s.row_nos);
  out.array(s.document_nos);
  out.array(s.lengths);
  out.varint(s.terms.size());
  for (const Term& term : s.terms) {
    out.text(term.term);
    out.text(term.surface);
    out.varint(term.rows);
  }
  out.array(s.posting_offsets);
  out.array(s.position_offsets);
  out.text(s.postings);
  out.text(s.positions);
  out.varint(s.dimension);
  out.array(s.codes);
  out.array(s.scales);
  write_metadata(out, s.metadata);
  write_bitmaps(out, s.access, [&](std::uint32_t set) { out.varint(set); });
  out.varint(s.languages.size());
  for (const auto& [language, rows] : s.languages) {
    out.text(language);
    out.varint(rows);
  }
  out.varint(s.total_length);
  const std::string body = out.take();
  base::ByteWriter file;
  for (const char c : kMagic)
    file.number(c);
  file.number(base::crc32c(body));
  file.text(body);
  return file.take();
}

Result<std::shared_ptr<const Segment>> decode_segment(std::string_view bytes) {
  base::ByteReader file(bytes);
  const std::string_view magic = file.take(kMagic.size());
  const auto checksum = file.number<std::uint32_t>();
  const std::string_view body = file.text();
  if (!file.finished() || magic != kMagic)
    return fail(Code::kDataLoss, "invalid_segment", "not a segment of this version ({} bytes)",
                bytes.size());
  if (base::crc32c(body) != checksum)
    return fail(Code::kDataLoss, "checksum_mismatch", "a segment of {} bytes fails its checksum",
                bytes.size());
  base::ByteReader in(body);
  auto segment = std::make_shared<Segment>();
  Segment& s = *segment;
  s.row_nos = in.array<std::uint64_t>();
  s.document_nos = in.array<std::uint64_t>();
  s.lengths = in.array<std::uint32_t>();
  const std::uint64_t terms = in.varint();
  for (std::uint64_t i = 0; i < terms && !in.failed(); ++i) {
    Term term;
    term.term = in.text();
    term.surface = in.text();
    term.rows = static_cast<std::uint32_t>(in.varint());
    s.terms.push_back(std::move(term));
  }
  s.posting_offsets = in.array<std::uint64_t>();
  s.position_offsets = in.array<std::uint64_t>();
  s.postings = in.text();
  s.positions = in.text();
  s.dimension = in.varint();
  s.codes = in.array<std::int8_t>();
  s.scales = in.array<float>();
  bool sound = true;
  read_metadata(in, s.metadata, s.rows(), sound);
  read_bitmaps(in, s.access, s.rows(), sound,
               [&] { return static_cast<std::uint32_t>(in.varint()); });
  const std::uint64_t languages = in.varint();
  for (std::uint64_t i = 0; i < languages && !in.failed(); ++i) {
    const std::string language(in.text());
    s.languages[language] = static_cast<std::uint32_t>(in.varint());
  }
  s.total_length = in.varint();
  if (!in.finished() || !sound || !sound_segment(s))
    return fail(Code::kDataLoss, "invalid_segment", "a segment of {} bytes contradicts itself",
                bytes.size());
  return std::shared_ptr<const Segment>(segment);
}

}  // namespace alexandria::index
