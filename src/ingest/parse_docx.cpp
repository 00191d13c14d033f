#include <algorithm>

#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"
#include "docx_body.hpp"
#include "docx_imported.hpp"
#include "parsers.hpp"
#include "properties.hpp"

namespace alexandria::ingest {
namespace {

constexpr int kPackagesMax = 3;  // one inside of the other

std::unexpected<Error> no_text(const std::string& name, const std::string& part) {
  return fail(Code::kInvalidArgument, "damaged_file",
              "{} holds no text that can be read (its {} is missing or damaged). "
              "Open it in the program that wrote it, save it again as .docx, and add it anew",
              name, part);
}

class DocxReader {
 public:
  DocxReader(DocxPackage& package, const std::string& name, PartBuilder& parts,
             model::DocumentFacts& facts, int depth)
      : package_(package),
        name_(name),
        parts_(parts),
        facts_(facts),
        depth_(depth),
        numbering_(styles_, [this] { return read_numbering(); }) {}

  /// Before the first part: what the document says of itself, and its language.
  Result<void> open() {
    const DocxRelationships roots = TRY(package_.relationships(""));
    main_ = DocxPackage::find(roots, "officeDocument");
    if (main_.empty()) main_ = "word/document.xml";
    body_.relationships = TRY(package_.relationships(main_));
    styles_.read(TRY(package_.read(DocxPackage::find(body_.relationships, "styles"))));
    std::string bytes = TRY(package_.read(main_));
    if (!body_.xml.load(std::move(bytes))) return no_text(name_, main_);
    body_.reduced =
        docx_reduce(body_.xml.root(), {styles_, body_.relationships}, parts_.accounting());
    if (depth_ > 0) return {};
    read_properties(DocxPackage::find(roots, "core-properties"));
    facts_.language = text::detect_language(body_.reduced.sample);
    if (facts_.language.empty())
      facts_.language = styles_.language().substr(0, styles_.language().find('-'));
    return {};
  }

  void read() {
    model::Accounting& accounting = parts_.accounting();
    accounting.seen += static_cast<std::uint64_t>(body_.reduced.seen);
    accounting.seen += notes_.open(package_, body_, styles_, accounting);
    std::string no_title = " ";
    DocxBody body({package_, styles_, numbering_, notes_, parts_,
                   depth_ == 0 ? facts_.title : no_title,
                   [this](const std::string& part) { add_imported(part); }});
    set_note_formats(body.marks());
    body.add(body_, root());
    body.add_notes_at_end();
    if (depth_ == 0) add_margins(body);
  }

 private:
  pugi::xml_node root() const { return body_.xml.root().child("w:body"); }

  std::string read_numbering() {
    auto bytes = package_.read(DocxPackage::find(body_.relationships, "numbering"));
    if (bytes) return std::move(*bytes);
    parts_.accounting().add_not_understood("damaged part", 1);
    return {};
  }

  void read_properties(const std::string& part) {
    DocxXml xml;
    auto bytes = package_.read(part);
    if (!bytes || !xml.load(std::move(*bytes))) return;
    facts_.title = text::squeeze(docx_text_of(xml.root().child("dc:title")));
    for (const char* name :
         {"dc:creator", "dc:subject", "cp:keywords", "dc:description", "cp:category"})
      add_property(name, docx_text_of(xml.root().child(name)), facts_);
  }

  // Sections may number their notes in their own way; the last one speaks for the document.
  void set_note_formats(DocxNoteMarks& marks) const {
    const pugi::xml_node section = root().child("w:sectPr");
    for (const bool is_endnote : {false, true}) {
      const char* const name = is_endnote ? "w:endnotePr" : "w:footnotePr";
      const std::string_view format = docx_value(section.child(name), "w:numFmt");
      if (!format.empty()) marks.set_format(is_endnote, std::string(format));
    }
  }

  // Headers and footers of all sections, each text once. A section is described in its last
  // paragraph, the last one at the end of the body.
  void add_margins(DocxBody& body) {
    for (pugi::xml_node node = root().first_child(); node; node = node.next_sibling()) {
      const std::string_view name = node.name();
      if (name == "w:sectPr") add_margins_of(node, body);
      if (name == "w:p") add_margins_of(node.child("w:pPr").child("w:sectPr"), body);
    }
  }

  void add_margins_of(pugi::xml_node section, DocxBody& body) {
    for (const pugi::xml_node node : section.children()) {
      const std::string_view name = node.name();
      if (name != "w:headerReference" && name != "w:footerReference") continue;
      const auto found = body_.relationships.find(node.attribute("r:id").value());
      if (found == body_.relationships.end() || !margin_parts_.insert(found->second.target).second)
        continue;
      margins_.push_back(
          docx_open_story(package_, found->second.target, styles_, true, parts_.accounting()));
      if (!margins_.back()) continue;
      const pugi::xml_node margin = margins_.back()->xml.root();
      if (!margin_texts_.insert(text::squeeze(margins_.back()->reduced.sample)).second) continue;
      parts_.accounting().seen += static_cast<std::uint64_t>(margins_.back()->reduced.seen);
      body.add(*margins_.back(), margin);
    }
  }

  void add_imported(const std::string& part) {
    model::Accounting& accounting = parts_.accounting();
    auto bytes = package_.read(part);
    if (!bytes) return accounting.add_not_understood("damaged part", 1);
    const std::string type = package_.content_type(part);
    if (docx_add_imported(*bytes, type, parts_)) return;
    const bool is_package = bytes->starts_with("PK");
    auto package = is_package && depth_ < kPackagesMax
                       ? DocxPackage::open_bytes(std::move(*bytes), part)
                       : Result<DocxPackage>(fail(Code::kInvalidArgument, "unsupported_kind", ""));
    if (!package) return accounting.add_not_understood("imported text", 1);
    DocxReader reader(*package, part, parts_, facts_, depth_ + 1);
    if (!reader.open()) return accounting.add_not_understood("imported text", 1);
    reader.read();
  }

  DocxPackage& package_;
  const std::string& name_;
  PartBuilder& parts_;
  model::DocumentFacts& facts_;
  const int depth_;
  std::string main_;
  DocxStyles styles_;
  DocxNumbering numbering_;
  DocxNotes notes_;
  DocxStory body_;
  std::vector<std::unique_ptr<DocxStory>> margins_;
  std::set<std::string> margin_parts_, margin_texts_;
};

}  // namespace

Result<void> parse_docx(const Source& source, const Sink& sink) {
  DocxPackage package = TRY(DocxPackage::open(source.path.string(), source.name));
  model::DocumentFacts facts;
  facts.kind = "docx";
  const Sink titled = telling_facts(sink, facts);
  PartBuilder parts(source, titled);
  DocxReader reader(package, source.name, parts, facts, 0);
  TRY(reader.open());
  sink.facts(facts);
  reader.read();
  parts.finish();
  model::Accounting& accounting = parts.accounting();
  const std::uint64_t known = accounting.text + accounting.set_aside + accounting.not_read;
  if (accounting.seen > known) {
    accounting.not_read += accounting.seen - known;
    accounting.add_not_understood("text outside of paragraphs and tables", 1);
  }
  facts.accounting = accounting;
  if (facts.title.empty()) facts.title = title_from_name(source.name);
  sink.facts(facts);
  return {};
}

}  // namespace alexandria::ingest
