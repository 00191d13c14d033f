#pragma once
// A multipart body on its way into a request: files to the disk, fields into memory, all of it
// capped.
#include <optional>
#include <string>

#include "alexandria/http/multipart.hpp"
#include "alexandria/http/server.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::http {

/// One thread at a time. Files that are not moved into a request are removed by the destructor.
class Upload {
 public:
  /// `options` must outlive it.
  Upload(const ServerOptions& options, const std::string& boundary);
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;
  /// kInvalidArgument `invalid_multipart`, `too_many_files`, `repeated_field`; kResourceExhausted
  /// `too_many_fields`, `field_too_large`, `fields_too_large`; what writing a file gives.
  Result<void> feed(std::string_view bytes) { return parser_.feed(bytes); }
  Result<void> finish() const { return parser_.finish(); }
  void move_into(Request& request);

 private:
  Result<void> begin_part(const std::string& name, const std::string& file_name);
  Result<void> data(std::string_view bytes);
  Result<void> end_part();
  Result<void> count_field_bytes(std::size_t bytes);

  const ServerOptions& options_;
  MultipartParser parser_;
  std::optional<platform::TemporaryFile> file_;
  std::string field_;
  std::vector<UploadedFile> files_;
  std::map<std::string, std::string> fields_;
  std::uint64_t parts_ = 0;
  std::uint64_t field_bytes_ = 0;
};

/// Removes the files of a request from the disk, as far as nobody moved them away.
void remove_files(const Request& request);

}  // namespace alexandria::http
