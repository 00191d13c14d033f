#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "alexandria/ingest/parse.hpp"
#include "alexandria/text/unicode.hpp"
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
    ".c",      ".h",   ".cc",  ".cpp",   ".hpp",   ".py",   ".js",  ".ts",    ".tsx",   ".jsx",
    ".java",   ".go",  ".rs",  ".rb",    ".php",   ".cs",   ".kt",  ".swift", ".scala", ".sh",
    ".bash",   ".sql", ".lua", ".pl",    ".r",     ".m",    ".css", ".json",  ".yaml",  ".yml",
    ".toml",   ".xml", ".ini", ".cmake", ".proto", ".hs",   ".ex",  ".clj",   ".zig",   ".vue",
    ".svelte", ".jsp", ".erb", ".ejs",   ".hbs",   ".twig", ".xsl", ".xslt",  ".xsd"};
const std::set<std::string, std::less<>> kTextExtensions = {
    ".txt", ".text", ".asc", ".log", ".rst", ".adoc", ".org", ".tex", ".srt", ".vtt"};
const std::set<std::string, std::less<>> kTableExtensions = {".csv", ".tsv"};
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

// From the first letter of `head` on that is neither white space nor part of a declaration or a
// comment.
std::string_view skip_prolog(std::string_view head) {
  for (;;) {
    head.remove_prefix(
        std::min(head.find_first_not_of(" \t\r\n\xEF\xBB\xBF\xFE\xFF"), head.size()));
    const std::string_view end = head.starts_with("<?xml")  ? "?>"
                                 : head.starts_with("<!--") ? "-->"
                                                            : "";
    const std::size_t at = end.empty() ? std::string_view::npos : head.find(end);
    if (at == std::string_view::npos) return head;
    head.remove_prefix(at + end.size());
  }
}

// Whether a file is a page of HTML by its beginning. Where its name says that it is something else
// a tag is not enough, since what holds tags is not always a page: it has to say that it is one.
bool has_html(std::string_view bytes, bool is_named_otherwise) {
  std::string lowered(bytes.substr(0, 4096));
  std::erase(lowered, '\0');  // UTF-16
  lower_ascii(lowered);
  const std::string_view head = skip_prolog(lowered);
  if (head.starts_with("<!doctype html") || head.starts_with("<html>") ||
      (head.starts_with("<html") && text::trim(head.substr(5, 1)).empty()))
    return true;
  if (is_named_otherwise || !head.starts_with('<')) return false;
  return std::ranges::any_of(
      std::array<std::string_view, 6>{"<html", "<head", "<body", "<title", "<div", "<p>"},
      [&](std::string_view tag) { return head.contains(tag); });
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
  const bool is_table = kTableExtensions.contains(extension);
  const bool is_code = kCodeExtensions.contains(extension);
  if (has_html(bytes, is_markdown || is_table || is_code || kTextExtensions.contains(extension)) ||
      ((extension == ".html" || extension == ".htm" || extension == ".xhtml") && !is_binary(bytes)))
    return "html";
  if (is_binary(bytes)) return {};
  if (is_markdown) return "markdown";
  if (is_table) return "csv";
  if (is_code) return "code";
  return "text";
}

}  // namespace alexandria::ingest
