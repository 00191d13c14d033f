#include "alexandria/store/outage.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace alexandria::store {
namespace {

constexpr std::array<std::string_view, 5> kOfDatabase = {
    "connection_lost", "commit_unknown", "database_unreachable", "database_busy", "lock_timeout"};
constexpr std::array<std::string_view, 3> kOfObjects = {
    "object_store_not_reached", "object_store_timeout", "object_store_busy"};

}  // namespace

bool is_database_outage(const Error& error) {
  return std::ranges::find(kOfDatabase, error.reason) != kOfDatabase.end();
}

bool is_object_outage(const Error& error) {
  return std::ranges::find(kOfObjects, error.reason) != kOfObjects.end();
}

}  // namespace alexandria::store
