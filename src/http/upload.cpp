#include "upload.hpp"

namespace alexandria::http {
namespace {

constexpr std::size_t kNameBytesMax = 200;  // of a field; our own have fewer than 20

void remove_all(const std::vector<UploadedFile>& files) {
  for (const UploadedFile& file : files) {
    std::error_code ignored;
    std::filesystem::remove(file.path, ignored);
  }
}

}  // namespace

Upload::Upload(const ServerOptions& options, const std::string& boundary)
    : options_(options),
      parser_(boundary, {.begin_part = [this](const auto& name,
                                              const auto& file) { return begin_part(name, file); },
                         .data = [this](std::string_view bytes) { return data(bytes); },
                         .end_part = [this] { return end_part(); }}) {}

Upload::~Upload() { remove_all(files_); }

Result<void> Upload::count_field_bytes(std::size_t bytes) {
  field_bytes_ += bytes;
  if (field_bytes_ > options_.fields_bytes_max)
    return fail(Code::kResourceExhausted, "fields_too_large",
                "the fields of a form may have {} bytes in all", options_.fields_bytes_max);
  return {};
}

Result<void> Upload::begin_part(const std::string& name, const std::string& file_name) {
  if (name.size() > kNameBytesMax)
    return fail(Code::kResourceExhausted, "field_too_large",
                "the name of a field has {} bytes; {} are allowed", name.size(), kNameBytesMax);
  TRY(count_field_bytes(name.size() + file_name.size()));
  field_ = name;
  if (file_name.empty()) {
    if (++parts_ > options_.upload_fields_max)
      return fail(Code::kResourceExhausted, "too_many_fields", "a form may hold {} fields",
                  options_.upload_fields_max);
    if (!fields_.emplace(name, "").second)
      return fail(Code::kInvalidArgument, "repeated_field", "the field '{}' is there twice", name);
    return {};
  }
  if (files_.size() >= options_.upload_files_max)
    return fail(Code::kInvalidArgument, "too_many_files", "a request may hold {} files",
                options_.upload_files_max);
  file_.emplace(TRY(platform::TemporaryFile::make(options_.upload_folder)));
  files_.push_back({name, file_name, file_->path(), 0});
  return {};
}

Result<void> Upload::data(std::string_view bytes) {
  if (file_) return file_->write(bytes);
  TRY(count_field_bytes(bytes.size()));
  std::string& value = fields_[field_];
  if (value.size() + bytes.size() > options_.field_bytes_max)
    return fail(Code::kResourceExhausted, "field_too_large",
                "the field {} has more than {} bytes; if it is a file, send its name "
                "(filename=) along",
                field_, options_.field_bytes_max);
  value += bytes;
  return {};
}

Result<void> Upload::end_part() {
  if (!file_) return {};
  files_.back().bytes = file_->bytes();
  files_.back().path = TRY(file_->release());
  file_.reset();
  return {};
}

void Upload::move_into(Request& request) {
  request.files = std::exchange(files_, {});
  request.fields = std::exchange(fields_, {});
}

void remove_files(const Request& request) { remove_all(request.files); }

}  // namespace alexandria::http
