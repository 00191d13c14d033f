#include <set>

#include "alexandria/base/bytes.hpp"
#include "alexandria/base/crc32c.hpp"
#include "alexandria/index/collection_index.hpp"
#include "alexandria/platform/file.hpp"
#include "list.hpp"

namespace alexandria::index {
namespace {

constexpr std::string_view kMagic = "ALEXIDX2";
constexpr std::uint64_t kFileBytesMax = 16ULL << 30;

std::string encode_manifest(const List& list, std::uint64_t next_file) {
  base::ByteWriter body;
  body.text(list.place.timeline);
  body.varint(list.place.position);
  body.text(list.place.commit_id);
  body.varint(next_file);
  body.varint(list.parts.size());
  for (const Part& part : list.parts) {
    body.text(part.file);
    std::string bitmap(part.deleted->getSizeInBytes(), '\0');
    part.deleted->write(bitmap.data());
    body.text(bitmap);
  }
  const std::string bytes = body.take();
  base::ByteWriter file;
  for (const char c : kMagic)
    file.number(c);
  file.number(base::crc32c(bytes));
  file.text(bytes);
  return file.take();
}

std::unexpected<Error> damaged(const std::filesystem::path& path) {
  return fail(Code::kDataLoss, "invalid_index", "{} is damaged", path.string());
}

Result<Part> read_part(const std::filesystem::path& folder, base::ByteReader& in,
                       std::size_t dimension) {
  Part part;
  part.file = in.text();
  const std::string_view bitmap = in.text();
  if (in.failed() || part.file.find('/') != std::string::npos) return damaged(folder);
  const std::string bytes = TRY(platform::read_file(folder / part.file, kFileBytesMax));
  part.segment = TRY(decode_segment(bytes));
  if (part.segment->dimension != dimension) return damaged(folder / part.file);
  try {
    part.deleted = std::make_shared<Bitmap>(Bitmap::readSafe(bitmap.data(), bitmap.size()));
  } catch (const std::exception&) {
    return damaged(folder);
  }
  return part;
}

}  // namespace

namespace {

std::uint64_t deleted_in(const List& list) {
  std::uint64_t out = 0;
  for (const Part& part : list.parts)
    out += part.deleted->cardinality();
  return out;
}

}  // namespace

Result<void> CollectionIndex::save(const std::filesystem::path& folder) {
  const std::lock_guard saving(state_->save_mutex);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return fail(Code::kUnavailable, "file_error", "cannot make the folder {}: {}", folder.string(),
                error.message());
  List list;
  std::uint64_t merges = 0;
  {
    const std::lock_guard lock(state_->mutex);
    list = *state_->list;
    merges = state_->merges;
  }
  std::set<std::string> kept{"manifest"};
  for (Part& part : list.parts) {
    if (part.file.empty()) {
      part.file = fmt::format("segment-{}", state_->next_file++);
      TRY(platform::write_file_atomically(folder / part.file, encode_segment(*part.segment)));
    }
    kept.insert(part.file);
  }
  TRY(platform::write_file_atomically(folder / "manifest",
                                      encode_manifest(list, state_->next_file)));
  {
    const std::lock_guard lock(state_->mutex);
    auto next = std::make_shared<List>(*state_->list);
    for (Part& part : next->parts)
      for (const Part& saved : list.parts)
        if (saved.segment == part.segment) part.file = saved.file;
    state_->list = std::move(next);
    state_->saved = list.place;
    state_->merges_saved = merges;
    state_->deleted_in_files = deleted_in(list);
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (!kept.contains(entry.path().filename().string()))
      std::filesystem::remove(entry.path(), error);
  return {};
}

namespace {

// What stands behind magic and checksum in a manifest.
Result<std::string> read_manifest(const std::filesystem::path& folder) {
  const std::string bytes = TRY(platform::read_file(folder / "manifest", kFileBytesMax));
  base::ByteReader file(bytes);
  const std::string_view magic = file.take(kMagic.size());
  const auto checksum = file.number<std::uint32_t>();
  const std::string_view body = file.text();
  if (!file.finished() || magic != kMagic || base::crc32c(body) != checksum)
    return damaged(folder / "manifest");
  return std::string(body);
}

Place read_place(base::ByteReader& in) {
  Place place;
  place.timeline = in.text();
  place.position = in.varint();
  place.commit_id = in.text();
  return place;
}

}  // namespace

Result<Place> CollectionIndex::saved_place(const std::filesystem::path& folder) {
  const std::string body = TRY(read_manifest(folder));
  base::ByteReader in(body);
  return read_place(in);
}

Result<std::unique_ptr<CollectionIndex>> CollectionIndex::load(const std::filesystem::path& folder,
                                                               std::size_t dimension) {
  const std::string body = TRY(read_manifest(folder));
  base::ByteReader in(body);
  auto index = std::make_unique<CollectionIndex>(dimension);
  auto list = std::make_shared<List>();
  list->place = read_place(in);
  index->state_->next_file = in.varint();
  const std::uint64_t parts = in.varint();
  for (std::uint64_t i = 0; i < parts; ++i)
    list->parts.push_back(TRY(read_part(folder, in, dimension)));
  if (!in.finished()) return damaged(folder / "manifest");
  index->state_->saved = list->place;
  index->state_->deleted_in_files = deleted_in(*list);
  index->state_->list = std::move(list);
  return index;
}

}  // namespace alexandria::index
