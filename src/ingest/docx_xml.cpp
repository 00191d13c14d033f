#include "docx_xml.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "alexandria/text/unicode.hpp"
#include "parsers.hpp"

namespace alexandria::ingest {
namespace {

struct Namespace {
  std::string_view prefix;  // ours; empty: none
  std::string_view uri;
};
// Of each the transitional and, where there is one, the strict form.
constexpr std::array<Namespace, 30> kNamespaces = {{
    {"w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"},
    {"w", "http://purl.oclc.org/ooxml/wordprocessingml/main"},
    {"m", "http://schemas.openxmlformats.org/officeDocument/2006/math"},
    {"m", "http://purl.oclc.org/ooxml/officeDocument/math"},
    {"r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"},
    {"r", "http://purl.oclc.org/ooxml/officeDocument/relationships"},
    {"a", "http://schemas.openxmlformats.org/drawingml/2006/main"},
    {"a", "http://purl.oclc.org/ooxml/drawingml/main"},
    {"wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"},
    {"wp", "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"},
    {"pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"},
    {"pic", "http://purl.oclc.org/ooxml/drawingml/picture"},
    {"c", "http://schemas.openxmlformats.org/drawingml/2006/chart"},
    {"c", "http://purl.oclc.org/ooxml/drawingml/chart"},
    {"dgm", "http://schemas.openxmlformats.org/drawingml/2006/diagram"},
    {"dgm", "http://purl.oclc.org/ooxml/drawingml/diagram"},
    {"cx", "http://schemas.microsoft.com/office/drawing/2014/chartex"},
    {"mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"},
    {"wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"},
    {"wpg", "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"},
    {"w14", "http://schemas.microsoft.com/office/word/2010/wordml"},
    {"v", "urn:schemas-microsoft-com:vml"},
    {"o", "urn:schemas-microsoft-com:office:office"},
    {"cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"},
    {"cp", "http://purl.oclc.org/ooxml/package/metadata/core-properties"},
    {"dc", "http://purl.org/dc/elements/1.1/"},
    {"", "http://schemas.openxmlformats.org/package/2006/relationships"},
    {"", "http://schemas.openxmlformats.org/package/2006/content-types"},
    {"", "http://purl.oclc.org/ooxml/package/relationships"},
    {"", "http://purl.oclc.org/ooxml/package/content-types"},
}};
constexpr std::string_view kForeign = "other";  // where one of our prefixes means something else

bool is_ours(std::string_view prefix) {
  return std::ranges::find(kNamespaces, prefix, &Namespace::prefix) != kNamespaces.end();
}

// What a prefix that is declared for `uri` is called here.
std::string_view prefix_for(std::string_view prefix, std::string_view uri) {
  const auto known = std::ranges::find(kNamespaces, uri, &Namespace::uri);
  if (known != kNamespaces.end()) return known->prefix;
  return is_ours(prefix) && !prefix.empty() ? kForeign : prefix;
}

// Whether elements have a prefix, or attributes, but for those of "mc", which say nothing here
// (Word 2007 calls it "ve"). What looks like a declaration may stand in a value.
bool is_used(std::string_view bytes, std::string_view prefix, std::string_view ours) {
  if (prefix.empty()) return true;
  const std::string name = fmt::format("{}:", prefix);
  for (std::size_t at = bytes.find(name, 1); at != std::string_view::npos;
       at = bytes.find(name, at + 1)) {
    const char before = bytes[at - 1];
    if (before == '<' || (ours != "mc" && std::string_view(" \t\r\n").contains(before)))
      return true;
  }
  return false;
}

// Whether every declaration in the bytes gives a prefix that already is ours: the usual case.
bool has_usual_prefixes(std::string_view bytes) {
  constexpr int kOthersMax = 16;
  int others = 0;
  for (std::size_t at = bytes.find("xmlns"); at != std::string_view::npos;
       at = bytes.find("xmlns", at)) {
    at += 5;
    const std::size_t equals = bytes.find('=', at);
    if (equals == std::string_view::npos || equals - at > 40) return false;
    const std::size_t quote = bytes.find_first_not_of(" \t\r\n", equals + 1);
    if (quote == std::string_view::npos || (bytes[quote] != '"' && bytes[quote] != '\''))
      return false;
    const std::size_t end = bytes.find(bytes[quote], quote + 1);
    if (end == std::string_view::npos) return false;
    std::string_view prefix = text::trim(bytes.substr(at, equals - at));
    if (prefix.starts_with(':')) prefix.remove_prefix(1);
    const std::string_view ours = prefix_for(prefix, bytes.substr(quote + 1, end - quote - 1));
    if (ours != prefix && (++others > kOthersMax || is_used(bytes, prefix, ours))) return false;
    at = end;
  }
  return true;
}

class Renamer {
 public:
  void run(pugi::xml_node root) {
    pugi::xml_node node = root;
    std::size_t depth = 0;
    while (node) {
      if (node.type() == pugi::node_element) rename(node, depth);
      if (node.first_child()) {
        node = node.first_child();
        ++depth;
        continue;
      }
      leave(depth);
      while (node && node != root && !node.next_sibling()) {
        node = node.parent();
        leave(--depth);
      }
      node = node == root ? pugi::xml_node() : node.next_sibling();
    }
  }

 private:
  static constexpr std::size_t kBindingsMax = 1000;
  struct Binding {
    std::string prefix;
    std::string_view ours;
    std::size_t depth;
  };

  void leave(std::size_t depth) {
    while (!bindings_.empty() && bindings_.back().depth >= depth)
      bindings_.pop_back();
  }

  void rename(pugi::xml_node node, std::size_t depth) {
    for (const pugi::xml_attribute attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (name != "xmlns" && !name.starts_with("xmlns:")) continue;
      if (bindings_.size() >= kBindingsMax) break;  // no program writes so many
      const std::string_view prefix = name.size() > 6 ? name.substr(6) : std::string_view();
      bindings_.push_back({std::string(prefix), prefix_for(prefix, attribute.value()), depth});
    }
    if (const auto name = renamed(node.name(), true)) node.set_name(name->c_str());
    for (pugi::xml_attribute attribute : node.attributes())
      if (const auto name = renamed(attribute.name(), false)) attribute.set_name(name->c_str());
  }

  // Attributes without a prefix have no namespace.
  std::optional<std::string> renamed(std::string_view name, bool is_element) const {
    const std::size_t colon = name.find(':');
    const std::string_view prefix =
        colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
    if ((prefix.empty() && !is_element) || prefix == "xmlns") return std::nullopt;
    const auto found =
        std::ranges::find(bindings_.rbegin(), bindings_.rend(), prefix, &Binding::prefix);
    if (found == bindings_.rend() || found->ours == prefix) return std::nullopt;
    const std::string_view local = colon == std::string_view::npos ? name : name.substr(colon + 1);
    std::string out(found->ours);
    if (!out.empty()) out += ':';
    return out.append(local);
  }

  std::vector<Binding> bindings_;
};

bool is_xml_character(std::uint32_t c) {
  return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

// Most bytes are ASCII, and are passed over eight at a time.
bool is_well_formed(std::string_view bytes) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  const auto is_ascii = [](char c) { return (static_cast<unsigned char>(c) & 0x80U) == 0; };
  for (std::size_t at = 0; at < bytes.size();) {
    std::uint64_t eight = kHighBits;
    if (at + sizeof eight <= bytes.size()) std::memcpy(&eight, bytes.data() + at, sizeof eight);
    if ((eight & kHighBits) == 0) {
      at += sizeof eight;
    } else if (is_ascii(bytes[at])) {
      ++at;
    } else {
      std::size_t end = at;
      while (end < bytes.size() && !is_ascii(bytes[end]))
        ++end;
      if (!text::is_valid_utf8(bytes.substr(at, end - at))) return false;
      at = end;
    }
  }
  return true;
}

// The encoding that the bytes declare, or their first bytes show; empty: UTF-8.
std::string encoding_of(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with(std::string_view("<\0", 2)))
    return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF") || bytes.starts_with(std::string_view("\0<", 2)))
    return "UTF-16BE";
  const std::string_view head = bytes.substr(0, std::min(bytes.find("?>"), bytes.size()));
  const std::size_t at = head.find("encoding=");
  if (at == std::string_view::npos || at + 10 >= head.size()) return {};
  const std::size_t begin = at + 10;
  return std::string(head.substr(begin, head.find(head[at + 9], begin) - begin));
}

// References to what is no character ("&#0;", "&#xD800;") become spaces: the parser takes them all.
void blank_false_references(std::string& bytes) {
  for (std::size_t at = bytes.find("&#"); at != std::string::npos; at = bytes.find("&#", at + 2)) {
    const bool is_hex = at + 2 < bytes.size() && bytes[at + 2] == 'x';
    const char* const begin = bytes.data() + at + (is_hex ? 3 : 2);
    std::uint32_t value = 0;
    const auto [end, error] =
        std::from_chars(begin, bytes.data() + bytes.size(), value, is_hex ? 16 : 10);
    if (end == begin || (error == std::errc() && is_xml_character(value))) continue;
    const std::size_t behind = static_cast<std::size_t>(end - bytes.data());
    const bool is_ended = behind < bytes.size() && bytes[behind] == ';';
    const std::size_t size = behind - at + (is_ended ? 1 : 0);
    bytes.replace(at, size, size, ' ');
  }
}

}  // namespace

bool DocxXml::load(std::string bytes) {
  bytes_ = std::move(bytes);
  if (bytes_.starts_with("\xEF\xBB\xBF")) bytes_.erase(0, 3);
  if (const std::string encoding = encoding_of(bytes_);
      encoding.starts_with("UTF-16") || !is_well_formed(bytes_)) {
    auto decoded = decode_text(bytes_, encoding);
    bytes_ = decoded ? std::move(*decoded) : text::to_valid_utf8(bytes_);
  }
  const bool is_usual = has_usual_prefixes(bytes_);
  blank_false_references(bytes_);
  const bool is_whole = static_cast<bool>(document_.load_buffer_inplace(
      bytes_.data(), bytes_.size(), pugi::parse_default | pugi::parse_ws_pcdata_single,
      pugi::encoding_utf8));
  if (!is_usual) Renamer().run(root());
  return is_whole;
}

std::string docx_text_of(pugi::xml_node node) {
  const pugi::xml_node only = node.first_child();
  if (!only.next_sibling()) return only.value();
  std::string out;
  for (const pugi::xml_node child : node.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
  return out;
}

bool docx_is_on(pugi::xml_node flag, bool absent) {
  if (!flag) return absent;
  const std::string_view value = flag.attribute("w:val").as_string("1");
  return value != "0" && value != "false" && value != "off" && value != "none";
}

std::string_view docx_value(pugi::xml_node parent, const char* child) {
  return parent.child(child).attribute("w:val").value();
}

void docx_discard(pugi::xml_node node) {
  constexpr const char* kGone = "x:gone";
  pugi::xml_node document = node.root();
  pugi::xml_node gone = document.last_child();
  if (std::string_view(gone.name()) != kGone) gone = document.append_child(kGone);
  gone.append_move(node);
}

pugi::xml_node docx_next(pugi::xml_node node, pugi::xml_node root, bool over) {
  do {
    pugi::xml_node next = over ? pugi::xml_node() : node.first_child();
    while (!next && node != root) {
      next = node.next_sibling();
      if (!next) node = node.parent();
    }
    if (!next) return {};
    node = next;
    over = false;
  } while (node.type() != pugi::node_element);
  return node;
}

}  // namespace alexandria::ingest
