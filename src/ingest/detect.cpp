#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "alexandria/ingest/parse.hpp"
#include "guess_encoding.hpp"

namespace alexandria::ingest {
namespace {

void lower_ascii(std::string& text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
}

std::string extension_of(const std::string& name) {
  std::string extension = std::filesystem::path(name).extension().string();
  lower_ascii(extension);
  return extension;
}

const std::set<std::string, std::less<>> kCodeExtensions = {
    ".c",    ".h",   ".cc",  ".cpp",   ".hpp",   ".py", ".js",  ".ts",    ".tsx",   ".jsx",
    ".java", ".go",  ".rs",  ".rb",    ".php",   ".cs", ".kt",  ".swift", ".scala", ".sh",
    ".bash", ".sql", ".lua", ".pl",    ".r",     ".m",  ".css", ".json",  ".yaml",  ".yml",
    ".toml", ".xml", ".ini", ".cmake", ".proto", ".hs", ".ex",  ".clj",   ".zig"};
const std::set<std::string, std::less<>> kWordExtensions = {".docx", ".docm", ".dotx", ".dotm"};
struct Signature {
  std::string_view bytes;
  std::string_view kind;  // empty: known, and known to have no parser
};
// Binary kinds without a parser come first out of their signatures, so that they are never taken
// for text.
constexpr std::array<Signature, 16> kSignatures = {{{"%PDF-", "pdf"},
                                                    {"\x89PNG", ""},
                                                    {"\xFF\xD8\xFF", ""},
                                                    {"GIF8", ""},
                                                    {"RIFF", ""},
                                                    {"OggS", ""},
                                                    {"ID3", ""},
                                                    {"\x1F\x8B", ""},
                                                    {"7z\xBC\xAF", ""},
                                                    {"Rar!", ""},
                                                    {"\xD0\xCF\x11\xE0", ""},
                                                    {"\x7F"
                                                     "ELF",
                                                     ""},
                                                    {"II*", ""},
                                                    {"BZh", ""},
                                                    {"{\\rtf", ""},
                                                    {"%!PS", ""}}};

const std::set<std::string, std::less<>> kMarkdownExtensions = {
    ".md", ".markdown", ".mdown", ".mdwn", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd"};

// In Markdown a page may begin with a tag: only one that says that it is HTML is HTML.
bool has_html(std::string_view bytes, bool is_markdown) {
  std::string head(bytes.substr(0, 4096));
  std::erase(head, '\0');  // UTF-16
  lower_ascii(head);
  const std::size_t first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF\xFE\xFF");
  if (first == std::string::npos || head[first] != '<') return false;
  if (is_markdown)
    return head.substr(first).starts_with("<!doctype html") ||
           head.substr(first).starts_with("<html");
  return std::ranges::any_of(
      std::array<std::string_view, 7>{"<!doctype html", "<html", "<head", "<body", "<title", "<div",
                                      "<p>"},
      [&](std::string_view tag) { return head.find(tag) != std::string::npos; });
}

bool is_binary(std::string_view bytes) {
  const std::string encoding = guess_encoding(bytes);
  if (encoding.empty()) return true;
  if (encoding.starts_with("UTF-16") || encoding.starts_with("UTF-32")) return false;
  const auto zeros = static_cast<std::size_t>(std::ranges::count(bytes, '\0'));
  const auto controls = static_cast<std::size_t>(
      std::ranges::count_if(bytes, [](char c) { return (c >= 1 && c < 7) || (c > 13 && c < 27); }));
  return zeros * 20 > bytes.size() || controls * 10 > bytes.size();
}

std::string zip_kind(std::string_view bytes) {
  if (bytes.find("word/") != std::string_view::npos ||
      bytes.find("wordprocessingml") != std::string_view::npos)
    return "docx";
  return {};
}

}  // namespace

std::string detect_kind(std::string_view bytes, const std::string& name) {
  const std::string extension = extension_of(name);
  // A PDF may have up to 1,024 bytes before its header.
  if (bytes.substr(0, 1024 + 5).find("%PDF-") != std::string_view::npos) return "pdf";
  for (const Signature& signature : kSignatures)
    if (bytes.starts_with(signature.bytes)) return std::string(signature.kind);
  if (bytes.starts_with("PK\x03\x04")) {
    const std::string kind = zip_kind(bytes);
    return kind.empty() && kWordExtensions.contains(extension) ? "docx" : kind;
  }
  const bool is_markdown = kMarkdownExtensions.contains(extension);
  if (has_html(bytes, is_markdown) ||
      ((extension == ".html" || extension == ".htm" || extension == ".xhtml") && !is_binary(bytes)))
    return "html";
  if (is_binary(bytes)) return {};
  if (is_markdown) return "markdown";
  if (extension == ".csv" || extension == ".tsv") return "csv";
  if (kCodeExtensions.contains(extension)) return "code";
  return "text";
}

}  // namespace alexandria::ingest
