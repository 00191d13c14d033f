#include "json_views.hpp"

namespace alexandria::api {
namespace {

constexpr std::int64_t kPageMax = 1'000'000;
constexpr std::int64_t kWidth = 1000;
constexpr std::int64_t kWidthMax = 4000;

Result<http::Response> whole_text(Context& context, Input& input) {
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = TRY(context.library.documents().text(input.text("id")));
  return response;
}

// Never shown by a browser as a page of ours: downloaded, and sandboxed if shown all the same.
Result<http::Response> original(Context& context, Input& input) {
  auto [file, name] = TRY(context.library.documents().original(input.text("id")));
  http::Response response;
  response.content_type = "application/octet-stream";
  response.file = file.path();
  response.file_hold = std::make_shared<const store::BlobFile>(std::move(file));
  response.headers["content-disposition"] =
      "attachment; filename*=UTF-8''" + http::encode_percent(name);
  response.headers["content-security-policy"] = "sandbox";
  return response;
}

Result<http::Response> content(Context& context, Input& input) {
  const Page page = page_of(input);
  const auto list =
      TRY(context.library.documents().blocks(input.text("id"), page.limit, page.offset));
  json::array data;
  for (const library::ShownBlock& shown : list.blocks)
    data.push_back(view(shown));
  return list_response(std::move(data), list.total, input);
}

Result<http::Response> page_image(Context& context, Input& input) {
  http::Response response;
  response.content_type = "image/png";
  response.body = TRY(context.library.documents().page_image(
      input.text("id"), static_cast<int>(input.integer("page", 1)),
      static_cast<int>(input.integer("width", kWidth)), input.stop));
  response.headers["cache-control"] = "private, max-age=3600";
  return response;
}

}  // namespace

std::vector<Endpoint> content_endpoints() {
  using auth::Right;
  const char* unknown = "There is no such document.";
  return {
      get("/api/v1/documents/{id}/text", "get_text", "The text that anchors of kind text count.")
          .needs(Right::kRead)
          .at("id", identifier())
          .gives_content("text/plain; charset=utf-8", "The text.")
          .refuses(404, unknown)
          .refuses(409, "Its first part has not arrived, or it could not be read.")
          .runs(whole_text),
      get("/api/v1/documents/{id}/original", "get_original", "The bytes that were uploaded.")
          .needs(Right::kRead)
          .at("id", identifier())
          .gives_content("application/octet-stream", "The bytes.")
          .refuses(404, unknown)
          .runs(original),
      get("/api/v1/documents/{id}/content", "get_content",
          "The blocks of a document, in reading order.")
          .needs(Right::kRead)
          .at("id", identifier())
          .takes_query(page_parameters())
          .gives(200, page_schema(block_schema()))
          .refuses(404, unknown)
          .runs(content),
      get("/api/v1/documents/{id}/pages/{page}/image", "get_page_image",
          "A page of a PDF as PNG, as it is seen.")
          .needs(Right::kRead)
          .at("id", identifier())
          .at("page", integer(1, kPageMax), "From 1.")
          .takes_query({optional("width", integer(1, kWidthMax),
                                 fmt::format("Pixels; {} unless said otherwise.", kWidth))})
          .gives_content("image/png", "The page.")
          .refuses(404, "There is no such document or page.")
          .refuses(409, "The document has no pages to draw.")
          .refuses(504, "The page took too long to draw.")
          .takes_long()
          .runs(page_image),
  };
}

}  // namespace alexandria::api
