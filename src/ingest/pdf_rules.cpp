#include "pdf_rules.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include <fpdf_edit.h>

#include "pdf_map.hpp"

namespace alexandria::ingest {
namespace {

constexpr int kObjectsMax = 5'000;            // drawings of more are no tables
constexpr int kSegmentsMax = 400;             // of one path
constexpr int kThin = 3 * kUnitsAPoint;       // what is higher is a filled area
constexpr int kWidthMin = 10 * kUnitsAPoint;  // shorter ones are signs
constexpr int kTouching = 4 * kUnitsAPoint;   // cells of web pages stand 2 pixels apart
constexpr int kSameHeight = 2 * kUnitsAPoint;

class RuleReader {
 public:
  RuleReader(FPDF_PAGE page, const PdfTurn& turn, bool are_upright)
      : page_(page), map_(page), turn_(turn), are_upright_(are_upright) {}

  std::vector<PdfRule> read() {
    const int count = FPDFPage_CountObjects(page_);
    if (count > kObjectsMax) return {};
    for (int i = 0; i < count; ++i) {
      const FPDF_PAGEOBJECT object = FPDFPage_GetObject(page_, i);
      if (object != nullptr && FPDFPageObj_GetType(object) == FPDF_PAGEOBJ_PATH) add(object);
    }
    return joined();
  }

 private:
  void add(FPDF_PAGEOBJECT path) {
    const int segments = FPDFPath_CountSegments(path);
    if (segments > kSegmentsMax) return;
    if (segments > 5) return add_segments(path, segments);  // more than a rectangle has
    float left = 0, bottom = 0, right = 0, top = 0;
    if (FPDFPageObj_GetBounds(path, &left, &bottom, &right, &top) == 0) return;
    const PdfBox box = placed(map_.box(left, right, bottom, top));
    if (box.height() <= kThin) return add_rule((box.y0 + box.y1) / 2, box.x0, box.x1);
    add_rule(box.y0, box.x0, box.x1);
    add_rule(box.y1, box.x0, box.x1);
  }

  // Upright rules are read with the axes exchanged.
  PdfBox placed(const PdfBox& box) const {
    const PdfBox out = turn_.upright(box);
    return are_upright_ ? PdfBox{out.y0, out.x0, out.y1, out.x1} : out;
  }

  void add_segments(FPDF_PAGEOBJECT path, int segments) {
    FS_MATRIX matrix{1, 0, 0, 1, 0, 0};
    FPDFPageObj_GetMatrix(path, &matrix);
    std::optional<PdfBox> last;
    for (int i = 0; i < segments; ++i) {
      const FPDF_PATHSEGMENT segment = FPDFPath_GetPathSegment(path, i);
      float x = 0, y = 0;
      if (segment == nullptr || FPDFPathSegment_GetPoint(segment, &x, &y) == 0) return;
      const PdfBox point = placed(map_.point(matrix.a * x + matrix.c * y + matrix.e,
                                             matrix.b * x + matrix.d * y + matrix.f));
      const bool is_line = FPDFPathSegment_GetType(segment) == FPDF_SEGMENT_LINETO;
      if (is_line && last && std::abs(last->y0 - point.y0) <= kSameHeight)
        add_rule(point.y0, std::min(last->x0, point.x0), std::max(last->x0, point.x0));
      last = point;
    }
  }

  void add_rule(int y, int x0, int x1) {
    if (x1 - x0 >= kWidthMin) rules_.push_back({y, x0, x1});
  }

  std::vector<PdfRule> joined() {
    std::ranges::sort(rules_, {},
                      [](const PdfRule& rule) { return std::pair(rule.y / kSameHeight, rule.x0); });
    std::vector<PdfRule> out;
    for (const PdfRule& rule : rules_) {
      const bool touches = !out.empty() && rule.y - out.back().y <= kSameHeight &&
                           out.back().y - rule.y <= kSameHeight &&
                           rule.x0 <= out.back().x1 + kTouching;
      if (touches)
        out.back().x1 = std::max(out.back().x1, rule.x1);
      else
        out.push_back(rule);
    }
    std::ranges::sort(out, {}, &PdfRule::y);
    return out;
  }

  FPDF_PAGE page_;
  PdfMap map_;
  PdfTurn turn_;
  bool are_upright_;
  std::vector<PdfRule> rules_;
};

int middle_of(const PdfRow& row) {
  PdfBox box;
  for (const PdfLine& fragment : row)
    box.add(fragment.box);
  return (box.y0 + box.y1) / 2;
}

}  // namespace

std::vector<PdfRule> read_rules(FPDF_PAGE page, const PdfTurn& turn) {
  return RuleReader(page, turn, false).read();
}

std::vector<PdfUpright> read_uprights(FPDF_PAGE page, const PdfTurn& turn) {
  std::vector<PdfUpright> out;
  for (const PdfRule& rule : RuleReader(page, turn, true).read())
    out.push_back({rule.y, rule.x0, rule.x1});
  return out;
}

bool is_ruled_between(const std::vector<PdfRule>& rules, const PdfRow& above, const PdfRow& below,
                      int x) {
  const int top = middle_of(above);
  const int bottom = middle_of(below);
  for (auto rule = std::ranges::upper_bound(rules, top, {}, &PdfRule::y);
       rule != rules.end() && rule->y < bottom; ++rule)
    if (rule->x0 < x && rule->x1 > x) return true;
  return false;
}

}  // namespace alexandria::ingest
