#include "docx_story.hpp"

#include <string_view>
#include <utility>

namespace alexandria::ingest {
namespace {

// What a part says, or nothing: a damaged one does not keep the rest from being read.
std::string read_or_account(DocxPackage& package, const std::string& part,
                            model::Accounting& accounting) {
  if (part.empty()) return {};
  auto bytes = package.read(part);
  if (bytes) return std::move(*bytes);
  accounting.add_not_understood("damaged part", 1);
  return {};
}

bool is_note(pugi::xml_node node) {
  const std::string_view type = node.attribute("w:type").value();
  return type.empty() || type == "normal";  // others are lines between text and notes
}

}  // namespace

std::unique_ptr<DocxStory> docx_open_story(DocxPackage& package, const std::string& part,
                                           const DocxStyles& styles, bool is_margin,
                                           model::Accounting& accounting) {
  std::string bytes = read_or_account(package, part, accounting);
  if (bytes.empty()) return nullptr;
  auto story = std::make_unique<DocxStory>();
  story->is_margin = is_margin;
  if (!story->xml.load(std::move(bytes))) accounting.add_not_understood("damaged part", 1);
  if (!story->xml.root()) return nullptr;
  if (auto relationships = package.relationships(part))
    story->relationships = std::move(*relationships);
  story->reduced =
      docx_reduce(story->xml.root(), {styles, story->relationships, is_margin}, accounting);
  return story;
}

std::uint64_t DocxNotes::open(DocxPackage& package, const DocxStory& body, const DocxStyles& styles,
                              model::Accounting& accounting) {
  std::set<std::string> footnotes, endnotes;
  const pugi::xml_node root = body.reduced.has_notes ? body.xml.root() : pugi::xml_node();
  for (pugi::xml_node node = docx_next(root, root); node; node = docx_next(node, root)) {
    const std::string_view name = node.name();
    if (name == "w:footnoteReference") footnotes.insert(node.attribute("w:id").value());
    if (name == "w:endnoteReference") endnotes.insert(node.attribute("w:id").value());
  }
  const auto open_one = [&](Notes& notes, const char* type, const char* element) {
    const std::string part = DocxPackage::find(body.relationships, type);
    notes.story = docx_open_story(package, part, styles, false, accounting);
    if (!notes.story) return;
    for (const pugi::xml_node node : notes.story->xml.root().children(element))
      if (is_note(node)) notes.by_id.emplace(node.attribute("w:id").value(), node);
  };
  if (!footnotes.empty()) open_one(footnotes_, "footnotes", "w:footnote");
  if (!endnotes.empty()) open_one(endnotes_, "endnotes", "w:endnote");
  open_one(comments_, "comments", "w:comment");
  std::uint64_t seen = 0;
  for (const auto& [id, node] : footnotes_.by_id)
    if (footnotes.contains(id)) seen += docx_count_seen(node);
  for (const auto& [id, node] : endnotes_.by_id)
    if (endnotes.contains(id)) seen += docx_count_seen(node);
  for (const auto& [id, node] : comments_.by_id)
    seen += docx_count_seen(node);
  return seen;
}

DocxNote DocxNotes::take(Notes& notes, const std::string& id) {
  const auto found = notes.by_id.find(id);
  if (found == notes.by_id.end()) return {};
  return {notes.by_id.extract(found).mapped(), notes.story.get()};
}

DocxNote DocxNotes::take_any_comment() {
  return comments_.by_id.empty() ? DocxNote{}
                                 : take(comments_, std::string(comments_.by_id.begin()->first));
}

}  // namespace alexandria::ingest
