#pragma once
// From a file to parts of text with blocks. To add a format: a `parse_x.cpp` with one function of
// type Parser, a line in `parse.cpp`'s table and its signature in `detect.cpp`.
#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "alexandria/base/result.hpp"
#include "alexandria/model/document.hpp"
#include "alexandria/platform/child_process.hpp"

namespace alexandria::ingest {

/// What kind of file this is, by its content; the name decides only between kinds of plain text
/// (Markdown, source code, CSV). Empty for a kind that no parser knows; `name` may be any file
/// name.
std::string detect_kind(std::string_view first_bytes, const std::string& name);

/// Takes what a parser finds. `part` returns false to stop.
struct Sink {
  std::function<void(const model::DocumentFacts&)>
      facts;  // before the first part (pages known), whenever more is known, and at the end
  std::function<bool(model::ParsedPart)> part;  // in order, numbered from 0
};

/// How a file is to be read.
struct Reading {
  std::uint32_t first_part = 0;  ///< parts before it are not wanted
  /// Of CSV, what its user says: `first_row` names the columns, or `none` does; empty: the parser
  /// decides.
  std::string header = {};
};

/// Parses in this process: only for children and tests. Errors: kInvalidArgument
/// `unsupported_kind`, `damaged_file`, `password_needed`; kResourceExhausted `file_too_large`.
Result<void> parse_file(const std::filesystem::path& path, const std::string& name,
                        const Reading& reading, const Sink& sink);

/// The same in a child process with limits; a child that dies gives kInvalidArgument `parser_died`,
/// one that needs more memory than the limits allow kResourceExhausted `parser_out_of_memory`.
/// kCancelled once `stop` is true.
Result<void> parse_in_child(const std::filesystem::path& path, const std::string& name,
                            const Reading& reading, const platform::ChildLimits& limits,
                            const std::atomic<bool>& stop, const Sink& sink);

/// The child's side: parses its standard input, a file, and writes frames to standard output. Gives
/// the exit status.
int run_parse_child(const std::string& name, const Reading& reading);

/// Does what the words ask of a child, `parse-child NAME FIRST_PART [HEADER]` or `render-child PAGE
/// WIDTH`, each with the file as standard input, and gives the exit status; nothing for others.
std::optional<int> run_as_child(int count, char** words);

}  // namespace alexandria::ingest
