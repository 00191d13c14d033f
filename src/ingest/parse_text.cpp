#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "parsers.hpp"
#include "terminal_text.hpp"

namespace alexandria::ingest {
namespace {

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

}  // namespace

Result<void> parse_text(const Source& source, const Sink& sink) {
  auto [content, undecodable] = TRY(read_text(source.path));
  if (is_for_terminal(content)) content = without_terminal_signs(content);
  model::DocumentFacts facts;
  facts.kind = source.kind;
  facts.title = title_from_name(source.name);
  facts.language = text::detect_language(content);
  sink.facts(facts);
  PartBuilder parts(source, sink);
  parts.accounting().seen = text::count_visible(content);
  std::string_view left = content;
  while (!left.empty() && !parts.stopped()) {
    // A paragraph ends at a blank line.
    std::size_t end = left.find("\n\n");
    const std::size_t next = end == std::string_view::npos ? left.size() : end + 2;
    end = std::min(end, left.size());
    parts.add(model::BlockKind::kParagraph, left.substr(0, end));
    left.remove_prefix(next);
  }
  parts.finish();
  account_undecodable(undecodable, parts.accounting());
  facts.accounting = parts.accounting();
  sink.facts(facts);
  return {};
}

// Source code: blocks of lines between blank lines, so that functions stay together as far as their
// authors wrote them so.
Result<void> parse_code(const Source& source, const Sink& sink) {
  const auto [content, undecodable] = TRY(read_text(source.path));
  model::DocumentFacts facts;
  facts.kind = source.kind;
  facts.title = std::filesystem::path(source.name).filename().string();
  facts.language = "en";
  sink.facts(facts);
  PartBuilder parts(source, sink);
  parts.accounting().seen = text::count_visible(content);
  std::string block;
  std::string_view left = content;
  while (!left.empty() && !parts.stopped()) {
    const std::string_view line = first_line(left);
    left.remove_prefix(std::min(line.size() + 1, left.size()));
    if (text::trim(line).empty() && !block.empty()) {
      parts.add(model::BlockKind::kCode, block);
      block.clear();
    } else {
      block.append(line).append("\n");
    }
  }
  parts.add(model::BlockKind::kCode, block);
  parts.finish();
  account_undecodable(undecodable, parts.accounting());
  facts.accounting = parts.accounting();
  sink.facts(facts);
  return {};
}

}  // namespace alexandria::ingest
