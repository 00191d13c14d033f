#include "docx_equation.hpp"

#include <string_view>
#include <unordered_map>
#include <utility>

#include "alexandria/text/unicode.hpp"
#include "docx_symbols.hpp"
#include "docx_xml.hpp"

namespace alexandria::ingest {
namespace {

class EquationWriter {
 public:
  void write(pugi::xml_node node) {
    static const std::unordered_map<std::string_view, void (EquationWriter::*)(pugi::xml_node)>
        kWriters = {{"m:f", &EquationWriter::fraction},
                    {"m:sSup", &EquationWriter::scripts},
                    {"m:sSub", &EquationWriter::scripts},
                    {"m:sSubSup", &EquationWriter::scripts},
                    {"m:sPre", &EquationWriter::scripts_before},
                    {"m:rad", &EquationWriter::root},
                    {"m:nary", &EquationWriter::operation},
                    {"m:limLow", &EquationWriter::limit},
                    {"m:limUpp", &EquationWriter::limit},
                    {"m:func", &EquationWriter::function},
                    {"m:d", &EquationWriter::delimiters},
                    {"m:m", &EquationWriter::matrix},
                    {"m:eqArr", &EquationWriter::lines},
                    {"m:oMathPara", &EquationWriter::equations},
                    {"m:acc", &EquationWriter::accent},
                    {"m:bar", &EquationWriter::bar},
                    {"m:t", &EquationWriter::text},
                    {"w:t", &EquationWriter::text},
                    {"w:sym", &EquationWriter::symbol}};
    const std::string_view name = node.name();
    if (name.ends_with("Pr")) return;
    const auto found = kWriters.find(name);
    if (found == kWriters.end()) return write_children(node);
    (this->*found->second)(node);
  }
  Written take() { return std::move(out_); }

 private:
  void write_children(pugi::xml_node node) {
    for (const pugi::xml_node child : node.children())
      if (child.type() == pugi::node_element) write(child);
  }

  void text(pugi::xml_node node) { out_.text += docx_text_of(node); }
  void symbol(pugi::xml_node node) { out_.text += docx_symbol(node); }

  void sign(std::string_view sign) {
    out_.text += sign;
    out_.characters += text::count_visible(sign);
  }

  static Written inside(pugi::xml_node node) {
    EquationWriter writer;
    writer.write_children(node);
    return writer.take();
  }

  // One letter, number or word needs no brackets; neither does what has some.
  static bool is_single(std::string_view text) {
    if (text::count_code_points(text) <= 1) return true;
    const bool is_ascii =
        text.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.") ==
        std::string_view::npos;
    if (is_ascii) return true;
    int open = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      open += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
      if (open <= 0 && i + 1 < text.size()) return false;
    }
    return text.starts_with('(') && text.ends_with(')');
  }

  void add(const Written& part) {
    out_.text += part.text;
    out_.characters += part.characters;
  }

  void bracketed(const Written& part) {
    const bool is_bare = is_single(text::trim(part.text));
    if (!is_bare) sign("(");
    add(part);
    if (!is_bare) sign(")");
  }

  void bracketed(pugi::xml_node node) { bracketed(inside(node)); }

  void fraction(pugi::xml_node node) {
    const std::string_view type =
        node.child("m:fPr").child("m:type").attribute("m:val").as_string("bar");
    bracketed(node.child("m:num"));
    sign(type == "noBar" ? "¦" : "/");
    bracketed(node.child("m:den"));
  }

  void script(pugi::xml_node node, std::string_view mark) {
    const Written part = inside(node);
    if (text::trim(part.text).empty()) return;
    sign(mark);
    bracketed(part);
  }

  void scripts(pugi::xml_node node) {
    bracketed(node.child("m:e"));
    script(node.child("m:sub"), "_");
    script(node.child("m:sup"), "^");
  }

  void scripts_before(pugi::xml_node node) {
    script(node.child("m:sub"), "_");
    script(node.child("m:sup"), "^");
    sign(" ");
    write_children(node.child("m:e"));
  }

  void root(pugi::xml_node node) {
    const Written degree = inside(node.child("m:deg"));
    sign("√");
    if (!text::trim(degree.text).empty()) {
      sign("[");
      add(degree);
      sign("]");
    }
    const Written part = inside(node.child("m:e"));
    sign("(");
    add(part);
    sign(")");
  }

  void operation(pugi::xml_node node) {
    const pugi::xml_node sign_of = node.child("m:naryPr").child("m:chr");
    sign(sign_of ? sign_of.attribute("m:val").value() : "∫");
    script(node.child("m:sub"), "_");
    script(node.child("m:sup"), "^");
    sign(" ");
    write_children(node.child("m:e"));
  }

  void limit(pugi::xml_node node) {
    write_children(node.child("m:e"));
    script(node.child("m:lim"), std::string_view(node.name()) == "m:limLow" ? "_" : "^");
  }

  void function(pugi::xml_node node) {
    write_children(node.child("m:fName"));
    sign(" ");
    bracketed(node.child("m:e"));
  }

  void delimiters(pugi::xml_node node) {
    const pugi::xml_node properties = node.child("m:dPr");
    const auto sign_of = [&](const char* name, const char* usual) {
      const pugi::xml_node one = properties.child(name);
      return one ? one.attribute("m:val").value() : std::string(usual);
    };
    sign(sign_of("m:begChr", "("));
    bool is_first = true;
    for (const pugi::xml_node part : node.children("m:e")) {
      if (!is_first) sign(sign_of("m:sepChr", "|"));
      write_children(part);
      is_first = false;
    }
    sign(sign_of("m:endChr", ")"));
  }

  void matrix(pugi::xml_node node) {
    sign("[");
    bool is_first_row = true;
    for (const pugi::xml_node row : node.children("m:mr")) {
      if (!is_first_row) sign("; ");
      is_first_row = false;
      bool is_first = true;
      for (const pugi::xml_node part : row.children("m:e")) {
        if (!is_first) sign(", ");
        write_children(part);
        is_first = false;
      }
    }
    sign("]");
  }

  void lines(pugi::xml_node node) {
    bool is_first = true;
    for (const pugi::xml_node line : node.children("m:e")) {
      if (!is_first) sign("; ");
      write_children(line);
      is_first = false;
    }
  }

  void equations(pugi::xml_node node) {
    bool is_first = true;
    for (const pugi::xml_node equation : node.children("m:oMath")) {
      if (!is_first) out_.text += '\n';
      write_children(equation);
      is_first = false;
    }
  }

  void accent(pugi::xml_node node) {
    const pugi::xml_node mark = node.child("m:accPr").child("m:chr");
    bracketed(node.child("m:e"));
    sign(mark ? mark.attribute("m:val").value() : "\u0302");
  }

  void bar(pugi::xml_node node) {
    const std::string_view place =
        node.child("m:barPr").child("m:pos").attribute("m:val").as_string("bot");
    bracketed(node.child("m:e"));
    sign(place == "top" ? "\u0305" : "\u0332");
  }

  Written out_;
};

}  // namespace

Written docx_equation(pugi::xml_node equation) {
  EquationWriter writer;
  writer.write(equation);
  return writer.take();
}

}  // namespace alexandria::ingest
