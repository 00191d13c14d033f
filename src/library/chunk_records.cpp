#include "chunk_records.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "alexandria/model/codec.hpp"
#include "alexandria/model/metadata.hpp"
#include "alexandria/platform/sha256.hpp"
#include "alexandria/store/embedding_cache.hpp"
#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::library {
namespace {

static const std::size_t kContextBytes = getenv("ALEX_C") ? atoi(getenv("ALEX_C")) : 0;

model::Anchor page_anchor(const model::ParsedPart& part, std::uint32_t begin, std::uint32_t end) {
  model::Anchor anchor;
  anchor.kind = model::AnchorKind::kPage;
  anchor.page = part.page;
  int line = -1;
  const auto scale = [](std::uint16_t value) { return static_cast<float>(value) / 8; };
  for (const model::Word& word : part.words) {
    if (word.begin + word.length <= begin || word.begin >= end) continue;
    const model::Box box{scale(word.x0), scale(word.y0), scale(word.x1), scale(word.y1)};
    if (word.line != line) {
      anchor.boxes.push_back(box);
      line = word.line;
      continue;
    }
    model::Box& whole = anchor.boxes.back();
    whole = {std::min(whole.x0, box.x0), std::min(whole.y0, box.y0), std::max(whole.x1, box.x1), std::max(whole.y1, box.y1)};
  }
  return anchor;
}

// "A2:C21" and "A22:C40" together are "A2:C40".
std::string joined_range(const model::ParsedPart& part, std::uint32_t begin, std::uint32_t end) {
  std::string first;
  std::string last;
  for (const model::Block& block : part.blocks) {
    if (block.end <= begin || block.begin >= end || block.range.empty()) continue;
    const std::size_t colon = block.range.find(':');
    if (first.empty()) first = block.range.substr(0, colon);
    last = block.range.substr(colon + 1);
  }
  return first.empty() ? std::string() : first + ":" + last;
}

// The end of what stands before a chunk in its section, from the beginning of a sentence where one is near: a chunk that begins with "It" then says
// what it speaks of. Only the model reads it; the passage and its anchors are the chunk alone.
std::string text_before(const std::string& text, const model::Chunk& chunk) {
  std::size_t from = std::max<std::size_t>(chunk.section_begin, chunk.begin > kContextBytes ? chunk.begin - kContextBytes : 0);
  while (from < chunk.begin && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
  const std::string_view before = std::string_view(text).substr(from, chunk.begin - from);
  for (const auto& [first, last] : text::split_sentences(before))
    if (from == chunk.section_begin || first > 0) return std::string(text::trim(before.substr(first)));
  return {};
}

}  // namespace

std::vector<model::Anchor> anchors_of(const store::StoredPart& stored, std::uint32_t begin, std::uint32_t end) {
  const model::ParsedPart& part = stored.part;
  if (part.page > 0 && !part.words.empty()) return {page_anchor(part, begin, end)};
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

std::vector<store::NewRecord> make_records(const store::StoredPart& part, const RecordContext& context, const text::TokenCounter& count_tokens,
                                           const text::ChunkLimits& limits, text::HeadingPath& path, std::uint64_t& ordinal) {
  std::vector<store::NewRecord> records;
  const store::DocumentRow& document = context.document;
  for (const model::Chunk& chunk : text::cut_into_chunks(part.part, count_tokens, limits, path)) {
    model::Metadata metadata{{"document_id", document.document_id},
                             {"title", document.title},
                             {"source", document.source},
                             {"kind", document.kind},
                             {"chunk", static_cast<std::int64_t>(ordinal)},
                             {"part", static_cast<std::int64_t>(chunk.part)},
                             {"begin", static_cast<std::int64_t>(chunk.begin)},
                             {"anchors", boost::json::serialize(model::anchors_to_json(anchors_of(part, chunk.begin, chunk.end)))}};
    if (!document.language.empty()) metadata["language"] = document.language;
    if (!chunk.heading_path.empty()) metadata["headings"] = chunk.heading_path;
    if (part.part.page > 0) metadata["page"] = static_cast<std::int64_t>(part.part.page);
    store::NewRecord record;
    record.id = fmt::format("{}-{}-{}", document.document_id, context.version_id, ordinal++);
    record.text = chunk.text;
    record.context = text_before(part.part.text, chunk);
    record.metadata = model::metadata_to_json(metadata);
    record.document_no = document.document_no;
    record.version_id = context.version_id;
    record.access_set = context.access_set;
    records.push_back(std::move(record));
  }
  return records;
}

std::string text_to_embed(const store::NewRecord& record, const std::string& title) {
  std::string out = title;
  const auto metadata = model::metadata_from_json(record.metadata);
  if (metadata) {
    const auto headings = metadata->find("headings");
    if (headings != metadata->end() && std::get<std::string>(headings->second) != title) out += "\n" + std::get<std::string>(headings->second);
  }
  return out + "\n" + (record.context.empty() ? record.text : record.context + " " + record.text);
}

Result<FreshVectors> embed_records(std::vector<store::NewRecord>& records, const std::vector<std::string>& titles, embed::Embedder& embedder,
                                   store::Store& store, const std::atomic<bool>& stop) {
  std::vector<std::string> texts;
  std::vector<std::string> hashes;
  for (std::size_t i = 0; i < records.size(); ++i) {
    texts.push_back(text_to_embed(records[i], titles[titles.size() == 1 ? 0 : i]));
    hashes.push_back(platform::sha256_of(texts.back()));
  }
  std::vector<std::vector<float>> known;
  TRY(store.read([&](store::Sql& sql) -> Result<void> {
    known = TRY(store::find_cached_vectors(sql, embedder.model().version, hashes));
    return {};
  }));
  FreshVectors fresh;
  std::vector<std::string> missing;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].vector = std::move(known[i]);
    if (!records[i].vector.empty()) continue;
    missing.push_back(std::move(texts[i]));
    places.push_back(i);
    fresh.hashes.push_back(hashes[i]);
  }
  if (missing.empty()) return fresh;
  fresh.vectors = TRY(embedder.embed_passages(missing, stop));
  for (std::size_t i = 0; i < places.size(); ++i) records[places[i]].vector = fresh.vectors[i];
  return fresh;
}

text::ChunkLimits chunk_limits(const embed::Embedder* embedder) {
  constexpr std::size_t kRoomForHeadings = 72;
  text::ChunkLimits limits;
  if (const char* t = std::getenv("ALEX_T")) limits.target_tokens = static_cast<std::size_t>(std::atoi(t));
  if (embedder != nullptr) limits.whole_tokens = std::min(limits.whole_tokens, embedder->model().tokens_max - kRoomForHeadings);
  return limits;
}

}  // namespace alexandria::library
