#include "docx_text.hpp"

#include <utility>

#include "alexandria/text/unicode.hpp"
#include "docx_equation.hpp"
#include "docx_number_format.hpp"
#include "docx_symbols.hpp"
#include "docx_xml.hpp"
#include "raised_text.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kLinkBytesMax = 500;

// What of an address people write: without scheme, "www." and the slash at its end.
std::string bare_address(std::string_view address) {
  std::string out = text::fold(text::trim(address));
  for (const std::string_view begin : {"https://", "http://", "mailto:", "ftp://", "www."})
    if (out.starts_with(begin)) out.erase(0, begin.size());
  while (out.ends_with('/'))
    out.pop_back();
  return out;
}

// Whether a link's text already says where it leads.
bool says_address(std::string_view label, std::string_view address) {
  const std::string said = bare_address(label), meant = bare_address(address);
  if (said.empty() || meant.empty()) return true;
  if (said.find(meant) != std::string::npos) return true;
  const bool is_address =
      said.find_first_of("./@") != std::string::npos && said.find(' ') == std::string::npos;
  return is_address && meant.find(said) != std::string::npos;
}

}  // namespace

void DocxNoteMarks::set_format(bool is_endnote, const std::string& format) {
  (is_endnote ? endnotes_ : footnotes_).format = format;
}

std::string DocxNoteMarks::next(bool is_endnote) {
  Kind& kind = is_endnote ? endnotes_ : footnotes_;
  return docx_number(++kind.last, kind.format);
}

Written DocxTextReader::read(pugi::xml_node paragraph, const DocxStyle& style, bool with_links,
                             std::vector<DocxAttachment>& attached) {
  style_ = &style;
  attached_ = &attached;
  with_links_ = with_links;
  read_children(paragraph);
  end_link();
  end_raised();
  return std::exchange(line_, {});
}

void DocxTextReader::read_children(pugi::xml_node node) {
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling())
    if (child.type() == pugi::node_element) read_element(child);
}

void DocxTextReader::read_element(pugi::xml_node node) {
  const std::string_view name = node.name();
  if (name == "w:t")
    read_text(node);
  else if (name == "w:r")
    read_run(node);
  else if (name == "w:pPr" || name == "w:rPr")
    return;
  else if (name == "w:tab" || name == "w:ptab")
    add_break('\t');
  else if (name == "w:br" || name == "w:cr")
    add_break('\n');
  else if (name == "w:noBreakHyphen")
    add("-");
  else if (name == "w:sym")
    read_symbol(node);
  else if (name == "w:drawing" || name == "w:pict" || name == "w:object")
    docx_read_drawing(node, *attached_, accounting_);
  else if (name == "w:footnoteReference" || name == "w:endnoteReference")
    read_note(node, name == "w:endnoteReference");
  else if (name == "w:commentReference")
    attached_->push_back(
        {.kind = DocxAttached::kComment, .text = {node.attribute("w:id").value()}});
  else if (name == "m:oMath" || name == "m:oMathPara")
    add_equation(node);
  else if (name == "x:link")
    begin_link(node);
  else if (name == "x:linkEnd")
    end_link();
  else if (name == "w:ruby")
    read_ruby(node);
  else if (name == "w:p" || name == "w:tbl")  // where none belongs
    attached_->push_back({.kind = DocxAttached::kBlocks, .node = node});
  else if (name == "w:contentPart")
    accounting_.add_not_understood("ink", 1);
  else if (name == "w:subDoc")
    accounting_.add_not_understood("subdocument", 1);
  else
    read_children(node);
}

void DocxTextReader::read_text(pugi::xml_node node) {
  std::string text = docx_text_of(node);
  if (docx_has_symbols(text)) {
    const pugi::xml_node fonts = node.parent().child("w:rPr").child("w:rFonts");
    text = docx_symbol_text(std::move(text), fonts.attribute("w:ascii").value());
  }
  add(text);
}

void DocxTextReader::read_symbol(pugi::xml_node node) {
  const std::string symbol = docx_symbol(node);
  add(symbol);
  if (!symbol.empty()) return;
  accounting_.not_read += 1;
  accounting_.add_not_understood("symbol", 1);
}

void DocxTextReader::read_run(pugi::xml_node run) {
  const DocxRaised outer = std::exchange(run_raised_, raised_of(run));
  read_children(run);
  run_raised_ = outer;
}

DocxRaised DocxTextReader::raised_of(pugi::xml_node run) const {
  std::optional<DocxRaised> by_style = style_->run.raised;
  const pugi::xml_node properties = run.child("w:rPr");
  for (pugi::xml_node one = properties.first_child(); one; one = one.next_sibling()) {
    const std::string_view name = one.name();
    if (name == "w:vertAlign") return docx_run_traits(properties).raised.value_or(DocxRaised::kNo);
    if (name != "w:rStyle") continue;
    if (const auto& raised = styles_.of(one.attribute("w:val").value()).run.raised)
      by_style = raised;
  }
  return by_style.value_or(DocxRaised::kNo);
}

void DocxTextReader::add(std::string_view text) {
  if (run_raised_ != raised_) end_raised();
  if (run_raised_ == DocxRaised::kNo) {
    line_.text += text;
    return;
  }
  raised_ = run_raised_;
  raised_text_ += text;
}

void DocxTextReader::end_raised() {
  const std::string text = std::exchange(raised_text_, {});
  const bool is_lowered = std::exchange(raised_, DocxRaised::kNo) == DocxRaised::kLowered;
  const std::string_view bare = text::trim(text);
  if (bare.empty()) {
    line_.text += text;
    return;
  }
  const auto begin = static_cast<std::size_t>(bare.data() - text.data());
  line_.text.append(text, 0, begin);
  add_raised_text(line_, bare, is_lowered);
  line_.text.append(text, begin + bare.size());
}

void DocxTextReader::add_break(char c) {
  end_raised();
  line_.text += c;
}

void DocxTextReader::add_equation(pugi::xml_node equation) {
  end_raised();
  const bool is_apart = std::string_view(equation.name()) == "m:oMathPara";
  const Written text = docx_equation(equation);
  if (is_apart && !line_.text.empty()) line_.text += '\n';
  line_.text += text.text;
  line_.characters += text.characters;
  if (is_apart) line_.text += '\n';
}

// The reading of a word does not stand inside of the words around it.
void DocxTextReader::read_ruby(pugi::xml_node ruby) {
  std::string base, reading;
  const pugi::xml_node base_node = ruby.child("w:rubyBase"), reading_node = ruby.child("w:rt");
  for (pugi::xml_node node = base_node; node; node = docx_next(node, base_node))
    if (std::string_view(node.name()) == "w:t") base += docx_text_of(node);
  for (pugi::xml_node node = reading_node; node; node = docx_next(node, reading_node))
    if (std::string_view(node.name()) == "w:t") reading += docx_text_of(node);
  read_children(base_node);
  if (text::trim(reading).empty()) return;
  attached_->push_back({.kind = DocxAttached::kReading,
                        .text = {base + " (" + reading + ")", text::count_visible(base) + 2}});
}

void DocxTextReader::read_note(pugi::xml_node reference, bool is_endnote) {
  end_raised();
  DocxAttachment note{.kind = is_endnote ? DocxAttached::kEndnote : DocxAttached::kFootnote,
                      .text = {reference.attribute("w:id").value()}};
  const std::string_view has_own_mark = reference.attribute("w:customMarkFollows").as_string("0");
  if (has_own_mark != "0" && has_own_mark != "false" && has_own_mark != "off") {
    note.label = docx_text_of(reference.parent().child("w:t"));
  } else {
    note.label = marks_.next(is_endnote);
    const std::string mark = "[" + note.label + "]";
    add_raised_text(line_, mark, false);
    line_.characters += text::count_visible(mark);
  }
  attached_->push_back(std::move(note));
}

void DocxTextReader::begin_link(pugi::xml_node link) {
  end_link();
  end_raised();
  link_ = link.attribute("target").value();
  link_begin_ = line_.text.size();
}

void DocxTextReader::end_link() {
  const std::string address = std::exchange(link_, {});
  if (address.empty() || !with_links_ || address.size() > kLinkBytesMax) return;
  end_raised();
  const std::string_view label = std::string_view(line_.text).substr(link_begin_);
  if (text::trim(label).empty() || says_address(label, address)) return;
  const std::string_view scheme = "mailto:";
  const bool is_mail = text::fold(address.substr(0, scheme.size())) == scheme;
  const std::string shown = " (" + (is_mail ? address.substr(scheme.size()) : address) + ")";
  line_.text += shown;
  line_.characters += text::count_visible(shown);
}

}  // namespace alexandria::ingest
