#include "bound_place.hpp"

#include "alexandria/base/identifier.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/store/meta.hpp"
#include "alexandria/store/outage.hpp"

namespace alexandria::library {
namespace {

constexpr std::uint64_t kMarkBytesMax = 200;

Result<std::string> meta(store::Store& store, std::string_view name) {
  std::string out;
  TRY(store.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::read_meta(sql, name));
    return {};
  }));
  return out;
}

bool passes(const Error& error) {
  return store::is_object_outage(error) || error.reason == "queue_full";
}

// The mark that the place bears; empty if it has none.
Result<std::string> mark_at(store::Objects& objects, const std::string& key) {
  auto found = objects.get_bytes(key, kMarkBytesMax, {});
  if (!found && found.error().code == Code::kNotFound && found.error().reason == "object_not_found")
    return std::string();
  return found;
}

std::unexpected<Error> elsewhere(const store::Objects& objects, const std::string& key,
                                 const std::string& mark) {
  return fail(Code::kConflict, "blobs_elsewhere",
              "the originals of this library are not in {}: name the place that it was begun with "
              "(blobs.url). If this is a copy of that place, put an object {} there that holds {}",
              objects.describe(), key, mark);
}

Result<void> prove(store::Objects& objects, const std::string& key, const std::string& mark) {
  return TRY(mark_at(objects, key)) == mark ? Result<void>{} : elsewhere(objects, key, mark);
}

// The first node marks the place before it tells the database, so that of two at most one wins.
Result<void> mark(store::Store& store, store::Objects& objects, const std::string& key) {
  const std::string own = base::random_hex(16);
  const bool is_new = TRY(objects.put_bytes(key, own, {.if_absent = true}));
  const std::string there = is_new ? own : TRY(mark_at(objects, key));
  TRY(store.write([&](store::Sql& sql) -> Result<void> {
    TRY(sql.run("INSERT INTO meta (name, value) VALUES ('place', $1) ON CONFLICT DO NOTHING",
                {std::string_view(there)}));
    return {};
  }));
  const std::string bound = TRY(meta(store, "place"));
  if (bound == there) return {};
  if (is_new) TRY(objects.remove(key));
  return elsewhere(objects, key, bound);
}

}  // namespace

Result<void> bind_place(store::Store& store, store::Objects& objects) {
  const std::string key = "places/" + store.timeline();
  const std::string bound = TRY(meta(store, "place"));
  const auto done = bound.empty() ? mark(store, objects, key) : prove(objects, key, bound);
  if (done || !passes(done.error())) return done;
  log::warning("the place of originals cannot be proved now: {}", done.error().message);
  return {};
}

Result<void> refuse_unfinished_copy(store::Store& store) {
  if (TRY(meta(store, "copy_of")).empty()) return {};
  return fail(Code::kConflict, "copy_unfinished",
              "the database is a copy that was interrupted: run the same `alexandria migrate` "
              "again, or begin with an empty database");
}

}  // namespace alexandria::library
