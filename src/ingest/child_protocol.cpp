#include "child_protocol.hpp"

#include <unistd.h>

#include <cstring>

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

bool write_frame(std::string_view frame) {
  while (!frame.empty()) {
    const ssize_t written = ::write(1, frame.data(), frame.size());
    if (written <= 0) return false;
    frame.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

namespace {

// Statuses with which a child ends before it has read anything: its limits could not be set, or the
// program could not be started.
bool never_began(const std::string& end) {
  return end == "exit status 126" || end == "exit status 127";
}

std::unexpected<Error> broken_off(const std::string& name, const std::string& end) {
  if (never_began(end))
    return fail(Code::kUnavailable, "parser_not_started",
                "the parser of {} could not be started ({}); it is tried again", name, end);
  return fail(Code::kInvalidArgument, "parser_died",
              "{} could not be read to its end: it is damaged, nested too deeply, or too large for "
              "the limits of a parser ({})",
              name, end.empty() ? "it stopped early" : end);
}

}  // namespace

Result<Frame> read_frame(platform::ChildProcess& child, const std::string& name,
                         const std::atomic<bool>& stop) {
  char head[5];
  const bool more = TRY(child.read_exactly(head, sizeof head, stop));
  std::uint32_t length = 0;
  std::memcpy(&length, head, sizeof length);
  if (more && (length == 0 || length > kFrameBytesMax))
    return fail(Code::kInvalidArgument, "parser_died", "{} could not be read: reading it broke off",
                name);
  Frame frame{static_cast<FrameType>(head[4]), std::string(more ? length - 1 : 0, '\0')};
  const bool whole = more && TRY(child.read_exactly(frame.body.data(), frame.body.size(), stop));
  if (!whole) return broken_off(name, child.wait());
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
  error.code = code <= static_cast<std::uint8_t>(Code::kInternal) ? static_cast<Code>(code)
                                                                  : Code::kInternal;
  error.reason = in.text();
  error.message = in.text();
  if (!in.finished())
    return {Code::kInternal, "parser_died", "the parser gave an error that cannot be read"};
  return error;
}

}  // namespace alexandria::ingest
