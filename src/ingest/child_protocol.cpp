#include "child_protocol.hpp"

#include "alexandria/base/bytes.hpp"

namespace alexandria::ingest {

std::string encode_frame(FrameType type, std::string_view body) {
  base::ByteWriter out;
  out.number(static_cast<std::uint32_t>(body.size() + 1));
  out.number(static_cast<char>(type));
  std::string frame = out.take();
  frame += body;
  return frame;
}

std::string encode_error(const Error& error) {
  base::ByteWriter out;
  out.number(static_cast<std::uint8_t>(error.code));
  out.text(error.reason);
  out.text(error.message);
  return out.take();
}

Error decode_error(std::string_view bytes) {
  base::ByteReader in(bytes);
  const auto code = in.number<std::uint8_t>();
  Error error;
  error.code = code <= static_cast<std::uint8_t>(Code::kInternal) ? static_cast<Code>(code) : Code::kInternal;
  error.reason = in.text();
  error.message = in.text();
  if (!in.finished()) return {Code::kInternal, "parser_died", "the parser gave an error that cannot be read"};
  return error;
}

}  // namespace alexandria::ingest
