#include "segment_codec.hpp"

#include <algorithm>

#include "alexandria/base/bytes.hpp"
#include "bitmap_bytes.hpp"

namespace alexandria::index {
namespace {

// The digit is the version of format and text analysis together.
constexpr std::string_view kMagic = "ALEXSEG8";

enum Block : std::uint32_t {
  kRows = 1,
  kTerms,
  kPostings,
  kPositions,
  kMetadata,
  kFacts,
  kRanges,
  kCodes,
  kCodeTerms,
  kTexts,
  kTrigrams,
};
using Blocks = std::map<std::uint32_t, std::string_view>;

template <class Value, class WriteValue>
void write_bitmaps(base::ByteWriter& out, const std::map<Value, Bitmap>& bitmaps,
                   WriteValue write) {
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

// Walks a term's postings and positions without leaving their ranges.
bool sound_term(const Segment& s, std::size_t term) {
  base::ByteReader postings(s.postings.view().substr(
      s.posting_offsets[term], s.posting_offsets[term + 1] - s.posting_offsets[term]));
  base::ByteReader positions(s.positions.view().substr(
      s.position_offsets[term], s.position_offsets[term + 1] - s.position_offsets[term]));
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

// I3 too: the bitmaps together have as many rows as there are.
bool sound_access(const Segment& s) {
  std::uint64_t rows = 0;
  Bitmap all;
  for (const auto& [access_set, bitmap] : s.access) {
    rows += bitmap.cardinality();
    all |= bitmap;
  }
  return rows == s.held() && all.cardinality() == rows && all.and_cardinality(s.holes) == 0;
}

bool sound_segment(Segment& s) {
  const std::size_t rows = s.row_nos.size();
  if (rows > vectors::kRowsMax || s.document_nos.size() != rows || s.lengths.size() != rows ||
      !s.order_rows() || !sound_access(s))
    return false;
  if (!sound_offsets(s.posting_offsets, s.terms.size(), s.postings.size()) ||
      !sound_offsets(s.position_offsets, s.terms.size(), s.positions.size()))
    return false;
  for (std::size_t t = 0; t < s.terms.size(); ++t) {
    if (t > 0 && s.terms[t].term <= s.terms[t - 1].term) return false;
    if (!sound_term(s, t)) return false;
  }
  return true;
}

std::string rows_bytes(const Segment& s) {
  base::ByteWriter out;
  out.array(s.row_nos);
  out.array(s.document_nos);
  out.array(s.lengths);
  write_bitmap(out, s.holes);
  return out.take();
}

bool read_rows(std::string_view bytes, Segment& s) {
  base::ByteReader in(bytes);
  s.row_nos = in.array<std::uint64_t>();
  s.document_nos = in.array<std::uint64_t>();
  s.lengths = in.array<std::uint32_t>();
  bool sound = true;
  s.holes = read_bitmap(in, s.rows(), sound);
  return sound && in.finished();
}

std::string terms_bytes(const Segment& s) {
  base::ByteWriter out;
  out.varint(s.terms.size());
  for (const Term& term : s.terms) {
    out.text(term.term);
    out.text(term.surface);
    out.varint(term.rows);
  }
  out.array(s.posting_offsets);
  out.array(s.position_offsets);
  return out.take();
}

bool read_terms(std::string_view bytes, Segment& s) {
  base::ByteReader in(bytes);
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
  return in.finished();
}

std::string facts_bytes(const Segment& s) {
  base::ByteWriter out;
  write_bitmaps(out, s.access, [&](std::uint32_t set) { out.varint(set); });
  out.varint(s.languages.size());
  for (const auto& [language, rows] : s.languages) {
    out.text(language);
    out.varint(rows);
  }
  out.varint(s.total_length);
  write_bitmap(out, s.vectors.without);
  return out.take();
}

bool read_facts(std::string_view bytes, Segment& s) {
  base::ByteReader in(bytes);
  bool sound = true;
  read_bitmaps(in, s.access, s.rows(), sound,
               [&] { return static_cast<std::uint32_t>(in.varint()); });
  const std::uint64_t languages = in.varint();
  for (std::uint64_t i = 0; i < languages && !in.failed(); ++i) {
    const std::string language(in.text());
    s.languages[language] = static_cast<std::uint32_t>(in.varint());
  }
  s.total_length = in.varint();
  s.vectors.without = read_bitmap(in, s.rows(), sound);
  return sound && in.finished();
}

template <class T>
std::string_view bytes_of(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

// Codes that no graph has taken with it.
Result<void> write_codes(const Segment& s, BlockWriter& out) {
  const vectors::Codes& codes = *s.vectors.codes;
  const vectors::Codebook& book = codes.book();
  base::ByteWriter ranges;
  ranges.array(std::vector<float>(book.middles().begin(), book.middles().end()));
  ranges.array(std::vector<float>(book.steps().begin(), book.steps().end()));
  TRY(out.add(kRanges, ranges.take()));
  TRY(out.add(kCodes, bytes_of(std::span(codes.row(0), s.rows() * book.stride()))));
  if (codes.terms() != nullptr)
    TRY(out.add(kCodeTerms, bytes_of(std::span(codes.terms(), s.rows()))));
  return {};
}

std::string texts_bytes(const TextIndex& texts) {
  base::ByteWriter out;
  write_bitmap(out, texts.with_text);
  out.number(std::uint8_t{texts.has_trigrams});
  out.array(texts.trigrams);
  out.array(texts.offsets);
  return out.take();
}

bool read_texts(std::string_view bytes, Bytes trigrams, Segment& s) {
  base::ByteReader in(bytes);
  bool sound = true;
  s.texts.with_text = read_bitmap(in, s.rows(), sound);
  const auto has_trigrams = in.number<std::uint8_t>();
  s.texts.has_trigrams = has_trigrams == 1;
  s.texts.trigrams = in.array<std::uint32_t>();
  s.texts.offsets = in.array<std::uint64_t>();
  s.texts.postings = std::move(trigrams);
  return sound && has_trigrams <= 1 && in.finished() && s.texts.is_sound(s.rows());
}

std::unexpected<Error> contradiction(std::size_t bytes) {
  return fail(Code::kDataLoss, "invalid_segment", "a segment of {} bytes contradicts itself",
              bytes);
}

Result<std::shared_ptr<const vectors::Codes>> read_codes(const Blocks& blocks, std::uint32_t rows,
                                                         std::shared_ptr<const void> owner,
                                                         VectorSpace space) {
  base::ByteReader ranges(blocks.at(kRanges));
  auto middles = ranges.array<float>();
  auto steps = ranges.array<float>();
  auto book = TRY(vectors::Codebook::restore(space.metric, std::move(middles), std::move(steps)));
  const auto codes = blocks.find(kCodes);
  const auto terms = blocks.find(kCodeTerms);
  const bool has_terms = space.metric == vectors::Space::kL2;
  if (!ranges.finished() || book->dimension() != space.dimension || codes == blocks.end() ||
      codes->second.size() != rows * book->stride() || has_terms != (terms != blocks.end()) ||
      (has_terms && terms->second.size() != rows * sizeof(float)))
    return contradiction(blocks.at(kRanges).size());
  const void* first = codes->second.data();
  const void* first_term = has_terms ? terms->second.data() : nullptr;
  return std::make_shared<const vectors::Codes>(
      std::move(book), rows, static_cast<const std::uint8_t*>(first),
      static_cast<const float*>(first_term), std::move(owner));
}

// Sets the vectors: of the graph, of the segment's own codes, or none.
Result<void> read_vectors(const Blocks& blocks, std::shared_ptr<const void> owner,
                          std::shared_ptr<const vectors::Hnsw> graph, VectorSpace space,
                          Segment& s) {
  if (graph) {
    const vectors::Codebook& book = graph->codes().book();
    if (graph->rows() != s.rows() || book.dimension() != space.dimension ||
        book.space() != space.metric || blocks.contains(kRanges))
      return contradiction(s.rows());
    s.vectors.codes = std::shared_ptr<const vectors::Codes>(graph, &graph->codes());
    s.vectors.graph = std::move(graph);
  } else if (blocks.contains(kRanges)) {
    s.vectors.codes = TRY(read_codes(blocks, s.rows(), std::move(owner), space));
  }
  const bool names_holes = s.holes.isSubset(s.vectors.without) || !s.vectors.codes;
  return names_holes ? Result<void>() : contradiction(s.rows());
}

}  // namespace

Result<void> write_segment(const Segment& s, const Write& write) {
  BlockWriter out(kMagic, write);
  base::ByteWriter metadata;
  s.metadata.write(metadata);
  TRY(out.add(kRows, rows_bytes(s)));
  TRY(out.add(kTerms, terms_bytes(s)));
  TRY(out.add(kPostings, s.postings.view()));
  TRY(out.add(kPositions, s.positions.view()));
  TRY(out.add(kMetadata, metadata.take()));
  TRY(out.add(kFacts, facts_bytes(s)));
  TRY(out.add(kTexts, texts_bytes(s.texts)));
  TRY(out.add(kTrigrams, s.texts.postings.view()));
  if (s.vectors.codes && !s.vectors.graph) TRY(write_codes(s, out));
  return out.finish();
}

Result<std::shared_ptr<const Segment>> read_segment(std::string_view bytes,
                                                    std::shared_ptr<const void> owner,
                                                    std::shared_ptr<const vectors::Hnsw> graph,
                                                    VectorSpace space) {
  const Blocks blocks = TRY(read_blocks(kMagic, bytes));
  for (const Block kind :
       {kRows, kTerms, kPostings, kPositions, kMetadata, kFacts, kTexts, kTrigrams})
    if (!blocks.contains(kind)) return contradiction(bytes.size());
  auto segment = std::make_shared<Segment>();
  Segment& s = *segment;
  const bool sound = read_rows(blocks.at(kRows), s) && read_terms(blocks.at(kTerms), s);
  s.postings = Bytes(blocks.at(kPostings), owner);
  s.positions = Bytes(blocks.at(kPositions), owner);
  base::ByteReader metadata(blocks.at(kMetadata));
  if (!sound || !s.metadata.read(metadata, s.rows()) || !read_facts(blocks.at(kFacts), s) ||
      !read_texts(blocks.at(kTexts), Bytes(blocks.at(kTrigrams), owner), s) || !sound_segment(s))
    return contradiction(bytes.size());
  TRY(read_vectors(blocks, std::move(owner), std::move(graph), space, s));
  return std::shared_ptr<const Segment>(segment);
}

}  // namespace alexandria::index
