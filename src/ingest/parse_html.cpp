#include "alexandria/platform/file.hpp"
#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "html_charset.hpp"
#include "html_content.hpp"
#include "html_xml.hpp"
#include "parsers.hpp"
#include "properties.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::uint64_t kHtmlBytesMax = 64ULL << 20;
constexpr std::size_t kSampleBytes = 64 << 10;

// Text of the content, enough to tell its language.
std::string sample_of(const HtmlTree& tree, const std::vector<HtmlUnit>& units) {
  std::string out;
  for (const HtmlUnit& unit : units) {
    for (std::uint32_t i = unit.begin; unit.is_content && i < unit.end; ++i)
      if (tree.nodes()[i].tag.empty() && tree.nodes()[i].is_visible)
        out.append(tree.nodes()[i].text).append(" ");
    if (out.size() > kSampleBytes) break;
  }
  return out;
}

}  // namespace

Result<void> parse_html(const Source& source, const Sink& sink) {
  std::string bytes = TRY(platform::read_file(source.path, kHtmlBytesMax));
  std::string content = TRY(decode_text(bytes, html_encoding(bytes)));
  bytes = {};  // a large page stands in memory often enough
  if (is_written_as_xml(content)) content = xml_as_html(content);
  const HtmlTree tree(content);
  const std::vector<HtmlUnit> units = read_page(tree);
  model::DocumentFacts facts;
  facts.kind = "html";
  facts.title = tree.title();
  if (facts.title.empty()) facts.title = title_from_name(source.name);
  facts.language = text::fold(tree.language().substr(0, 2));
  if (facts.language.empty()) facts.language = text::detect_language(sample_of(tree, units));
  for (const auto& [name, value] : tree.metas())
    if (!common_property(name).empty()) add_property(name, value, facts);
  sink.facts(facts);
  PartBuilder parts(source, sink);
  add_content(tree, units, parts);
  parts.finish();
  facts.accounting = parts.accounting();
  sink.facts(facts);
  return {};
}

}  // namespace alexandria::ingest
