#include <algorithm>

#include <boost/json.hpp>

#include "alexandria/model/codec.hpp"

namespace alexandria::model {

void Accounting::add_not_understood(const std::string& kind, std::uint64_t number) {
  if (number == 0) return;
  const auto known =
      std::ranges::find(not_understood, kind, &std::pair<std::string, std::uint64_t>::first);
  if (known != not_understood.end())
    known->second += number;
  else
    not_understood.emplace_back(kind, number);
}

std::string not_understood_in_words(const Accounting& accounting) {
  std::string out;
  for (const auto& [kind, number] : accounting.not_understood) {
    out += out.empty() ? "Not read: " : ", ";
    out += kind;
    if (number > 1) out += " (" + std::to_string(number) + ")";
  }
  return out;
}

std::string accounting_to_json(const Accounting& accounting) {
  boost::json::array kinds;
  for (const auto& [kind, number] : accounting.not_understood)
    kinds.push_back({{"kind", kind}, {"number", number}});
  return boost::json::serialize(boost::json::object{{"seen", accounting.seen},
                                                    {"text", accounting.text},
                                                    {"set_aside", accounting.set_aside},
                                                    {"not_read", accounting.not_read},
                                                    {"not_understood", std::move(kinds)}});
}

}  // namespace alexandria::model
