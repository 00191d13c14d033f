#include "alexandria/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace alexandria::base {

void assertion_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "alexandria: assertion failed: %s at %s:%d\n", condition, file, line);
  std::abort();
}

void die(const char* what) noexcept {
  std::fprintf(stderr, "alexandria: fatal: %s\n", what);
  std::abort();
}

}  // namespace alexandria::base
