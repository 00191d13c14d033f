#include "docx_package.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <zip.h>

#include "docx_xml.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::uint64_t kEntryBytesMax = 256ULL << 20;
constexpr std::uint64_t kPackageBytesMax = 1ULL << 30;  // of all parts that are read

std::string_view why_closed(int zip_error) {
  switch (zip_error) {
    case ZIP_ER_NOZIP: return "it is no Word document inside, or only the beginning of one";
    case ZIP_ER_INCONS:
    case ZIP_ER_CRC:
    case ZIP_ER_ZLIB: return "it is damaged inside";
    case ZIP_ER_ENCRNOTSUPP:
    case ZIP_ER_NOPASSWD: return "it is encrypted";
    default: return "its archive is damaged";
  }
}

std::unexpected<Error> cannot_open(const std::string& name, int zip_error) {
  return fail(Code::kInvalidArgument, "damaged_file",
              "{} cannot be opened: {}. Open it in the program that wrote it, save it again, and "
              "add it anew",
              name, why_closed(zip_error));
}

// Names are compared without regard to case; some programs write backslashes.
std::string plain_name(std::string_view name) {
  while (name.starts_with('/') || name.starts_with('\\'))
    name.remove_prefix(1);
  std::string out(name);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    if (c == '\\') c = '/';
  }
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string without_escapes(std::string_view target) {
  std::string out;
  for (std::size_t i = 0; i < target.size(); ++i) {
    const int high = i + 2 < target.size() && target[i] == '%' ? hex_digit(target[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(target[i + 2]) : -1;
    out += low < 0 ? target[i] : static_cast<char>(high * 16 + low);
    i += low < 0 ? 0 : 2;
  }
  return out;
}

// The part that `target` names as seen from `part`: "../media/a.xml" and "/word/a.xml" are.
std::string resolve(std::string_view part, std::string_view target) {
  target = target.substr(0, target.find('#'));
  const bool is_absolute = target.starts_with('/') || target.starts_with('\\');
  const std::string written = without_escapes(target);
  std::string path = is_absolute ? written : std::string(part.substr(0, part.rfind('/') + 1));
  if (!is_absolute) path += written;
  std::vector<std::string> steps;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find_first_of("/\\", begin), path.size());
    const std::string step = path.substr(begin, end - begin);
    if (step == ".." && !steps.empty()) steps.pop_back();
    if (!step.empty() && step != "." && step != "..") steps.push_back(step);
    begin = end + 1;
  }
  std::string out;
  for (const std::string& step : steps)
    out += (out.empty() ? "" : "/") + step;
  return out;
}

}  // namespace

void DocxPackage::Closer::operator()(zip* archive) const { zip_discard(archive); }

Result<DocxPackage> DocxPackage::open(const std::string& path, const std::string& name) {
  DocxPackage out;
  int error = 0;
  out.archive_.reset(zip_open(path.c_str(), ZIP_RDONLY, &error));
  if (!out.archive_) return cannot_open(name, error);
  TRY(out.list(name));
  return out;
}

Result<DocxPackage> DocxPackage::open_bytes(std::string bytes, const std::string& name) {
  DocxPackage out;
  out.bytes_ = std::make_unique<std::string>(std::move(bytes));
  zip_source_t* source =
      zip_source_buffer_create(out.bytes_->data(), out.bytes_->size(), 0, nullptr);
  zip_error_t error;
  zip_error_init(&error);
  out.archive_.reset(source != nullptr ? zip_open_from_source(source, ZIP_RDONLY, &error)
                                       : nullptr);
  const int code = zip_error_code_zip(&error);
  zip_error_fini(&error);
  if (!out.archive_) {
    zip_source_free(source);
    return cannot_open(name, code);
  }
  TRY(out.list(name));
  return out;
}

Result<void> DocxPackage::list(const std::string& name) {
  bytes_left_ = kPackageBytesMax;
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  if (count < 0) return cannot_open(name, ZIP_ER_INCONS);
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i)
    if (const char* entry = zip_get_name(archive_.get(), i, ZIP_FL_ENC_RAW); entry != nullptr)
      entries_.emplace(plain_name(entry), i);
  return {};
}

bool DocxPackage::has(std::string_view part) const { return entries_.contains(plain_name(part)); }

Result<std::string> DocxPackage::read(std::string_view part) {
  std::string out;
  const auto entry = entries_.find(plain_name(part));
  if (entry == entries_.end()) return out;
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
      zip_fopen_index(archive_.get(), entry->second, 0), &zip_fclose);
  if (!file)
    return cannot_open(std::string(part), zip_error_code_zip(zip_get_error(archive_.get())));
  zip_stat_t about;
  const bool has_size = zip_stat_index(archive_.get(), entry->second, 0, &about) == 0 &&
                        (about.valid & ZIP_STAT_SIZE) != 0;
  // What the archive says of the size is a guess: a byte more shows the end.
  std::uint64_t step = std::clamp<std::uint64_t>(has_size ? about.size + 1 : 0, 512, 1 << 20);
  for (std::uint64_t size = 0;;) {
    out.resize(size + step);
    const zip_int64_t got = zip_fread(file.get(), out.data() + size, step);
    if (got < 0)
      return fail(Code::kInvalidArgument, "damaged_file",
                  "it is damaged inside (its part {}). Open it in the program that wrote it, save "
                  "it again, "
                  "and add it anew",
                  part);
    size += static_cast<std::uint64_t>(got);
    if (size > kEntryBytesMax)
      return fail(Code::kResourceExhausted, "file_too_large", "{} unpacks to more than {} bytes",
                  part, kEntryBytesMax);
    if (static_cast<std::uint64_t>(got) > bytes_left_)
      return fail(Code::kResourceExhausted, "file_too_large", "it unpacks to more than {} bytes",
                  kPackageBytesMax);
    bytes_left_ -= static_cast<std::uint64_t>(got);
    if (got == 0 || (has_size && size == about.size)) {
      out.resize(size);
      return out;
    }
    step = std::max<std::uint64_t>(step, 1 << 16);
  }
}

Result<DocxRelationships> DocxPackage::relationships(std::string_view part) {
  const std::size_t slash = part.rfind('/');
  const std::size_t name = slash == std::string_view::npos ? 0 : slash + 1;
  const std::string path =
      std::string(part.substr(0, name)) + "_rels/" + std::string(part.substr(name)) + ".rels";
  DocxXml xml;
  xml.load(TRY(read(path)));
  DocxRelationships out;
  for (const pugi::xml_node node : xml.root().children("Relationship")) {
    const std::string_view type = node.attribute("Type").value();
    const std::string_view target = node.attribute("Target").value();
    const bool is_external = std::string_view(node.attribute("TargetMode").value()) == "External";
    out.insert_or_assign(
        node.attribute("Id").value(),
        DocxRelationship{std::string(type.substr(type.rfind('/') + 1)),
                         is_external ? std::string(target) : resolve(part, target), is_external});
  }
  return out;
}

std::string DocxPackage::find(const DocxRelationships& relationships, std::string_view type) {
  for (const auto& [id, one] : relationships)
    if (one.type == type && !one.is_external) return one.target;
  return {};
}

void DocxPackage::read_content_types() {
  has_types_ = true;
  DocxXml xml;
  auto bytes = read("[Content_Types].xml");
  if (!bytes) return;
  xml.load(std::move(*bytes));
  for (const pugi::xml_node node : xml.root().children()) {
    const std::string type = plain_name(node.attribute("ContentType").value());
    if (std::string_view(node.name()) == "Default")
      types_.emplace("." + plain_name(node.attribute("Extension").value()), type);
    else
      types_.emplace(plain_name(node.attribute("PartName").value()), type);
  }
}

std::string DocxPackage::content_type(std::string_view part) {
  if (!has_types_) read_content_types();
  const std::string name = plain_name(part);
  auto found = types_.find(name);
  if (found == types_.end())
    found = types_.find(name.substr(std::min(name.rfind('.'), name.size())));
  return found == types_.end() ? std::string() : found->second;
}

}  // namespace alexandria::ingest
