#include "check_originals.hpp"

#include <algorithm>
#include <fstream>

#include "alexandria/store/documents.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kProblemsMax = 1000;
constexpr std::int64_t kVersionsTogether = 1000;
constexpr std::size_t kHeadBytes = 64 << 10;
constexpr std::size_t kComparedMax = 1000;
constexpr std::string_view kPdf = "%PDF-";
constexpr std::size_t kBeforePdfMax = 1024;
constexpr std::string_view kZip = "PK\x03\x04";

struct Original {
  std::int64_t version_id = 0;
  std::string name;  // for people
  std::string kind;
  std::string sha256;
};

std::string head_of(const std::filesystem::path& path) {
  std::string head(kHeadBytes, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return head;
}

// Letters and digits of ASCII, which every way of reading a text keeps; up to `most`.
std::string plain_characters(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text) {
    if (out.size() == most) break;
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain) out += c;
  }
  return out;
}

// ASCII alone reads the same in every encoding that is guessed.
bool is_ascii(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return c > 0; });
}

bool begins_otherwise(const std::string& head, const std::string& text) {
  if (!is_ascii(head)) return false;
  const std::string read = plain_characters(head, kComparedMax);
  const std::string kept = plain_characters(text, kComparedMax);
  const std::size_t common = std::min(read.size(), kept.size());
  return read.compare(0, common, kept, 0, common) != 0;
}

// Whether the file cannot be of this kind.
bool is_of_another_kind(const std::string& head, const std::string& kind) {
  const std::string_view beginning = std::string_view(head).substr(0, kBeforePdfMax + kPdf.size());
  const bool pdf = beginning.find(kPdf) != std::string_view::npos;
  const bool word = !pdf && head.starts_with(kZip);
  return pdf != (kind == "pdf") || word != (kind == "docx");
}

Result<std::vector<Original>> originals_from(const store::Reads& store, std::int64_t last) {
  std::vector<Original> out;
  TRY(store.read([&](store::Sql& sql) {
    return sql.query(R"sql(
        SELECT v.version_id, d.document_id || ' version ' || v.number, d.kind, v.sha256
        FROM versions v JOIN documents d ON d.document_no = v.document_no
        WHERE v.version_id > $1 AND v.state = 'current' AND EXISTS
          (SELECT 1 FROM jobs j WHERE j.document_no = v.document_no
                                  AND j.version_id = v.version_id AND j.kind = 'ingest')
        ORDER BY v.version_id LIMIT $2)sql",
                     {last, kVersionsTogether}, [&](const store::SqlRow& row) {
                       out.push_back({row.integer(0), row.text(1), row.text(2), row.text(3)});
                       return true;
                     });
  }));
  return out;
}

// Empty if the first part is missing or damaged, which is said elsewhere.
Result<std::string> first_text(const store::Reads& store, std::int64_t version_id) {
  std::string out;
  TRY(store.read([&](store::Sql& sql) -> Result<void> {
    const auto part = store::read_part(sql, version_id, 0);
    if (part) out = part->part.text;
    return {};
  }));
  return out;
}

}  // namespace

Result<std::vector<std::string>> check_originals(const store::Reads& store,
                                                 const store::Blobs& blobs) {
  std::vector<std::string> problems;
  for (std::int64_t last = 0;;) {
    const auto originals = TRY(originals_from(store, last));
    for (const Original& original : originals) {
      if (problems.size() >= kProblemsMax) return problems;
      TRY(store.go_on());
      const auto file = blobs.open_file(original.sha256);
      if (!file) continue;  // that it is missing is said elsewhere
      const std::string head = head_of(file->path());
      if (head.empty()) continue;
      const bool plain = original.kind == "text" || original.kind == "code";
      const std::string text = plain ? TRY(first_text(store, original.version_id)) : std::string();
      if (is_of_another_kind(head, original.kind) ||
          (!text.empty() && begins_otherwise(head, text)))
        problems.push_back(text::to_valid_utf8(
            fmt::format("the original of {}, blob {}, is not what its text was read from",
                        original.name, original.sha256)));
    }
    if (originals.size() < static_cast<std::size_t>(kVersionsTogether)) return problems;
    last = originals.back().version_id;
  }
}

}  // namespace alexandria::library
