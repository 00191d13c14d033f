#include "alexandria/api/api.hpp"
#include "alexandria/base/identifier.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/system.hpp"
#include "service.hpp"

namespace alexandria::app {
namespace {

constexpr std::uint64_t kAnswerBytesMax = 4ULL << 30;

class LocalService final : public Service {
 public:
  LocalService(std::unique_ptr<library::Library> library, const std::string& key)
      : library_(std::move(library)),
        api_(*library_, auth::Authority(key),
             {.version = ALEXANDRIA_VERSION, .listen_host = "", .loopback = false}),
        authorization_("Bearer " + key) {}

  Result<Reply> call(const std::string& method, const std::string& target,
                     const std::string& body) override {
    http::Request request;
    request.body = body;
    return send(request, method, target);
  }
  Result<Reply> upload(const std::string& target, const Upload& upload) override {
    const auto copy = library_->uploads().incoming_folder() / base::random_hex(12);
    std::error_code error;
    std::filesystem::copy_file(upload.file, copy, error);
    if (error == std::errc::no_space_on_device)
      return fail(Code::kResourceExhausted, "disk_full",
                  "the disk of the library has no room for {}", upload.file.string());
    if (error)
      return fail(Code::kNotFound, "file_not_found", "cannot read {}: {}", upload.file.string(),
                  error.message());
    http::Request request;
    request.files.push_back({"file", upload.name, copy, std::filesystem::file_size(copy, error)});
    request.fields = upload.fields;
    auto reply = send(request, "POST", target);
    std::filesystem::remove(copy, error);
    return reply;
  }
  bool outlives_us() const override { return false; }

 private:
  Result<Reply> send(http::Request& request, const std::string& method, const std::string& target) {
    request.method = method;
    request.headers["authorization"] = authorization_;
    TRY(http::parse_target(target, request));
    const http::BodyPlan plan = api_.plan(request);
    http::Response response = plan.refusal ? *plan.refusal : api_.handle(request);
    if (!response.file.empty())
      response.body = TRY(platform::read_file(response.file, kAnswerBytesMax));
    if (response.status >= 400) return std::unexpected(error_of(response.status, response.body));
    return Reply{std::move(response.content_type), std::move(response.body)};
  }
  std::unique_ptr<library::Library> library_;
  api::Api api_;
  std::string authorization_;
};

}  // namespace

Result<std::unique_ptr<Service>> open_local(const std::filesystem::path& data_folder,
                                            const Settings& settings, bool background) {
  library::Options options = settings.library;
  options.data_folder = data_folder;
  options.background = background;
  auto library = TRY(library::Library::open(
      options, fmt::format("alexandria, process {}", platform::process_id())));
  const std::string key = TRY(admin_key_of(settings, data_folder));
  return std::make_unique<LocalService>(std::move(library), key);
}

}  // namespace alexandria::app
