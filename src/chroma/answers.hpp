#pragma once
// Errors as Chroma's clients know them: a status, a name, a text.
#include "alexandria/base/result.hpp"
#include "alexandria/http/message.hpp"

namespace alexandria::chroma {

/// The reason of an error of the wrong type (422), against that of a wrong value (400).
inline constexpr std::string_view kShape = "wrong_shape";

/// A body that is JSON and not what is wanted; `path` names the field. Chroma's words.
template <class... Args>
std::unexpected<Error> wrong_shape(std::string_view path, fmt::format_string<Args...> format,
                                   Args&&... args) {
  return fail(Code::kInvalidArgument, kShape,
              "Failed to deserialize the JSON body into the target type: {}{}{}", path,
              path.empty() ? "" : ": ", fmt::format(format, std::forward<Args>(args)...));
}

/// A value that is not allowed (400).
template <class... Args>
std::unexpected<Error> wrong_value(fmt::format_string<Args...> format, Args&&... args) {
  return fail(Code::kInvalidArgument, "wrong_value", format, std::forward<Args>(args)...);
}

http::Response error_answer(const Error& error);
/// An answer without a body, as the reference gives to unknown routes and methods.
http::Response empty_answer(int status);

}  // namespace alexandria::chroma
