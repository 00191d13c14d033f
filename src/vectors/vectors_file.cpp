#include "alexandria/vectors/vectors_file.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "alexandria/base/assert.hpp"
#include "alexandria/base/bytes.hpp"
#include "alexandria/base/crc32c.hpp"
#include "alexandria/platform/pages.hpp"

namespace alexandria::vectors {
namespace {

constexpr std::string_view kMagic = "ALEXVEC1";  // the digit is the version of the format
constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kBlockBytes = 1 << 16;
constexpr std::size_t kChecksumBytes = sizeof(std::uint32_t);

struct Header {
  std::uint32_t space = 0;
  std::uint32_t dimension = 0;
  std::uint32_t stride = 0;
  std::uint32_t rows = 0;
  std::uint32_t entry = kNoRow;
  std::uint32_t upper_lists = 0;
  GraphOptions options;
};

enum Section { kMiddles, kSteps, kCodes, kTerms, kBase, kUpper, kSections };
using Sections = std::array<std::string_view, kSections>;

std::size_t aligned(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

// Below 2^52 for every header: 2^31 rows of at most 2^16 bytes and 2^10 links' bytes.
std::array<std::size_t, kSections> section_bytes(const Header& header) {
  const std::size_t rows = header.rows;
  const std::size_t list = header.options.links * sizeof(std::uint32_t);
  const bool is_l2 = header.space == static_cast<std::uint32_t>(Space::kL2);
  return {header.dimension * sizeof(float),
          header.dimension * sizeof(float),
          rows * header.stride,
          is_l2 ? rows * sizeof(float) : 0,
          rows * 2 * list,
          header.upper_lists * list};
}

std::string encode_header(const Header& header) {
  base::ByteWriter out;
  for (const char c : kMagic)
    out.number(c);
  for (const std::uint32_t value :
       {header.space, header.dimension, header.stride, header.rows, header.entry,
        header.upper_lists, header.options.links, header.options.build_breadth})
    out.number(value);
  out.number(header.options.seed);
  std::string bytes = out.take();
  bytes.resize(kHeaderBytes - kChecksumBytes, '\0');
  base::ByteWriter end;
  end.number(base::crc32c(bytes));
  return bytes + end.take();
}

std::unexpected<Error> invalid(std::size_t bytes) {
  return fail(Code::kDataLoss, "invalid_vectors", "not vectors of this version ({} bytes)", bytes);
}

Result<Header> decode_header(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes || !bytes.starts_with(kMagic)) return invalid(bytes.size());
  const std::string_view checked = bytes.substr(0, kHeaderBytes - kChecksumBytes);
  base::ByteReader end(bytes.substr(checked.size(), kChecksumBytes));
  if (end.number<std::uint32_t>() != base::crc32c(checked))
    return fail(Code::kDataLoss, "checksum_mismatch", "the header of vectors fails its checksum");
  base::ByteReader in(checked.substr(kMagic.size()));
  Header header;
  for (std::uint32_t* value :
       {&header.space, &header.dimension, &header.stride, &header.rows, &header.entry,
        &header.upper_lists, &header.options.links, &header.options.build_breadth})
    *value = in.number<std::uint32_t>();
  header.options.seed = in.number<std::uint64_t>();
  constexpr std::uint32_t kLinksMost = 64;
  if (header.space > static_cast<std::uint32_t>(Space::kCosine) || header.dimension == 0 ||
      header.dimension > kDimensionMax || header.stride > kDimensionMax || header.rows > kRowsMax ||
      header.options.links > kLinksMost)
    return invalid(bytes.size());
  return header;
}

// Takes bytes of the body and gives a checksum for each block of it.
class Checksums {
 public:
  void add(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::string_view part = bytes.substr(0, kBlockBytes - filled_);
      checksum_ = base::crc32c(part, checksum_);
      filled_ += part.size();
      bytes.remove_prefix(part.size());
      if (filled_ == kBlockBytes) end_block();
    }
  }
  std::string finish() {
    if (filled_ > 0) end_block();
    const std::string blocks = out_.take();
    base::ByteWriter end;
    end.number(base::crc32c(blocks));
    return blocks + end.take();
  }

 private:
  void end_block() {
    out_.number(checksum_);
    checksum_ = 0;
    filled_ = 0;
  }
  base::ByteWriter out_;
  std::uint32_t checksum_ = 0;
  std::size_t filled_ = 0;
};

Result<void> check_body(std::string_view body, std::string_view checksums) {
  base::ByteReader end(checksums.substr(checksums.size() - kChecksumBytes));
  const std::string_view blocks = checksums.substr(0, checksums.size() - kChecksumBytes);
  if (end.number<std::uint32_t>() != base::crc32c(blocks))
    return fail(Code::kDataLoss, "checksum_mismatch", "the checksums of vectors fail their own");
  base::ByteReader in(blocks);
  for (std::size_t first = 0; first < body.size(); first += kBlockBytes)
    if (in.number<std::uint32_t>() != base::crc32c(body.substr(first, kBlockBytes)))
      return fail(Code::kDataLoss, "checksum_mismatch",
                  "the block at byte {} of vectors fails its checksum", first + kHeaderBytes);
  return {};
}

// The sections of a whole file whose checksums hold.
Result<Sections> find_sections(std::string_view bytes, const Header& header) {
  const auto sizes = section_bytes(header);
  std::size_t body_bytes = 0;
  for (const std::size_t size : sizes)
    body_bytes += aligned(size);
  const std::size_t blocks = (body_bytes + kBlockBytes - 1) / kBlockBytes;
  if (bytes.size() != kHeaderBytes + body_bytes + (blocks + 1) * kChecksumBytes)
    return invalid(bytes.size());
  const std::string_view body = bytes.substr(kHeaderBytes, body_bytes);
  TRY(check_body(body, bytes.substr(kHeaderBytes + body_bytes)));
  Sections sections;
  std::size_t at = 0;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    sections[i] = body.substr(at, sizes[i]);
    at += aligned(sizes[i]);
  }
  return sections;
}

template <class T>
std::string_view bytes_of(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

template <class T>
std::span<const T> values_of(std::string_view bytes) {
  const void* data = bytes.data();
  return {static_cast<const T*>(data), bytes.size() / sizeof(T)};
}

std::vector<float> floats_of(std::string_view bytes) {
  const auto values = values_of<float>(bytes);
  return {values.begin(), values.end()};
}

}  // namespace

Result<void> write_vectors(const Hnsw& graph, const Write& write) {
  const GraphArrays arrays = graph.arrays();
  const Codes& codes = graph.codes();
  const Codebook& book = codes.book();
  const Header header{static_cast<std::uint32_t>(book.space()),
                      static_cast<std::uint32_t>(book.dimension()),
                      static_cast<std::uint32_t>(book.stride()),
                      arrays.rows,
                      arrays.entry,
                      static_cast<std::uint32_t>(arrays.upper.size() / arrays.options.links),
                      arrays.options};
  const std::span<const std::uint8_t> rows{codes.row(0), arrays.rows * book.stride()};
  const std::span<const float> terms{codes.terms(), codes.terms() != nullptr ? arrays.rows : 0};
  const Sections sections{bytes_of(book.middles()), bytes_of(book.steps()), bytes_of(rows),
                          bytes_of(terms),          bytes_of(arrays.base),  bytes_of(arrays.upper)};
  TRY(write(encode_header(header)));
  Checksums checksums;
  for (const std::string_view section : sections) {
    const std::string padding(aligned(section.size()) - section.size(), '\0');
    for (const std::string_view part : {section, std::string_view(padding)}) {
      checksums.add(part);
      if (!part.empty()) TRY(write(part));
    }
  }
  return write(checksums.finish());
}

std::string encode_vectors(const Hnsw& graph) {
  std::string out;
  const auto append = [&](std::string_view bytes) -> Result<void> {
    out.append(bytes);
    return {};
  };
  const auto written = write_vectors(graph, append);
  ALEX_ASSERT(written.has_value());
  return out;
}

Result<std::unique_ptr<Hnsw>> decode_vectors(std::string_view bytes,
                                             std::shared_ptr<const void> owner) {
  ALEX_ASSERT(reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(float) == 0);
  const Header header = TRY(decode_header(bytes));
  const Sections sections = TRY(find_sections(bytes, header));
  auto book = TRY(Codebook::restore(static_cast<Space>(header.space), floats_of(sections[kMiddles]),
                                    floats_of(sections[kSteps])));
  if (book->stride() != header.stride) return invalid(bytes.size());
  const float* terms =
      sections[kTerms].empty() ? nullptr : values_of<float>(sections[kTerms]).data();
  auto codes = std::make_shared<Codes>(
      std::move(book), header.rows, values_of<std::uint8_t>(sections[kCodes]).data(), terms, owner);
  const GraphArrays arrays{header.options, header.rows, header.entry,
                           values_of<std::uint32_t>(sections[kBase]),
                           values_of<std::uint32_t>(sections[kUpper])};
  return Hnsw::restore(std::move(codes), arrays, std::move(owner));
}

Result<std::unique_ptr<Hnsw>> map_vectors(const std::filesystem::path& path) {
  auto file = std::make_shared<const platform::MappedFile>(TRY(platform::MappedFile::open(path)));
  const std::string_view bytes = file->bytes();
  return decode_vectors(bytes, std::move(file));
}

}  // namespace alexandria::vectors
