#include "docx_diagram.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "alexandria/text/unicode.hpp"
#include "docx_xml.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kLevelsMax = 8;

struct Point {
  std::string text;
  std::vector<std::pair<unsigned, std::string>> children;  // by their order
  bool is_written = false;
};

std::string text_of_point(pugi::xml_node point) {
  const pugi::xml_node body = point.child("dgm:t");
  std::string out;
  for (pugi::xml_node node = docx_next(body, body); node; node = docx_next(node, body)) {
    const std::string_view name = node.name();
    if (name == "a:t") out += docx_text_of(node);
    if (name == "a:p" || name == "a:br") out += ' ';
  }
  return text::squeeze(out);
}

class DiagramReader {
 public:
  DocxDiagram read(pugi::xml_node data) {
    std::vector<std::string> order;
    for (const pugi::xml_node node : data.child("dgm:ptLst").children("dgm:pt")) {
      const std::string id = node.attribute("modelId").value();
      const std::string_view type = node.attribute("type").value();
      if (type == "pres") continue;  // how points are drawn
      if (!points_.emplace(id, Point{.text = text_of_point(node)}).second) continue;
      out_.seen += text::count_visible(points_[id].text);
      if (type == "doc")
        order.insert(order.begin(), id);
      else
        order.push_back(id);
    }
    for (const pugi::xml_node node : data.child("dgm:cxnLst").children("dgm:cxn")) {
      if (std::string_view(node.attribute("type").as_string("parOf")) != "parOf") continue;
      const auto parent = points_.find(node.attribute("srcId").value());
      if (parent == points_.end()) continue;
      parent->second.children.emplace_back(node.attribute("srcOrd").as_uint(),
                                           node.attribute("destId").value());
    }
    for (const std::string& id : order)
      write(id);
    return std::move(out_);
  }

 private:
  // Its children follow, one level down: a stack, since a diagram may be a long chain.
  void write(const std::string& root) {
    std::vector<std::pair<std::string, std::size_t>> left = {{root, 0}};
    while (!left.empty()) {
      const auto [id, level] = left.back();
      left.pop_back();
      const auto found = points_.find(id);
      if (found == points_.end() || found->second.is_written) continue;
      Point& point = found->second;
      point.is_written = true;
      if (!point.text.empty())
        out_.lines.append(2 * std::min(level, kLevelsMax), ' ').append(point.text).append("\n");
      std::ranges::stable_sort(point.children, {}, &std::pair<unsigned, std::string>::first);
      for (auto child = point.children.rbegin(); child != point.children.rend(); ++child)
        left.emplace_back(child->second, level + (point.text.empty() ? 0 : 1));
    }
  }

  DocxDiagram out_;
  std::map<std::string, Point, std::less<>> points_;
};

}  // namespace

DocxDiagram docx_diagram(pugi::xml_node data) { return DiagramReader().read(data); }

}  // namespace alexandria::ingest
