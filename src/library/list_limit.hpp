#pragma once
// What every list has in common.
#include <cstdint>

#include "alexandria/base/result.hpp"

namespace alexandria::library {

/// kInvalidArgument `invalid_limit` over 1,000 entries at once.
inline Result<void> check_list_limit(std::uint64_t limit) {
  constexpr std::uint64_t kListMax = 1000;
  if (limit > kListMax)
    return fail(Code::kInvalidArgument, "invalid_limit", "limit may be {} at most, not {}",
                kListMax, limit);
  return {};
}

}  // namespace alexandria::library
