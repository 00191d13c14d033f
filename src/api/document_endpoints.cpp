#include <algorithm>

#include "json_views.hpp"

namespace alexandria::api {
namespace {

Result<http::Response> add_document(Context& context, Input& input) {
  const auto file = std::ranges::find(input.files, "file", &http::UploadedFile::field);
  if (file == input.files.end())
    return fail(Code::kInvalidArgument, "file_missing",
                "the form has no part named 'file' with a file name");
  const auto upload =
      TRY(context.library.uploads().add({.collection = input.path["name"],
                                         .file = file->path,
                                         .name = file->name,
                                         .source = input.form["source"],
                                         .title = input.form["title"],
                                         .document_id = input.form["document_id"]}));
  return json_response({{"document_id", upload.document_id},
                        {"job_id", upload.job_id},
                        {"status", upload.status},
                        {"version", upload.version}},
                       202);
}

Result<http::Response> list_documents(Context& context, Input& input) {
  const auto list =
      TRY(context.library.documents().list(input.text("collection"), input.text("status"),
                                           static_cast<std::uint64_t>(input.integer("limit", 50)),
                                           static_cast<std::uint64_t>(input.integer("offset", 0))));
  json::array data;
  for (const auto& document : list.documents)
    data.push_back(view(document));
  return json_response(page(std::move(data), list.total, input));
}

Result<http::Response> list_versions(Context& context, Input& input) {
  json::array data;
  for (const auto& version : TRY(context.library.documents().versions(input.path["id"])))
    data.push_back({{"number", version.number},
                    {"state", version.state},
                    {"sha256", version.sha256},
                    {"bytes", version.bytes},
                    {"created_ms", version.created_ms}});
  const std::uint64_t total = data.size();
  return json_response(page(std::move(data), total, input));
}

}  // namespace

std::vector<Endpoint> document_endpoints() {
  using auth::Right;
  std::vector<Field> wanted = page_fields();
  wanted.push_back({"collection", Type::kString, "Only of this collection."});
  wanted.push_back({.name = "status",
                    .description = "Only in this status.",
                    .choices = {"processing", "searchable", "failed"}});
  std::vector<Endpoint> out;
  out.push_back(
      {.method = "POST",
       .path = "/api/v1/collections/{name}/documents",
       .id = "add_document",
       .summary = "Uploads a file; a job makes it searchable.",
       .right = Right::kWrite,
       .status = 202,
       .body = Body::kMultipart,
       .fields = {{"source", Type::kString,
                   "Path or URL it came from; the same source with other bytes is a new version."},
                  {"document_id", Type::kString, "The file is a new version of this document."},
                  {"title", Type::kString, "Used until the file's own title is known."}},
       .answer = {{"document_id", Type::kString, "", true},
                  {"job_id", Type::kString, "Empty for a duplicate.", true},
                  {.name = "status", .required = true, .choices = {"queued", "duplicate"}},
                  {"version", Type::kInteger, "Of the document, from 1.", true}},
       .run = add_document});
  out.push_back({.method = "GET",
                 .path = "/api/v1/documents",
                 .id = "list_documents",
                 .summary = "Documents, newest first.",
                 .right = Right::kRead,
                 .query = wanted,
                 .answer = list_fields(document_fields()),
                 .run = list_documents});
  out.push_back({.method = "GET",
                 .path = "/api/v1/documents/{id}",
                 .id = "get_document",
                 .summary = "One document.",
                 .right = Right::kRead,
                 .answer = document_fields(),
                 .run = [](Context& context, Input& input) -> Result<http::Response> {
                   return json_response(
                       view(TRY(context.library.documents().find(input.path["id"]))));
                 }});
  out.push_back({.method = "GET",
                 .path = "/api/v1/documents/{id}/versions",
                 .id = "list_versions",
                 .summary = "The versions of a document.",
                 .right = Right::kRead,
                 .answer = list_fields({{"number", Type::kInteger, "", true},
                                        {"state", Type::kString, "", true},
                                        {"sha256", Type::kString, ""},
                                        {"bytes", Type::kInteger, ""},
                                        {"created_ms", Type::kInteger, ""}}),
                 .run = list_versions});
  out.push_back(
      {.method = "DELETE",
       .path = "/api/v1/documents/{id}",
       .id = "delete_document",
       .summary = "Removes a document: invisible at once, gone from every file within a minute.",
       .right = Right::kWrite,
       .status = 204,
       .run = [](Context& context, Input& input) -> Result<http::Response> {
         TRY(context.library.documents().remove(input.path["id"]));
         return http::Response{.status = 204};
       }});
  return out;
}

}  // namespace alexandria::api
