#pragma once
// A package (ECMA-376 part 2): parts in a zip archive, found by relationships, not by their names.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "alexandria/base/result.hpp"

struct zip;

namespace alexandria::ingest {

struct DocxRelationship {
  std::string type;    // the last word of its type: "styles", "officeDocument"
  std::string target;  // a part, or an address
  bool is_external = false;
};
using DocxRelationships = std::map<std::string, DocxRelationship, std::less<>>;  // by id

class DocxPackage {
 public:
  /// kInvalidArgument `damaged_file`; `name` is that of the file as the user knows it.
  static Result<DocxPackage> open(const std::string& path, const std::string& name);
  /// A package inside of another; the bytes are kept.
  static Result<DocxPackage> open_bytes(std::string bytes, const std::string& name);

  /// A part, checked against its size limit while it is unpacked; empty if there is none. Letter
  /// case and the direction of slashes do not matter. kInvalidArgument `damaged_file`,
  /// kResourceExhausted `file_too_large`.
  Result<std::string> read(std::string_view part);
  bool has(std::string_view part) const;
  /// Of a part, or of the package itself (an empty name).
  Result<DocxRelationships> relationships(std::string_view part);
  /// The first part of this kind that `relationships` names; empty if there is none.
  static std::string find(const DocxRelationships& relationships, std::string_view type);
  /// As the package declares it, in lower case; empty if it does not.
  std::string content_type(std::string_view part);

 private:
  struct Closer {
    void operator()(zip* archive) const;
  };
  Result<void> list(const std::string& name);
  void read_content_types();

  std::unique_ptr<std::string> bytes_;  // where they stand in memory, they stay
  std::unique_ptr<zip, Closer> archive_;
  std::map<std::string, std::uint64_t, std::less<>> entries_;  // by name in lower case
  std::map<std::string, std::string, std::less<>> types_;      // by part, or ".extension"
  bool has_types_ = false;
  std::uint64_t bytes_left_ = 0;
};

}  // namespace alexandria::ingest
