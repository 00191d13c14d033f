#include "alexandria/library/collections.hpp"

#include <algorithm>

#include "alexandria/store/collections.hpp"
#include "alexandria/store/tenants.hpp"
#include "embedders.hpp"
#include "index_set.hpp"

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

Collections::Collections(store::Store& store, IndexSet& indexes, Embedders& embedders,
                         jobs::JobEngine* engine, std::string default_model)
    : store_(store),
      indexes_(indexes),
      embedders_(embedders),
      engine_(engine),
      default_model_(std::move(default_model)) {}

Result<store::CollectionRow> Collections::find(const std::string& name) {
  store::CollectionRow out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::find_collection(sql, name));
    return {};
  }));
  return out;
}

Result<store::CollectionRow> Collections::create(const std::string& name,
                                                 const std::string& wanted_model) {
  TRY(check_name(name));
  const std::string model = wanted_model.empty() ? default_model_ : wanted_model;
  const embed::Embedder* embedder = TRY(embedders_.get(model));
  store::CollectionRow out;
  TRY(store_.write([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::create_collection(
        sql, name, model, embedder == nullptr ? "" : embedder->model().version,
        embedder == nullptr ? 0 : embedder->model().dimension, sql.now_ms()));
    return {};
  }));
  return out;
}

Result<std::vector<store::CollectionRow>> Collections::list() {
  std::vector<store::CollectionRow> out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::list_collections(sql));
    return {};
  }));
  std::erase_if(out, [](const store::CollectionRow& row) {
    return row.database_id != store::kDefaultDatabaseId;
  });
  return out;
}

Result<void> Collections::drop(const std::string& name) {
  std::int64_t dropped = 0;
  TRY(store_.write(
      [&](store::Sql& sql) -> Result<void> {
        const store::CollectionRow collection = TRY(store::find_collection(sql, name));
        dropped = collection.collection_id;
        return store::drop_collection(sql, collection, sql.now_ms());
      },
      [&] { indexes_.forget(dropped); }, store::Intent::kErase));
  if (engine_ != nullptr) engine_->interrupt_collection(dropped);
  return {};
}

}  // namespace alexandria::library
