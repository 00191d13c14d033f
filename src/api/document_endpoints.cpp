#include "json_views.hpp"

namespace alexandria::api {
namespace {

Result<http::Response> add(Context& context, Input& input) {
  const http::UploadedFile& file = input.files.front();
  const auto upload = TRY(context.library.uploads().add({.collection = input.text("name"),
                                                         .file = file.path,
                                                         .name = file.name,
                                                         .source = input.bytes("source"),
                                                         .title = input.text("title"),
                                                         .document_id = input.text("document_id"),
                                                         .header = input.text("header")}));
  http::Response response = json_response({{"document_id", upload.document_id},
                                           {"job_id", upload.job_id},
                                           {"status", upload.status},
                                           {"version", upload.version}},
                                          202);
  response.headers[kTokenHeader] = upload.token;
  return response;
}

Result<http::Response> list(Context& context, Input& input) {
  const Page page = page_of(input);
  const auto list = TRY(context.library.documents().list(
      input.text("collection"), input.text("status"), page.limit, page.offset));
  json::array data;
  for (const auto& document : list.documents)
    data.push_back(view(document));
  return list_response(std::move(data), list.total, input);
}

Result<http::Response> find(Context& context, Input& input) {
  const auto document = TRY(context.library.documents().find(input.text("id")));
  json::object out = view(document);
  out["sources"] = json::value_from(TRY(context.library.documents().sources(document)));
  return json_response(std::move(out));
}

Result<http::Response> list_versions(Context& context, Input& input) {
  json::array data;
  for (const auto& version : TRY(context.library.documents().versions(input.text("id"))))
    data.push_back({{"number", version.number},
                    {"state", version.state},
                    {"sha256", version.sha256},
                    {"bytes", version.bytes},
                    {"header", version.header.empty() ? "decide" : version.header},
                    {"created_ms", version.created_ms}});
  const std::uint64_t total = data.size();
  return list_response(std::move(data), total, input);
}

Result<http::Response> remove_document(Context& context, Input& input) {
  http::Response response = no_content();
  response.headers[kTokenHeader] = TRY(context.library.documents().remove(input.text("id")));
  return response;
}

}  // namespace

std::vector<Endpoint> document_endpoints() {
  using auth::Right;
  const char* unknown = "There is no such document.";
  return {
      post("/api/v1/collections/{name}/documents", "add_document",
           "Uploads a file; a job makes it searchable.")
          .needs(Right::kWrite)
          .at("name", collection_name())
          .takes_form(
              {optional("source", text().between(0, 4096),
                        "Path or URL it came from; the same source with other bytes is a new "
                        "version. In a library on PostgreSQL it has 2,600 bytes at most."),
               optional("document_id", identifier(), "The file is a new version of this document."),
               optional("title", text().between(0, 1000),
                        "Used until the file's own title is known."),
               optional("header", choice({"first_row", "none", "decide"}),
                        "Of CSV: whether the first row names the columns. The same bytes with "
                        "another one are a new version.")})
          .gives(202, upload_schema(), "It is kept, and will be read.")
          .refuses(404, "There is no such collection or document.")
          .refuses(409, "The document is not in this collection, or the source is another's.")
          .runs(add),
      get("/api/v1/documents", "list_documents", "Documents, newest first.")
          .needs(Right::kRead)
          .takes_query(page_parameters(
              {optional("collection", collection_name(), "Only of this collection."),
               optional("status", document_status(), "Only in this status.")}))
          .gives(200, page_schema(document_schema()))
          .refuses(404, "There is no such collection.")
          .runs(list),
      get("/api/v1/documents/{id}", "get_document", "One document.")
          .needs(Right::kRead)
          .at("id", identifier())
          .gives(200, document_schema())
          .refuses(404, unknown)
          .runs(find),
      get("/api/v1/documents/{id}/versions", "list_versions", "The versions of a document.")
          .needs(Right::kRead)
          .at("id", identifier())
          .gives(200, page_schema(version_schema()))
          .refuses(404, unknown)
          .runs(list_versions),
      remove("/api/v1/documents/{id}", "delete_document",
             "Removes a document: invisible at once, gone from every file within a minute.")
          .needs(Right::kWrite)
          .at("id", identifier())
          .gives_nothing()
          .refuses(404, unknown)
          .runs(remove_document),
  };
}

}  // namespace alexandria::api
