#include "text_reader.hpp"

#include "alexandria/text/unicode.hpp"
#include "encoding_labels.hpp"
#include "guess_encoding.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::uint64_t kTextBytesMax = 256ULL << 20;
constexpr std::size_t kPieceBytes = 1 << 20;

std::string read_piece(std::ifstream& file) {
  std::string out;
  out.resize_and_overwrite(kPieceBytes, [&](char* begin, std::size_t size) {
    file.read(begin, static_cast<std::streamsize>(size));
    return static_cast<std::size_t>(file.gcount());
  });
  return out;
}

// Without a character that goes on in the next piece.
std::string_view whole_characters(std::string_view piece, bool is_last) {
  for (std::size_t back = 1; !is_last && back <= std::min<std::size_t>(4, piece.size()); ++back)
    if ((static_cast<unsigned char>(piece[piece.size() - back]) & 0xC0) != 0x80)
      return piece.substr(0, piece.size() - back);
  return piece;
}

// Reads to where the file is no UTF-8, or to its end. What it declares counts where it is none.
std::string guess_of(std::ifstream& file) {
  const std::string head = read_piece(file);
  std::string piece = head;
  for (bool is_head = true; !piece.empty(); is_head = false) {
    const std::string_view whole = whole_characters(piece, !file.good());
    if (const std::string marked = encoding_of_mark(head); !marked.empty()) return marked;
    if (!text::is_valid_utf8(whole) || whole.contains('\0')) {
      const std::string declared = declared_encoding(head);
      return declared.empty() ? guess_encoding(is_head ? head : head + piece) : declared;
    }
    const std::string left = piece.substr(whole.size());
    piece = file.good() ? left + read_piece(file) : std::string();
  }
  return guess_encoding(head);
}

Result<void> not_text() {
  return fail(Code::kInvalidArgument, "not_text", "it is no text in any encoding that is known");
}

}  // namespace

Result<TextReader> TextReader::open(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Code::kNotFound, "file_not_found", "cannot open {}", path.string());
  const std::string encoding = guess_of(file);
  if (encoding.empty()) TRY(not_text());
  file.clear();
  file.seekg(0);
  return TextReader(std::move(file), TRY(TextDecoder::make(encoding)));
}

std::string TextReader::next() {
  std::string out;
  while (out.empty() && !is_over_) {
    const std::string piece = read_piece(file_);
    is_over_ = !file_.good();
    out = decoder_.decode(piece, is_over_);
  }
  return out;
}

Result<WholeText> read_text(const std::filesystem::path& path) {
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(path, error);
  if (!error && bytes > kTextBytesMax)
    return fail(Code::kResourceExhausted, "file_too_large", "{} has {} bytes; at most {} are read",
                path.string(), bytes, kTextBytesMax);
  TextReader reader = TRY(TextReader::open(path));
  std::string out;
  if (!error) out.reserve(static_cast<std::size_t>(bytes));
  for (std::string piece = reader.next(); !piece.empty(); piece = reader.next())
    out += piece;
  return WholeText{std::move(out), reader.undecodable()};
}

void account_undecodable(std::uint64_t undecodable, model::Accounting& accounting) {
  if (undecodable > 0) accounting.add_not_understood("bytes that are no character", undecodable);
}

Result<std::string> decode_text(std::string_view bytes, std::string_view encoding) {
  const std::string name = encoding.empty() ? guess_encoding(bytes) : std::string(encoding);
  if (name.empty()) TRY(not_text());
  TextDecoder decoder = TRY(TextDecoder::make(name));
  return decoder.decode(bytes, true);
}

}  // namespace alexandria::ingest
