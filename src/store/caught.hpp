#pragma once
#include <exception>
#include <functional>

#include "alexandria/base/log.hpp"
#include "alexandria/base/result.hpp"

namespace alexandria::store {

/// Runs what may throw; an exception becomes kInternal `exception`.
template <class Work>
Result<void> caught(const Work& work) {
  try {
    return work();
  } catch (const std::exception& exception) {
    return fail(Code::kInternal, "exception", "an unexpected failure: {}", exception.what());
  } catch (...) {
    return fail(Code::kInternal, "exception", "an unexpected failure of unknown kind");
  }
}

/// What follows a COMMIT, if anything does; its failure is logged, for what was committed stays.
inline void run_committed(const std::function<void()>& committed) {
  if (!committed) return;
  const auto followed = caught([&]() -> Result<void> {
    committed();
    return {};
  });
  if (!followed) log::error("what follows a commit failed: {}", followed.error().message);
}

}  // namespace alexandria::store
