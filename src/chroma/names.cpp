#include "names.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "answers.hpp"

namespace alexandria::chroma {
namespace {

constexpr std::size_t kShortest = 3;
constexpr std::size_t kLongest = 512;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool has_form(std::string_view name) {
  return name.size() >= kShortest && name.size() <= kLongest && is_alphanumeric(name.front()) &&
         is_alphanumeric(name.back()) && std::ranges::all_of(name, [](char c) {
           return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
         });
}

}  // namespace

Result<void> check_name(const std::string& name, std::string_view before) {
  const std::size_t plus = name.find('+');  // a region's name may stand before it
  const std::string_view whole = name;
  const bool is_good = plus == std::string::npos
                           ? has_form(name)
                           : name.size() <= kLongest && has_form(whole.substr(0, plus)) &&
                                 has_form(whole.substr(plus + 1));
  if (!is_good)
    return wrong_value(
        "{}Expected a name containing 3-512 characters from [a-zA-Z0-9._-], "
        "starting and ending with a character in [a-zA-Z0-9]. Got: {}",
        before, name);
  if (name.find("..") != std::string::npos)
    return wrong_value(
        "{}Expected a name that does not contains two consecutive periods "
        "(..). Got {}",
        before, name);
  in_addr four{};
  if (::inet_pton(AF_INET, name.c_str(), &four) == 1)
    return wrong_value("{}Expected a name that is not a valid ip address. Got {}", before, name);
  return {};
}

}  // namespace alexandria::chroma
