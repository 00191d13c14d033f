#include "alexandria/store/collections.hpp"

#include <algorithm>

#include "alexandria/library/library.hpp"
#include "core.hpp"

namespace alexandria::library {
namespace {

// As in the Chroma API: 3 to 512 letters, digits, '.', '_' and '-', beginning and ending with a
// letter or digit.
Result<void> check_name(const std::string& name) {
  const auto alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const bool characters = std::ranges::all_of(
      name, [&](char c) { return alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
  if (name.size() >= 3 && name.size() <= 512 && characters && alphanumeric(name.front()) &&
      alphanumeric(name.back()))
    return {};
  return fail(Code::kInvalidArgument, "invalid_collection_name",
              "'{}' is no name for a collection: 3 to 512 letters, digits, '.', '_' or '-', "
              "beginning and ending with a letter or digit",
              name);
}

}  // namespace

Result<store::CollectionRow> Core::collection(const std::string& name) {
  store::CollectionRow out;
  TRY(store->read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::find_collection(sql, name));
    return {};
  }));
  return out;
}

Result<store::CollectionRow> Library::create_collection(const std::string& name,
                                                        const std::string& wanted_model) {
  TRY(check_name(name));
  const std::string model = wanted_model.empty() ? core_->options.default_model : wanted_model;
  const embed::Embedder* embedder = TRY(core_->embedders->get(model));
  store::CollectionRow out;
  TRY(core_->store->write([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::create_collection(
        sql, name, model, embedder == nullptr ? "" : embedder->model().version,
        embedder == nullptr ? 0 : embedder->model().dimension, core_->clock.now_ms()));
    return {};
  }));
  return out;
}

Result<std::vector<store::CollectionRow>> Library::list_collections() {
  std::vector<store::CollectionRow> out;
  TRY(core_->store->read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::list_collections(sql));
    return {};
  }));
  return out;
}

Result<store::CollectionRow> Library::find_collection(const std::string& name) {
  return core_->collection(name);
}

Result<void> Library::drop_collection(const std::string& name) {
  const store::CollectionRow collection = TRY(core_->collection(name));
  return core_->store->write(
      [&](store::Sql& sql) {
        return store::drop_collection(sql, collection, core_->clock.now_ms());
      },
      [&] { core_->indexes->drop(collection.collection_id); });
}

}  // namespace alexandria::library
