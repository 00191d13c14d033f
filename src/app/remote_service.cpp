#include "alexandria/http/client.hpp"
#include "service.hpp"

namespace alexandria::app {
namespace {

class RemoteService final : public Service {
 public:
  RemoteService(std::string url, const std::string& key)
      : url_(std::move(url)), authorization_("Bearer " + key) {
    while (!url_.empty() && url_.back() == '/')
      url_.pop_back();
  }
  Result<Reply> call(const std::string& method, const std::string& target,
                     const std::string& body) override {
    http::ClientRequest request;
    request.method = method;
    request.body = body;
    if (!body.empty()) request.headers["Content-Type"] = "application/json";
    return send(std::move(request), target);
  }
  Result<Reply> upload(const std::string& target, const Upload& upload) override {
    http::ClientRequest request;
    request.method = "POST";
    request.file = upload.file;
    request.file_name = upload.name;
    request.fields = upload.fields;
    return send(std::move(request), target);
  }
  bool outlives_us() const override { return true; }

 private:
  Result<Reply> send(http::ClientRequest request, const std::string& target) {
    request.url = url_ + target;
    request.headers["Authorization"] = authorization_;
    auto response = TRY(client_.send(request));
    if (response.status >= 400) return std::unexpected(error_of(response.status, response.body));
    return Reply{std::move(response.content_type), std::move(response.body)};
  }
  std::string url_;
  std::string authorization_;
  http::Client client_;
};

}  // namespace

Result<std::unique_ptr<Service>> open_remote(const std::string& url, const std::string& key) {
  return std::make_unique<RemoteService>(url, key);
}

}  // namespace alexandria::app
