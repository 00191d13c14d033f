#include <cmath>

#include <boost/json.hpp>

#include "alexandria/model/codec.hpp"

namespace alexandria::model {
namespace json = boost::json;
namespace {

// Boxes are printed in hundredths of a point.
json::value coordinate(float value) { return std::round(static_cast<double>(value) * 100) / 100; }

json::array boxes_to_json(const std::vector<Box>& boxes) {
  json::array out;
  for (const Box& box : boxes)
    out.push_back(json::array{coordinate(box.x0), coordinate(box.y0), coordinate(box.x1),
                              coordinate(box.y1)});
  return out;
}

std::vector<Box> boxes_from_json(const json::array& array) {
  std::vector<Box> boxes;
  for (const json::value& item : array) {
    const json::array& numbers = item.as_array();
    const auto at = [&](std::size_t i) { return numbers.at(i).to_number<float>(); };
    boxes.push_back({at(0), at(1), at(2), at(3)});
  }
  return boxes;
}

Anchor anchor_from_object(const json::object& object) {
  Anchor anchor;
  const json::string& kind = object.at("kind").as_string();
  const auto number = [&](const char* key) { return object.at(key).to_number<std::uint64_t>(); };
  if (kind == "text") {
    anchor.start = number("start");
    anchor.end = number("end");
  } else if (kind == "page" || kind == "slide") {
    anchor.kind = kind == "page" ? AnchorKind::kPage : AnchorKind::kSlide;
    anchor.page = static_cast<std::uint32_t>(number(kind.c_str()));
    anchor.boxes = boxes_from_json(object.at("boxes").as_array());
  } else if (kind == "cells") {
    anchor.kind = AnchorKind::kCells;
    anchor.name = object.at("sheet").as_string();
    anchor.range = object.at("range").as_string();
  } else if (kind == "time") {
    anchor.kind = AnchorKind::kTime;
    anchor.start = number("start_ms");
    anchor.end = number("end_ms");
  } else {
    anchor.kind = AnchorKind::kPart;
    anchor.name = object.at("path").as_string();
  }
  return anchor;
}

}  // namespace

json::value anchor_to_json(const Anchor& anchor) {
  switch (anchor.kind) {
    case AnchorKind::kText: return {{"kind", "text"}, {"start", anchor.start}, {"end", anchor.end}};
    case AnchorKind::kPage:
      return {{"kind", "page"}, {"page", anchor.page}, {"boxes", boxes_to_json(anchor.boxes)}};
    case AnchorKind::kCells:
      return {{"kind", "cells"}, {"sheet", anchor.name}, {"range", anchor.range}};
    case AnchorKind::kSlide:
      return {{"kind", "slide"}, {"slide", anchor.page}, {"boxes", boxes_to_json(anchor.boxes)}};
    case AnchorKind::kTime:
      return {{"kind", "time"}, {"start_ms", anchor.start}, {"end_ms", anchor.end}};
    case AnchorKind::kPart: return {{"kind", "part"}, {"path", anchor.name}};
  }
  return {};
}

json::array anchors_to_json(const std::vector<Anchor>& anchors) {
  json::array out;
  for (const Anchor& anchor : anchors)
    out.push_back(anchor_to_json(anchor));
  return out;
}

Result<std::vector<Anchor>> anchors_from_json(const json::value& value) {
  try {
    std::vector<Anchor> anchors;
    for (const json::value& item : value.as_array())
      anchors.push_back(anchor_from_object(item.as_object()));
    return anchors;
  } catch (const std::exception& error) {
    return fail(Code::kDataLoss, "invalid_anchors", "anchors cannot be read: {}", error.what());
  }
}

Result<std::vector<Anchor>> anchors_from_text(std::string_view text) {
  boost::system::error_code code;
  const json::value value = json::parse(text, code);
  if (code)
    return fail(Code::kDataLoss, "invalid_anchors", "anchors are not JSON: {}", code.message());
  return anchors_from_json(value);
}

std::string column_name(std::size_t index) {
  std::string name;
  for (std::size_t n = index + 1; n > 0; n = (n - 1) / 26)
    name.insert(name.begin(), static_cast<char>('A' + (n - 1) % 26));
  return name;
}

}  // namespace alexandria::model
