#include "alexandria/library/freshness.hpp"

#include <algorithm>
#include <array>
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
  return fmt::format("{}.{}.{}.{}.{}.{}", timeline, write.collection_id, write.position,
                     write.commit_id, write.transaction_id, write.at_ms);
}

Result<ReadToken> ReadToken::parse(const std::string& text) {
  ReadToken out;
  std::array<std::string_view, 6> parts;
  std::size_t count = 0;
  for (std::string_view rest = text; count < parts.size(); ++count) {
    const std::size_t end = count + 1 < parts.size() ? rest.find('.') : rest.size();
    parts[count] = rest.substr(0, end);
    if (end == std::string_view::npos) break;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto& [timeline, collection, position, commit, transaction, at] = parts;
  out.timeline = timeline;
  out.write.commit_id = commit;
  out.write.transaction_id = transaction;
  if (count == parts.size() && read_number(collection, out.write.collection_id) &&
      read_number(position, out.write.position) && read_number(at, out.write.at_ms))
    return out;
  return fail(Code::kInvalidArgument, "invalid_token",
              "'{}' is no read token: it is what the answer to a write bears as x-alexandria-token",
              text.substr(0, 100));
}

}  // namespace alexandria::library
