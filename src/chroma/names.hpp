#pragma once
#include <string>

#include "alexandria/base/result.hpp"

namespace alexandria::chroma {

/// What collections and databases may be called; Chroma's words where they may not, behind
/// `before`.
Result<void> check_name(const std::string& name, std::string_view before = "");

}  // namespace alexandria::chroma
