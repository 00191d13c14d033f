// Reads pages of HTML and writes a line of JSON for each: its units with whether they are content
// and, with --features, what the model goes by. Pages a second go to standard error.
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "alexandria/platform/file.hpp"
#include "alexandria/text/unicode.hpp"
#include "html_charset.hpp"
#include "html_page.hpp"
#include "parsers.hpp"

using namespace alexandria;
namespace json = boost::json;

namespace {

std::string text_of(const ingest::HtmlTree& tree, const ingest::HtmlUnit& unit) {
  std::string out;
  for (std::uint32_t i = unit.begin; i < unit.end; ++i) {
    const ingest::HtmlNode& node = tree.nodes()[i];
    // The texts of the articles have no labels.
    if (node.tag.empty() && node.is_visible && !node.is_label) out += node.text;
    if (node.is_block || node.tag == "br") out += ' ';
  }
  return text::squeeze(out);
}

json::object describe(const std::string& page, bool with_features) {
  const ingest::HtmlTree tree(page);
  auto units = ingest::read_page(tree);
  if (with_features)  // the model does not see units of labels alone
    std::erase_if(units, [](const ingest::HtmlUnit& unit) { return unit.characters == 0; });
  const auto features =
      with_features ? ingest::page_features(tree, units) : std::vector<std::vector<float>>();
  json::array out;
  for (std::size_t i = 0; i < units.size(); ++i) {
    json::object unit{{"text", text_of(tree, units[i])}, {"is_content", units[i].is_content}};
    if (with_features) unit["features"] = json::value_from(features[i]);
    out.push_back(std::move(unit));
  }
  return {{"units", std::move(out)}};
}

}  // namespace

int main(int count, char** words) {
  const bool with_features = count > 1 && std::string_view(words[1]) == "--features";
  double seconds = 0;  // of the processor
  int pages = 0;
  for (int i = with_features ? 2 : 1; i < count; ++i, ++pages) {
    const std::string bytes = platform::read_file(words[i], 64ULL << 20).value();
    const std::string name = std::filesystem::path(words[i]).filename().string();
    const ingest::Source source{words[i], name, "html"};
    const auto begin = std::clock();
    ingest::parse_html(source, {[](const auto&) {}, [](const auto&) { return true; }}).value();
    seconds += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    const std::string page = ingest::decode_text(bytes, ingest::html_encoding(bytes)).value();
    json::object line = describe(page, with_features);
    line["name"] = name;
    fmt::print("{}\n", json::serialize(line));
  }
  fmt::print(stderr, "{:.0f}\n", pages / seconds);
  return 0;
}
