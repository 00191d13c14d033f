#pragma once
// Pages as pictures: drawn in a child process, like everything that reads foreign formats.
#include <atomic>
#include <filesystem>
#include <string>

#include "alexandria/base/result.hpp"
#include "alexandria/platform/child_process.hpp"

namespace alexandria::ingest {

inline constexpr int kRenderWidthMax = 4000;

/// A page of a PDF (from 1) as PNG, `width` pixels wide (1 to kRenderWidthMax), as it is seen:
/// rotated and cropped. kNotFound `page_not_found`; kInvalidArgument `damaged_file`,
/// `password_needed`, `parser_died`. kCancelled once `stop` is true.
Result<std::string> render_page_in_child(const std::filesystem::path& path, int page, int width,
                                         const platform::ChildLimits& limits,
                                         const std::atomic<bool>& stop);

/// The child's side, with the file as standard input. Gives the exit status.
int run_render_child(int page, int width);

}  // namespace alexandria::ingest
