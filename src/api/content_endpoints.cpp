#include <charconv>

#include "json_views.hpp"

namespace alexandria::api {
namespace {

// Never shown by a browser as a page of ours: downloaded, and sandboxed if shown all the same.
Result<http::Response> original(Context& context, Input& input) {
  const auto [path, name] = TRY(context.library.documents().original(input.path["id"]));
  http::Response response;
  response.content_type = "application/octet-stream";
  response.file = path;
  response.headers["content-disposition"] =
      "attachment; filename*=UTF-8''" + http::encode_percent(name);
  response.headers["content-security-policy"] = "sandbox";
  return response;
}

std::string_view kind_name(model::BlockKind kind) {
  switch (kind) {
    case model::BlockKind::kHeading: return "heading";
    case model::BlockKind::kParagraph: return "paragraph";
    case model::BlockKind::kList: return "list";
    case model::BlockKind::kTable: return "table";
    case model::BlockKind::kCode: return "code";
    case model::BlockKind::kFigure: return "figure";
    case model::BlockKind::kCaption: return "caption";
  }
  return "paragraph";
}

Result<http::Response> content(Context& context, Input& input) {
  const auto list = TRY(context.library.documents().blocks(
      input.path["id"], static_cast<std::uint64_t>(input.integer("limit", 50)),
      static_cast<std::uint64_t>(input.integer("offset", 0))));
  json::array data;
  for (const library::ShownBlock& shown : list.blocks) {
    json::object block{{"kind", kind_name(shown.block.kind)},
                       {"level", shown.block.level},
                       {"text", shown.text},
                       {"start", shown.start},
                       {"end", shown.end}};
    if (shown.page > 0) block["page"] = shown.page;
    if (!shown.block.range.empty()) block["range"] = shown.block.range;
    data.push_back(std::move(block));
  }
  return json_response(page(std::move(data), list.total, input));
}

Result<http::Response> page_image(Context& context, Input& input) {
  const std::string& number = input.path["page"];
  int wanted = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), wanted);
  if (error != std::errc() || end != number.data() + number.size())
    return fail(Code::kInvalidArgument, "invalid_input", "'{}' is no page number", number);
  http::Response response;
  response.content_type = "image/png";
  response.body = TRY(context.library.documents().page_image(
      input.path["id"], wanted, static_cast<int>(input.integer("width", 1000))));
  response.headers["cache-control"] = "private, max-age=3600";
  return response;
}

}  // namespace

std::vector<Endpoint> content_endpoints() {
  using auth::Right;
  std::vector<Endpoint> out;
  out.push_back({.method = "GET",
                 .path = "/api/v1/documents/{id}/text",
                 .id = "get_text",
                 .summary = "The text that anchors of kind text count.",
                 .right = Right::kRead,
                 .content_type = "text/plain; charset=utf-8",
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   http::Response response;
                   response.content_type = "text/plain; charset=utf-8";
                   response.body = TRY(context.library.documents().text(input.path["id"]));
                   return response;
                 }});
  out.push_back({.method = "GET",
                 .path = "/api/v1/documents/{id}/original",
                 .id = "get_original",
                 .summary = "The bytes that were uploaded.",
                 .right = Right::kRead,
                 .content_type = "application/octet-stream",
                 .run = original});
  out.push_back(
      {.method = "GET",
       .path = "/api/v1/documents/{id}/content",
       .id = "get_content",
       .summary = "The blocks of a document, in reading order.",
       .right = Right::kRead,
       .query = page_fields(),
       .answer = list_fields(
           {{.name = "kind",
             .required = true,
             .choices = {"heading", "paragraph", "list", "table", "code", "figure", "caption"}},
            {"level", Type::kInteger, "Of a heading, 1 to 6."},
            {"text", Type::kString, "", true},
            {"start", Type::kInteger, "Code points of the document's text.", true},
            {"end", Type::kInteger, "", true},
            {"page", Type::kInteger, "From 1, where there are pages."},
            {"range", Type::kString, "Cells of a sheet."}}),
       .run = content});
  out.push_back(
      {.method = "GET",
       .path = "/api/v1/documents/{id}/pages/{page}/image",
       .id = "get_page_image",
       .summary = "A page of a PDF as PNG, as it is seen.",
       .right = Right::kRead,
       .query = {{"width", Type::kInteger, "Pixels; 1000 unless said otherwise.", false, 1, 4000}},
       .content_type = "image/png",
       .run = page_image});
  return out;
}

}  // namespace alexandria::api
