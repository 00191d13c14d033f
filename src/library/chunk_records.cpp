#include "chunk_records.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>

#include <boost/json.hpp>

#include "alexandria/model/codec.hpp"
#include "alexandria/model/metadata.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/known_vectors.hpp"
#include "alexandria/text/language.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::library {
namespace {

// One for each page that has words of [begin, end).
std::vector<model::Anchor> page_anchors(const model::ParsedPart& part, std::uint32_t begin,
                                        std::uint32_t end) {
  std::vector<model::Anchor> anchors;
  int line = -1;
  const auto scale = [](std::uint16_t value) { return static_cast<float>(value) / 8; };
  for (const model::Word& word : part.words) {
    if (word.begin + word.length <= begin || word.begin >= end) continue;
    const std::uint32_t page = part.page_at(word.begin);
    if (anchors.empty() || anchors.back().page != page) {
      anchors.emplace_back();
      anchors.back().kind = model::AnchorKind::kPage;
      anchors.back().page = page;
      line = -1;
    }
    const model::Box box{scale(word.x0), scale(word.y0), scale(word.x1), scale(word.y1)};
    std::vector<model::Box>& boxes = anchors.back().boxes;
    if (word.line != line) {
      boxes.push_back(box);
      line = word.line;
      continue;
    }
    model::Box& whole = boxes.back();
    whole = {std::min(whole.x0, box.x0), std::min(whole.y0, box.y0), std::max(whole.x1, box.x1),
             std::max(whole.y1, box.y1)};
  }
  if (!anchors.empty()) return anchors;
  model::Anchor anchor;
  anchor.kind = model::AnchorKind::kPage;
  anchor.page = part.page_at(begin);
  return {anchor};
}

struct Cells {
  std::string first_column, last_column;
  std::uint64_t first_row = 0, last_row = 0;
};

// "A42:C61".
Cells read_range(const std::string& range) {
  Cells out;
  std::size_t at = 0;
  for (const bool first : {true, false}) {
    std::string& column = first ? out.first_column : out.last_column;
    std::uint64_t& row = first ? out.first_row : out.last_row;
    for (; at < range.size() && range[at] >= 'A' && range[at] <= 'Z'; ++at)
      column += range[at];
    for (; at < range.size() && range[at] >= '0' && range[at] <= '9'; ++at)
      row = row * 10 + static_cast<std::uint64_t>(range[at] - '0');
    if (at < range.size() && range[at] == ':') ++at;
  }
  return out;
}

// The rows of [begin, end): a table of a sheet has one line a row, so that lines before a place
// count the rows before it.
std::string joined_range(const model::ParsedPart& part, std::uint32_t begin, std::uint32_t end) {
  std::string first;
  std::string last;
  for (const model::Block& block : part.blocks) {
    if (block.end <= begin || block.begin >= end || block.range.empty()) continue;
    const Cells cells = read_range(block.range);
    const auto lines = [&](std::uint32_t from, std::uint32_t to) {
      return static_cast<std::uint64_t>(
          std::count(part.text.begin() + from, part.text.begin() + std::max(from, to), '\n'));
    };
    const bool one_a_row = lines(block.begin, block.end) == cells.last_row - cells.first_row;
    const std::uint64_t top =
        one_a_row ? cells.first_row + lines(block.begin, std::max(begin, block.begin))
                  : cells.first_row;
    const std::uint64_t bottom =
        one_a_row ? cells.first_row + lines(block.begin, std::min(end, block.end)) : cells.last_row;
    if (first.empty()) first = cells.first_column + std::to_string(top);
    last = cells.last_column + std::to_string(bottom);
  }
  return first.empty() ? std::string() : first + ":" + last;
}

// A passage in another language than its document has its own, if it is long enough to be sure.
std::string passage_language(const std::string& passage, const std::string& document_language) {
  constexpr std::size_t kSureBytes = 200;
  const std::string own =
      passage.size() >= kSureBytes ? text::detect_language(passage) : std::string();
  return own.empty() ? document_language : own;
}

}  // namespace

std::vector<model::Anchor> anchors_of(const store::StoredPart& stored, std::uint32_t begin,
                                      std::uint32_t end) {
  const model::ParsedPart& part = stored.part;
  begin = std::min(begin, static_cast<std::uint32_t>(part.text.size()));
  end = std::clamp(end, begin, static_cast<std::uint32_t>(part.text.size()));
  if (part.page > 0 && !part.words.empty()) return page_anchors(part, begin, end);
  const std::string range = part.sheet.empty() ? std::string() : joined_range(part, begin, end);
  model::Anchor anchor;
  if (!range.empty()) {
    anchor.kind = model::AnchorKind::kCells;
    anchor.name = part.sheet;
    anchor.range = range;
    return {anchor};
  }
  const std::string_view text = part.text;
  anchor.start = stored.first_code_point + text::count_code_points(text.substr(0, begin));
  anchor.end = anchor.start + text::count_code_points(text.substr(begin, end - begin));
  return {anchor};
}

namespace {

// A passage of a document; what only some passages have is added to `metadata` by the caller.
model::Metadata metadata_of(const RecordContext& context, std::uint64_t ordinal,
                            const model::Chunk& chunk, const std::vector<model::Anchor>& anchors) {
  const store::DocumentRow& document = context.document;
  return {{"document_id", document.document_id},
          {"title", document.title},
          {"source", document.source},
          {"kind", document.kind},
          {"chunk", static_cast<std::int64_t>(ordinal)},
          {"part", static_cast<std::int64_t>(chunk.part)},
          {"begin", static_cast<std::int64_t>(chunk.begin)},
          {"anchors", boost::json::serialize(model::anchors_to_json(anchors))}};
}

store::NewRecord make_record(const RecordContext& context, std::uint64_t ordinal,
                             const std::string& text, const model::Metadata& metadata) {
  store::NewRecord record;
  record.id = fmt::format("{}-{}-{}", context.document.document_id, context.version_id, ordinal);
  record.text = text;
  record.metadata = model::metadata_to_json(metadata);
  record.document_no = context.document.document_no;
  record.version_id = context.version_id;
  record.access_set = context.access_set;
  return record;
}

}  // namespace

std::vector<store::NewRecord> make_records(const store::StoredPart& part,
                                           const RecordContext& context,
                                           const text::TokenCounter& count_tokens,
                                           const text::ChunkLimits& limits, text::HeadingPath& path,
                                           std::uint64_t& ordinal) {
  std::vector<store::NewRecord> records;
  for (const model::Chunk& chunk : text::cut_into_chunks(part.part, count_tokens, limits, path)) {
    model::Metadata metadata =
        metadata_of(context, ordinal, chunk, anchors_of(part, chunk.begin, chunk.end));
    const std::string language = passage_language(chunk.text, context.document.language);
    if (!language.empty()) metadata["language"] = language;
    if (!chunk.heading_path.empty()) metadata["headings"] = chunk.heading_path;
    if (part.part.page > 0)
      metadata["page"] = static_cast<std::int64_t>(part.part.page_at(chunk.begin));
    records.push_back(make_record(context, ordinal++, chunk.text, metadata));
  }
  return records;
}

store::NewRecord make_name_record(const RecordContext& context, std::uint64_t& ordinal) {
  const store::DocumentRow& document = context.document;
  std::string text = document.title;
  const std::string name =
      text::shown_name(std::filesystem::path(document.source).filename().string());
  if (text::fold(name).find(text::fold(text)) != std::string::npos)
    text = name;
  else if (!name.empty())
    text += "\n" + name;
  const std::uint64_t number = ordinal++;
  model::Chunk nowhere;
  nowhere.begin = nowhere.end = std::numeric_limits<std::int32_t>::max();
  return make_record(context, number, text,
                     metadata_of(context, number, nowhere, {model::Anchor{}}));
}

store::NewRecord make_properties_record(const RecordContext& context, std::uint64_t& ordinal) {
  const store::DocumentRow& document = context.document;
  std::string text;
  for (const auto& [name, value] : model::properties_from_json(document.properties))
    text += fmt::format("{}{}: {}", text.empty() ? "" : "\n", name, value);
  const std::uint64_t number = ordinal++;
  model::Chunk nowhere;
  nowhere.begin = nowhere.end = std::numeric_limits<std::int32_t>::max();
  model::Metadata metadata = metadata_of(context, number, nowhere, {model::Anchor{}});
  metadata["properties"] = document.properties;
  if (!document.language.empty()) metadata["language"] = document.language;
  return make_record(context, number, text, metadata);
}

std::string text_to_embed(const store::NewRecord& record, const std::string& title) {
  std::string out = title;
  const auto metadata = model::metadata_from_json(record.metadata);
  if (metadata) {
    const auto headings = metadata->find("headings");
    if (headings != metadata->end() && std::get<std::string>(headings->second) != title)
      out += "\n" + std::get<std::string>(headings->second);
  }
  return out + "\n" + record.text;
}

std::string text_hash(const std::string& text) {
  constexpr std::size_t kHashDigits = 32;  // 128 bits tell any number of texts apart
  return platform::sha256_of(text).substr(0, kHashDigits);
}

Result<WithoutVector> find_without_vector(std::vector<store::NewRecord>& records,
                                          const std::vector<std::string>& titles,
                                          const embed::Embedder& embedder, store::Store& store) {
  std::vector<std::string> texts;
  std::vector<std::string> hashes;
  for (std::size_t i = 0; i < records.size(); ++i) {
    texts.push_back(text_to_embed(records[i], titles[titles.size() == 1 ? 0 : i]));
    records[i].text_hash = text_hash(texts.back());
    hashes.push_back(records[i].text_hash);
  }
  std::vector<std::vector<float>> known;
  TRY(store.read([&](store::Sql& sql) -> Result<void> {
    known = TRY(store::find_known_vectors(sql, embedder.model().version, hashes));
    return {};
  }));
  WithoutVector out;
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].vector = std::move(known[i]);
    if (!records[i].vector.empty()) continue;
    out.texts.push_back(std::move(texts[i]));
    out.places.push_back(i);
  }
  return out;
}

Result<void> embed_records(std::vector<store::NewRecord>& records,
                           const std::vector<std::string>& titles, embed::Embedder& embedder,
                           store::Store& store, const std::atomic<bool>& stop) {
  const auto missing = TRY(find_without_vector(records, titles, embedder, store));
  if (missing.texts.empty()) return {};
  auto vectors = TRY(embedder.embed_passages(missing.texts, stop));
  for (std::size_t i = 0; i < missing.places.size(); ++i)
    records[missing.places[i]].vector = std::move(vectors[i]);
  return {};
}

text::ChunkLimits chunk_limits(const embed::Embedder* embedder) {
  constexpr std::size_t kRoomForHeadings = 12;
  text::ChunkLimits limits;
  if (embedder != nullptr)
    limits.whole_tokens =
        std::min(limits.whole_tokens, embedder->model().tokens_max - kRoomForHeadings);
  return limits;
}

}  // namespace alexandria::library
