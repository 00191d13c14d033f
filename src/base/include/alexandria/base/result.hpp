#pragma once
// Result and Error: how every fallible function of Alexandria answers.
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace alexandria {

/// Canonical codes. One table (api/errors) maps them to HTTP; `reason` says more precisely what
/// happened.
enum class Code {
  kNotFound,
  kInvalidArgument,
  kConflict,
  kUnavailable,
  kDeadline,
  kCancelled,
  kResourceExhausted,
  kPermission,
  kUnauthenticated,
  kDataLoss,
  kUnimplemented,
  kInternal,
};

/// The name of a code in snake_case, as used in logs and on the wire.
std::string_view code_name(Code code);

/// What went wrong. `reason` is stable and snake_case, for programs; `message` names the object,
/// the limit and the value, for people.
struct Error {
  Code code = Code::kInternal;
  std::string reason;
  std::string message;
};

/// A value or an Error. Never ignore one: handle it or pass it up with TRY.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using Base = std::expected<T, Error>;
  using Base::Base;
  Result() = default;
};

/// Makes the error half of a Result: `return fail(Code::kNotFound, "document_not_found", "no
/// document {}", id);`
template <class... Args>
std::unexpected<Error> fail(Code code, std::string_view reason, fmt::format_string<Args...> format,
                            Args&&... args) {
  return std::unexpected<Error>(
      Error{code, std::string(reason), fmt::format(format, std::forward<Args>(args)...)});
}

}  // namespace alexandria

/// `auto x = TRY(f());` gives f's value or returns f's error from the enclosing function.
#define TRY(expression)                                                       \
  ({                                                                          \
    auto try_result_ = (expression);                                          \
    if (!try_result_) return std::unexpected(std::move(try_result_).error()); \
    std::move(try_result_).value();                                           \
  })
