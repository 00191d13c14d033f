#include <fstream>
#include <map>

#include "parsers.hpp"

namespace alexandria::ingest {
namespace {
const std::map<std::string, Parser> kParsers = {
    {"text", parse_text}, {"markdown", parse_markdown}, {"html", parse_html}, {"csv", parse_csv},
    {"code", parse_code}, {"docx", parse_docx},         {"pdf", parse_pdf}};
}

Result<void> parse_file(const std::filesystem::path& path, const std::string& name,
                        std::uint32_t first_part, const Sink& sink) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::kNotFound, "file_not_found", "cannot open {}", path.string());
  std::string head(64 << 10, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  if (head.empty()) return fail(Code::kInvalidArgument, "empty_document", "{} is empty", name);
  Source source{path, name, detect_kind(head, name), first_part};
  const auto parser = kParsers.find(source.kind);
  if (parser == kParsers.end())
    return fail(
        Code::kInvalidArgument, "unsupported_kind",
        "{} is of a kind that cannot be read; these can: PDF, Word (.docx), HTML, Markdown, "
        "CSV, code and plain text",
        name);
  return parser->second(source, sink);
}

}  // namespace alexandria::ingest
