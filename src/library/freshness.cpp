#include "alexandria/library/freshness.hpp"

#include <charconv>

namespace alexandria::library {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string ReadToken::text() const {
  return fmt::format("{}.{}.{}", timeline, collection_id, position);
}

Result<ReadToken> ReadToken::parse(const std::string& text) {
  ReadToken out;
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string::npos ? first : text.find('.', first + 1);
  if (second != std::string::npos) {
    out.timeline = text.substr(0, first);
    const std::string_view rest = text;
    if (read_number(rest.substr(first + 1, second - first - 1), out.collection_id) &&
        read_number(rest.substr(second + 1), out.position))
      return out;
  }
  return fail(Code::kInvalidArgument, "invalid_token",
              "'{}' is no read token: it is what the answer to a write bears as x-alexandria-token",
              text.substr(0, 100));
}

}  // namespace alexandria::library
