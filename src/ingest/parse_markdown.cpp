#include <algorithm>
#include <array>

#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "front_matter.hpp"
#include "html_content.hpp"
#include "markdown_html.hpp"
#include "parsers.hpp"
#include "properties.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kLanguageTagMax = 3;  // letters of "en" or "gsw"

// "en-US" as "en"; empty for what is no language tag.
std::string language_of(const FrontMatter& matter) {
  const std::string tag = text::fold(matter.first_of({"lang", "language"}));
  const std::size_t end = std::min(tag.find_first_of("-_"), tag.size());
  const bool is_tag = end >= 2 && end <= kLanguageTagMax &&
                      tag.find_first_not_of("abcdefghijklmnopqrstuvwxyz") >= end;
  return is_tag ? tag.substr(0, end) : std::string();
}

// Fields that are facts of the document already are left out.
void add_properties(const FrontMatter& matter, model::DocumentFacts& facts) {
  constexpr std::array<std::string_view, 3> kFacts = {"title", "lang", "language"};
  for (const auto& [name, values] : matter.fields) {
    if (std::ranges::find(kFacts, name) != kFacts.end()) continue;
    for (const std::string& value : values)
      add_property(name, value, facts);
  }
}

void add_page(const HtmlTree& tree, PartBuilder& parts) {
  const auto nodes = static_cast<std::uint32_t>(tree.nodes().size());
  add_content(tree, {{.begin = 1, .end = nodes, .is_content = true}}, parts);
}

// Paragraph by paragraph, as it is written.
void add_as_text(std::string_view text, PartBuilder& parts) {
  parts.accounting().seen += text::count_visible(text);
  while (!text.empty() && !parts.stopped()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    parts.add(model::BlockKind::kParagraph, text.substr(0, end));
    text.remove_prefix(std::min(end + 2, text.size()));
  }
}

}  // namespace

Result<void> parse_markdown(const Source& source, const Sink& sink) {
  const auto [content, undecodable] = TRY(read_text(source.path));
  const FrontMatter matter = read_front_matter(content);
  const std::string_view body = std::string_view(content).substr(matter.bytes);
  const std::unique_ptr<HtmlTree> tree = read_markdown(body);
  model::DocumentFacts facts;
  facts.kind = "markdown";
  facts.title = matter.first_of({"title"});
  if (facts.title.empty() && tree != nullptr) facts.title = first_heading(*tree);
  if (facts.title.empty()) facts.title = title_from_name(source.name);
  add_properties(matter, facts);
  facts.language = language_of(matter);
  if (facts.language.empty()) facts.language = text::detect_language(body);
  if (tree == nullptr)
    facts.warning = "It is nested too deeply to be Markdown, and was read as plain text";
  sink.facts(facts);
  PartBuilder parts(source, sink);
  const std::string_view before = std::string_view(content).substr(0, matter.bytes);
  parts.accounting().seen = text::count_visible(before);
  parts.add(model::BlockKind::kCode, before, {.set_aside = true});
  if (tree != nullptr)
    add_page(*tree, parts);
  else
    add_as_text(body, parts);
  parts.finish();
  account_undecodable(undecodable, parts.accounting());
  facts.accounting = parts.accounting();
  sink.facts(facts);
  return {};
}

}  // namespace alexandria::ingest
