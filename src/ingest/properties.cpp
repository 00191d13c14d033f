#include "properties.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "alexandria/text/unicode.hpp"

namespace alexandria::ingest {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kPropertiesMax = 60;
constexpr std::size_t kNameBytesMax = 60;
constexpr std::size_t kValueLettersMax = 2000;

struct Names {
  std::string_view common;
  std::array<std::string_view, 10> others;
};
// Of front matter, of <meta> (HTML, Dublin Core, Open Graph, Highwire), of DOCX, of PDF.
constexpr std::array kNames = {
    Names{"author"sv,
          {"authors"sv, "creator"sv, "dc.creator"sv, "dc:creator"sv, "dcterms.creator"sv,
           "citation_author"sv, "article:author"sv, "byline"sv, "parsely-author"sv}},
    Names{"keywords"sv,
          {"keyword"sv, "tags"sv, "tag"sv, "dc.subject"sv, "dcterms.subject"sv,
           "citation_keywords"sv, "news_keywords"sv, "article:tag"sv, "cp:keywords"sv}},
    Names{"description"sv,
          {"summary"sv, "abstract"sv, "excerpt"sv, "dc.description"sv, "dc:description"sv,
           "dcterms.description"sv, "dcterms.abstract"sv, "og:description"sv,
           "twitter:description"sv}},
    Names{"subject"sv, {"dc:subject"sv}},
    Names{"category"sv, {"categories"sv, "cp:category"sv, "article:section"sv}},
    Names{"date"sv,
          {"published"sv, "dc.date"sv, "dcterms.date"sv, "dcterms.created"sv,
           "citation_publication_date"sv, "citation_date"sv, "article:published_time"sv}},
    Names{"publisher"sv, {"dc.publisher"sv, "dcterms.publisher"sv, "citation_publisher"sv}},
};

bool is_in(std::string_view values, std::string_view value) {
  for (std::size_t at = values.find(value); at != std::string_view::npos;
       at = values.find(value, at + 1)) {
    const std::size_t end = at + value.size();
    const bool begins = at == 0 || values.substr(0, at).ends_with(", ");
    if (begins && (end == values.size() || values[end] == ',')) return true;
  }
  return false;
}

}  // namespace

std::string_view common_property(std::string_view name) {
  const std::string folded = text::fold(text::trim(name));
  if (folded.empty()) return {};
  for (const Names& names : kNames)
    if (folded == names.common || std::ranges::find(names.others, folded) != names.others.end())
      return names.common;
  return {};
}

void add_property(std::string_view name, std::string_view value, model::DocumentFacts& facts) {
  std::string kept = text::squeeze(value);
  kept.resize(text::byte_of_code_point(kept, kValueLettersMax));
  const std::string_view common = common_property(name);
  const std::string called = common.empty() ? text::fold(text::squeeze(name)) : std::string(common);
  if (kept.empty() || called.empty() || called.size() > kNameBytesMax) return;
  const auto known = std::ranges::find(facts.properties, called, &model::Property::name);
  if (known == facts.properties.end()) {
    if (facts.properties.size() < kPropertiesMax)
      facts.properties.push_back({called, std::move(kept)});
  } else if (!is_in(known->value, kept) && known->value.size() < kValueLettersMax) {
    known->value += ", " + kept;
  }
}

}  // namespace alexandria::ingest
