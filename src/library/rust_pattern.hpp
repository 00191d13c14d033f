#pragma once
// Regular expressions in the dialect of Rust's `regex`, run by RE2: classes mean Unicode's, and
// what RE2 cannot say is refused. ASCII's alone are \b and \B (docs/chroma.md).
#include <memory>
#include <string>

#include "alexandria/base/result.hpp"

namespace re2 {
class RE2;
}

namespace alexandria::library {

/// kInvalidArgument `invalid_pattern`: it cannot be read, is too large, or cannot be translated.
Result<std::unique_ptr<re2::RE2>> compile_rust_pattern(const std::string& pattern);
/// The same expression in RE2's words.
std::string in_re2(const std::string& pattern);

}  // namespace alexandria::library
