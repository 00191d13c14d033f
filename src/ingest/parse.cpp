#include <fstream>
#include <map>

#include "parsers.hpp"

namespace alexandria::ingest {
namespace {
const std::map<std::string, Parser> kParsers = {
    {"text", parse_text}, {"markdown", parse_markdown}, {"html", parse_html}, {"csv", parse_csv},
    {"code", parse_code}, {"docx", parse_docx},         {"pdf", parse_pdf}};

void add_sentence(std::string& text, const std::string& sentence) {
  if (sentence.empty()) return;
  if (!text.empty()) text += ". ";
  text += sentence;
}
}  // namespace

Result<void> parse_file(const std::filesystem::path& path, const std::string& name,
                        const Reading& reading, const Sink& sink) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::kNotFound, "file_not_found", "cannot open {}", path.string());
  std::string head(64 << 10, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  const std::string kind = head.empty() ? "text" : detect_kind(head, name);
  const Source source{path, name, kind, reading.first_part, reading.header};
  const auto parser = kParsers.find(source.kind);
  if (parser == kParsers.end())
    return fail(
        Code::kInvalidArgument, "unsupported_kind",
        "{} is of a kind that cannot be read; these can: PDF, Word (.docx), HTML, Markdown, "
        "CSV, code and plain text",
        name);
  model::DocumentFacts facts;
  bool has_text = reading.first_part > 0;
  const Sink noting{[&](const model::DocumentFacts& known) {
                      facts = known;
                      sink.facts(known);
                    },
                    [&](model::ParsedPart part) {
                      has_text = has_text || !part.text.empty();
                      return sink.part(std::move(part));
                    }};
  TRY(parser->second(source, noting));
  const std::string before = facts.warning;
  if (!has_text)
    add_sentence(facts.warning, head.empty() ? "The file is empty" : "No text was found in it");
  add_sentence(facts.warning, model::not_understood_in_words(facts.accounting));
  if (facts.warning != before) sink.facts(facts);
  return {};
}

}  // namespace alexandria::ingest
