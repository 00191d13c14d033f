#include <set>

#include "alexandria/base/bytes.hpp"
#include "alexandria/base/crc32c.hpp"
#include "alexandria/index/collection_index.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/platform/pages.hpp"
#include "alexandria/vectors/vectors_file.hpp"
#include "bitmap_bytes.hpp"
#include "list.hpp"
#include "segment_codec.hpp"

namespace alexandria::index {
namespace {

constexpr std::string_view kMagic = "ALEXIDX3";
constexpr std::uint64_t kManifestBytesMax = 1ULL << 30;

std::string segment_name(std::uint64_t file) { return fmt::format("segment-{}", file); }
std::string vectors_name(std::uint64_t file) { return fmt::format("vectors-{}", file); }

std::string encode_manifest(const List& list, VectorSpace space, std::uint64_t next_file) {
  base::ByteWriter body;
  body.text(list.place.timeline);
  body.varint(list.place.position);
  body.text(list.place.commit_id);
  body.varint(next_file);
  body.number(static_cast<std::uint8_t>(space.metric));
  body.varint(space.dimension);
  body.varint(list.parts.size());
  for (const Part& part : list.parts) {
    body.varint(part.file);
    body.number(part.checksums.segment);
    body.number(std::uint8_t{part.segment->vectors.graph != nullptr});
    body.number(part.checksums.vectors);
    write_bitmap(body, *part.deleted);
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

// Writes a new file of what `fill` gives it; the last four bytes of it are its checksum.
template <class Fill>
Result<std::uint32_t> write_file(const std::filesystem::path& path, const Fill& fill) {
  auto file = TRY(platform::TemporaryFile::make(path.parent_path()));
  std::string end;
  TRY(fill([&](std::string_view bytes) -> Result<void> {
    end.append(bytes.substr(bytes.size() - std::min(bytes.size(), sizeof(std::uint32_t))));
    end.erase(0, end.size() - std::min(end.size(), sizeof(std::uint32_t)));
    return file.write(bytes);
  }));
  TRY(file.keep_as(path));
  return checksum_at_end(end);
}

Result<FileChecksums> write_part(const std::filesystem::path& folder, std::uint64_t file,
                                 const Segment& segment) {
  FileChecksums out;
  if (segment.vectors.graph)
    out.vectors = TRY(write_file(folder / vectors_name(file), [&](const vectors::Write& write) {
      return vectors::write_vectors(*segment.vectors.graph, write);
    }));
  out.segment = TRY(write_file(folder / segment_name(file),
                               [&](const Write& write) { return write_segment(segment, write); }));
  return out;
}

// A mapped file with the checksum that the manifest knows it by.
Result<std::shared_ptr<const platform::MappedFile>> map_file(const std::filesystem::path& path,
                                                             std::uint32_t checksum) {
  auto file = std::make_shared<const platform::MappedFile>(TRY(platform::MappedFile::open(path)));
  if (checksum_at_end(file->bytes()) != checksum) return damaged(path);
  return file;
}

Result<Part> read_part(const std::filesystem::path& folder, base::ByteReader& in,
                       VectorSpace space) {
  Part part;
  part.file = in.varint();
  part.checksums.segment = in.number<std::uint32_t>();
  const auto has_graph = in.number<std::uint8_t>();
  part.checksums.vectors = in.number<std::uint32_t>();
  if (in.failed() || part.file == 0 || has_graph > 1) return damaged(folder);
  std::shared_ptr<const vectors::Hnsw> graph;
  if (has_graph == 1) {
    const auto file = TRY(map_file(folder / vectors_name(part.file), part.checksums.vectors));
    graph = TRY(vectors::decode_vectors(file->bytes(), file));
  }
  const auto file = TRY(map_file(folder / segment_name(part.file), part.checksums.segment));
  part.segment = TRY(read_segment(file->bytes(), file, std::move(graph), space));
  bool sound = true;
  part.deleted = std::make_shared<Bitmap>(read_bitmap(in, part.segment->rows(), sound));
  if (!sound || part.deleted->and_cardinality(part.segment->holes) > 0) return damaged(folder);
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
    if (part.file == 0) {
      const std::uint64_t number = state_->next_file++;
      part.checksums = TRY(write_part(folder, number, *part.segment));
      part.file = number;
    }
    kept.insert(segment_name(part.file));
    if (part.segment->vectors.graph) kept.insert(vectors_name(part.file));
  }
  TRY(platform::write_file_atomically(folder / "manifest",
                                      encode_manifest(list, state_->space, state_->next_file)));
  {
    const std::lock_guard lock(state_->mutex);
    auto next = std::make_shared<List>(*state_->list);
    for (Part& part : next->parts)
      for (const Part& saved : list.parts)
        if (saved.segment == part.segment) {
          part.file = saved.file;
          part.checksums = saved.checksums;
        }
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
  const std::string bytes = TRY(platform::read_file(folder / "manifest", kManifestBytesMax));
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
                                                               VectorSpace space,
                                                               IndexOptions options) {
  const std::string body = TRY(read_manifest(folder));
  base::ByteReader in(body);
  auto index = std::make_unique<CollectionIndex>(space, options);
  auto list = std::make_shared<List>();
  list->place = read_place(in);
  index->state_->next_file = in.varint();
  const auto metric = in.number<std::uint8_t>();
  if (metric != static_cast<std::uint8_t>(space.metric) || in.varint() != space.dimension)
    return damaged(folder / "manifest");
  const std::uint64_t parts = in.varint();
  for (std::uint64_t i = 0; i < parts; ++i)
    list->parts.push_back(TRY(read_part(folder, in, space)));
  if (!in.finished()) return damaged(folder / "manifest");
  index->state_->saved = list->place;
  index->state_->deleted_in_files = deleted_in(*list);
  index->state_->list = std::move(list);
  return index;
}

}  // namespace alexandria::index
