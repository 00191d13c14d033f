#include "throw_away.hpp"

#include "alexandria/base/identifier.hpp"
#include "alexandria/base/log.hpp"

namespace alexandria::evaluation {

Result<ThrowAwayCollection> ThrowAwayCollection::make(library::Library& library,
                                                      const std::string& model) {
  return ThrowAwayCollection(
      &library, TRY(library.collections().create("eval-" + base::random_hex(8), model)));
}

ThrowAwayCollection::~ThrowAwayCollection() {
  if (library_ == nullptr) return;
  const auto dropped = library_->collections().drop(row_.name);
  if (!dropped)
    log::warning("the collection {} could not be dropped: {}", row_.name, dropped.error().message);
}

Result<library::AddedTexts> ThrowAwayCollection::add(
    const std::vector<library::PlainDocument>& documents, const library::TextCutter& cutter,
    const Progress& progress) {
  return library_->texts().add(row_, documents, cutter, [&](std::size_t done) {
    progress("adding documents", done, documents.size());
  });
}

}  // namespace alexandria::evaluation
