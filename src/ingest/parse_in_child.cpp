#include "alexandria/ingest/parse.hpp"
#include "alexandria/model/codec.hpp"
#include "alexandria/platform/system.hpp"
#include "child_protocol.hpp"
#include "parser_program.hpp"

namespace alexandria::ingest {
int run_parse_child(const std::string& name, const Reading& reading) {
  (void)platform::give_up_privileges();
  const Sink sink{[](const model::DocumentFacts& facts) {
                    write_frame(encode_frame(FrameType::kFacts, model::encode_facts(facts)));
                  },
                  [](const model::ParsedPart& part) {
                    return write_frame(encode_frame(FrameType::kPart, model::encode_part(part)));
                  }};
  Result<void> result;
  try {
    result = parse_file(platform::kChildInput, name, reading, sink);
  } catch (const std::bad_alloc&) {
    result = fail(Code::kResourceExhausted, "parser_out_of_memory",
                  "{} needs more memory to be read than a parser may have", name);
  }
  write_frame(result ? encode_frame(FrameType::kDone, "")
                     : encode_frame(FrameType::kError, encode_error(result.error())));
  return 0;
}

Result<void> parse_in_child(const std::filesystem::path& path, const std::string& name,
                            const Reading& reading, const platform::ChildLimits& limits,
                            const std::atomic<bool>& stop, const Sink& sink) {
  auto child = TRY(platform::ChildProcess::start(
      parser_program(), {"parse-child", name, std::to_string(reading.first_part), reading.header},
      limits, path));
  for (;;) {
    const Frame frame = TRY(read_frame(child, name, stop));
    switch (frame.type) {
      case FrameType::kFacts: sink.facts(TRY(model::decode_facts(frame.body))); break;
      case FrameType::kPart:
        if (!sink.part(TRY(model::decode_part(frame.body)))) return {};
        break;
      case FrameType::kError: return std::unexpected(decode_error(frame.body));
      case FrameType::kDone: return {};
      default:
        return fail(Code::kInvalidArgument, "parser_died", "the parser of {} wrote nonsense", name);
    }
  }
}

}  // namespace alexandria::ingest
