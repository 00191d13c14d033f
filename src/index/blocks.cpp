#include "blocks.hpp"

#include "alexandria/base/bytes.hpp"
#include "alexandria/base/crc32c.hpp"

namespace alexandria::index {
namespace {

constexpr std::size_t kAlignment = 8;
constexpr std::uint32_t kEnd = 0;  // the kind of the last block

std::size_t padding_of(std::size_t bytes) { return (kAlignment - bytes % kAlignment) % kAlignment; }

// Of kind and size too, so that no block can be taken for another.
std::uint32_t checksum_of(std::uint32_t kind, std::string_view bytes) {
  base::ByteWriter head;
  head.number(kind);
  head.number(std::uint64_t{bytes.size()});
  return base::crc32c(bytes, base::crc32c(head.take()));
}

std::string head_of(std::uint32_t kind, std::uint32_t checksum, std::size_t bytes) {
  base::ByteWriter head;
  head.number(kind);
  head.number(checksum);
  head.number(std::uint64_t{bytes});
  return head.take();
}

std::unexpected<Error> invalid(std::size_t bytes) {
  return fail(Code::kDataLoss, "invalid_segment", "not a file of this version ({} bytes)", bytes);
}

}  // namespace

Result<void> BlockWriter::begin() {
  if (!checksums_.empty()) return {};
  checksums_ = magic_;
  return write_(magic_);
}

Result<void> BlockWriter::add(std::uint32_t kind, std::string_view bytes) {
  TRY(begin());
  const std::uint32_t checksum = checksum_of(kind, bytes);
  base::ByteWriter number;
  number.number(checksum);
  checksums_ += number.take();
  TRY(write_(head_of(kind, checksum, bytes.size())));
  if (!bytes.empty()) TRY(write_(bytes));
  const std::string zeros(padding_of(bytes.size()), '\0');
  if (!zeros.empty()) TRY(write_(zeros));
  return {};
}

Result<void> BlockWriter::finish() {
  TRY(begin());
  base::ByteWriter end;
  end.number(std::uint32_t{0});
  end.number(base::crc32c(checksums_));
  const std::string bytes = end.take();
  TRY(write_(head_of(kEnd, checksum_of(kEnd, bytes), bytes.size())));
  return write_(bytes);
}

Result<std::map<std::uint32_t, std::string_view>> read_blocks(std::string_view magic,
                                                              std::string_view bytes) {
  if (!bytes.starts_with(magic)) return invalid(bytes.size());
  std::map<std::uint32_t, std::string_view> out;
  base::ByteReader in(bytes.substr(magic.size()));
  std::string checksums(magic);
  for (;;) {
    const auto kind = in.number<std::uint32_t>();
    const auto checksum = in.number<std::uint32_t>();
    const auto size = in.number<std::uint64_t>();
    const std::string_view block = in.take(size);
    const std::string_view zeros = in.take(padding_of(size));
    if (in.failed() || zeros.find_first_not_of('\0') != std::string_view::npos)
      return invalid(bytes.size());
    if (checksum != checksum_of(kind, block))
      return fail(Code::kDataLoss, "checksum_mismatch", "block {} of {} bytes fails its checksum",
                  kind, size);
    if (kind == kEnd) {
      base::ByteReader end(block);
      if (end.number<std::uint32_t>() != 0 ||
          end.number<std::uint32_t>() != base::crc32c(checksums) || !end.finished() ||
          !in.finished())
        return invalid(bytes.size());
      return out;
    }
    base::ByteWriter number;
    number.number(checksum);
    checksums += number.take();
    if (!out.emplace(kind, block).second) return invalid(bytes.size());
  }
}

std::uint32_t checksum_at_end(std::string_view bytes) {
  if (bytes.size() < sizeof(std::uint32_t)) return 0;
  base::ByteReader end(bytes.substr(bytes.size() - sizeof(std::uint32_t)));
  return end.number<std::uint32_t>();
}

}  // namespace alexandria::index
