#include <map>
#include <memory>

#include <zip.h>
#include <pugixml.hpp>

#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "parsers.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::uint64_t kEntryBytesMax = 256ULL << 20;
constexpr unsigned kDepthMax = 200;

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

std::string_view why_closed(int zip_error) {
  switch (zip_error) {
    case ZIP_ER_NOZIP: return "it is no Word document inside, or only the beginning of one";
    case ZIP_ER_INCONS:
    case ZIP_ER_CRC:
    case ZIP_ER_ZLIB: return "it is damaged inside";
    case ZIP_ER_ENCRNOTSUPP:
    case ZIP_ER_NOPASSWD: return "it is encrypted";
    default: return "its archive is damaged";
  }
}

// An entry of the archive, checked against its size limit while it is unpacked; empty if there is
// none.
Result<std::string> read_entry(zip_t* archive, const char* name) {
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(zip_fopen(archive, name, 0),
                                                                &zip_fclose);
  std::string out;
  if (!file) return out;
  std::string block(1 << 16, '\0');
  for (;;) {
    const zip_int64_t got = zip_fread(file.get(), block.data(), block.size());
    if (got < 0)
      return fail(Code::kInvalidArgument, "damaged_file",
                  "it is damaged inside (its part {}). Open it in the program that wrote it, save "
                  "it again, "
                  "and add it anew",
                  name);
    if (got == 0) return out;
    out.append(block, 0, static_cast<std::size_t>(got));
    if (out.size() > kEntryBytesMax)
      return fail(Code::kResourceExhausted, "file_too_large", "{} unpacks to more than {} bytes",
                  name, kEntryBytesMax);
  }
}

// Heading level by style id: styles named "heading 1" to "heading 9", "Title", or with an outline
// level, followed through basedOn.
class Styles {
 public:
  void read(const pugi::xml_document& document) {
    for (const pugi::xml_node style : document.child("w:styles").children("w:style")) {
      const std::string id = style.attribute("w:styleId").value();
      const std::string name = text::fold(style.child("w:name").attribute("w:val").value());
      const pugi::xml_node outline = style.child("w:pPr").child("w:outlineLvl");
      if (name.starts_with("heading ") && name.size() == 9 && name[8] >= '1' && name[8] <= '9')
        levels_[id] = name[8] - '0';
      else if (name == "title")
        levels_[id] = 1;
      else if (outline)
        levels_[id] = outline.attribute("w:val").as_int() + 1;
      parents_[id] = style.child("w:basedOn").attribute("w:val").value();
    }
  }
  int level(std::string id) const {
    for (int steps = 0; steps < 10 && !id.empty(); ++steps) {
      const auto found = levels_.find(id);
      if (found != levels_.end()) return found->second;
      const auto parent = parents_.find(id);
      id = parent == parents_.end() ? "" : parent->second;
    }
    return 0;
  }

 private:
  std::map<std::string, int> levels_;
  std::map<std::string, std::string> parents_;
};

void run_text(const pugi::xml_node node, std::string& out, unsigned depth) {
  if (depth > kDepthMax) return;
  for (const pugi::xml_node child : node.children()) {
    const std::string_view name = child.name();
    if (name == "w:t")
      out += child.text().get();
    else if (name == "w:tab")
      out += '\t';
    else if (name == "w:br" || name == "w:cr")
      out += '\n';
    else if (name == "w:noBreakHyphen")
      out += '-';
    else if (name == "w:p") {
      if (!out.empty() && out.back() != '\n') out += '\n';
      run_text(child, out, depth + 1);
    } else if (name != "w:del" && name != "w:moveFrom" && name != "mc:Fallback" &&
               name != "w:pPr" && name != "w:rPr" && name != "w:instrText")
      run_text(child, out, depth + 1);
  }
}

class Body {
 public:
  Body(PartBuilder& parts, const Styles& styles, std::string& title)
      : parts_(parts), styles_(styles), title_(title) {}

  void walk(const pugi::xml_node node, unsigned depth = 0) {
    if (depth > kDepthMax) return;
    for (const pugi::xml_node child : node.children()) {
      if (parts_.stopped()) return;
      const std::string_view name = child.name();
      if (name == "w:p")
        paragraph(child);
      else if (name == "w:tbl")
        table(child);
      else if (name == "w:sdt" || name == "w:sdtContent" || name == "w:ins" ||
               name == "w:customXml" || name == "w:smartTag")
        walk(child, depth + 1);
    }
    if (depth == 0) end_list();
  }

 private:
  void paragraph(const pugi::xml_node node) {
    std::string content;
    run_text(node, content, 0);
    if (text::trim(content).empty()) return;
    const pugi::xml_node properties = node.child("w:pPr");
    const int level = styles_.level(properties.child("w:pStyle").attribute("w:val").value());
    if (level == 0 && properties.child("w:numPr")) {
      list_ += text::squeeze(content) + "\n";
      return;
    }
    end_list();
    if (level > 0 && title_.empty()) title_ = text::squeeze(content);
    if (level > 0)
      parts_.add(model::BlockKind::kHeading, text::squeeze(content),
                 {.level = static_cast<std::uint8_t>(std::min(level, 6))});
    else
      parts_.add(model::BlockKind::kParagraph, content);
  }

  void table(const pugi::xml_node node) {
    end_list();
    std::string rows;
    std::uint64_t bars = 0;
    for (const pugi::xml_node row : node.children("w:tr")) {
      std::string line;
      for (const pugi::xml_node cell : row.children("w:tc")) {
        std::string content;
        run_text(cell, content, 0);
        if (!line.empty()) {
          line += " | ";
          ++bars;
        }
        line += text::squeeze(content);
      }
      rows += line + "\n";
    }
    parts_.add(model::BlockKind::kTable, rows, {.written = bars});
  }

  void end_list() {
    parts_.add(model::BlockKind::kList, list_);
    list_.clear();
  }

  PartBuilder& parts_;
  const Styles& styles_;
  std::string& title_;
  std::string list_;
};

}  // namespace

Result<void> parse_docx(const Source& source, const Sink& sink) {
  int error = 0;
  const Archive archive(zip_open(source.path.c_str(), ZIP_RDONLY, &error), &zip_discard);
  if (!archive)
    return fail(Code::kInvalidArgument, "damaged_file",
                "{} cannot be opened: {}. Open it in the program that wrote it, save it again, and "
                "add it anew",
                source.name, why_closed(error));
  const std::string document_xml = TRY(read_entry(archive.get(), "word/document.xml"));
  const std::string styles_xml = TRY(read_entry(archive.get(), "word/styles.xml"));
  const std::string core_xml = TRY(read_entry(archive.get(), "docProps/core.xml"));
  pugi::xml_document document;
  if (!document.load_buffer(document_xml.data(), document_xml.size(),
                            pugi::parse_default | pugi::parse_ws_pcdata_single))
    return fail(Code::kInvalidArgument, "damaged_file",
                "{} holds no text that can be read (its word/document.xml is missing or damaged). "
                "Open it in the program that wrote it, save it again as .docx, and add it anew",
                source.name);
  pugi::xml_document styles_document;
  styles_document.load_buffer(styles_xml.data(), styles_xml.size());
  Styles styles;
  styles.read(styles_document);
  pugi::xml_document core;
  core.load_buffer(core_xml.data(), core_xml.size());

  model::DocumentFacts facts;
  facts.kind = "docx";
  facts.title = text::squeeze(core.child("cp:coreProperties").child("dc:title").text().get());
  facts.author = text::squeeze(core.child("cp:coreProperties").child("dc:creator").text().get());
  const pugi::xml_node body = document.child("w:document").child("w:body");
  std::string sample;
  run_text(body, sample, 0);
  facts.language = text::detect_language(sample);
  sink.facts(facts);
  const Sink titled = telling_facts(sink, facts);
  PartBuilder parts(source, titled);
  model::Accounting& accounting = parts.accounting();
  accounting.seen = text::count_visible(sample);
  Body(parts, styles, facts.title).walk(body);
  parts.finish();
  if (accounting.seen > accounting.text) {
    accounting.not_read = accounting.seen - accounting.text;
    accounting.add_not_understood("text outside of paragraphs and tables", 1);
  }
  facts.accounting = accounting;
  if (facts.title.empty()) facts.title = title_from_name(source.name);
  sink.facts(facts);
  return {};
}

}  // namespace alexandria::ingest
