#pragma once
// Which cell of a row answers: a row names all its columns, and a question asks for one.
#include <optional>
#include <string>

#include "alexandria/library/answers.hpp"
#include "alexandria/store/documents.hpp"

namespace alexandria::library {

/// The cell of the row in [begin, end) bytes of a part that `words` (a question, or a sentence of
/// an answer) are about: the one whose column they name, else the only one whose value they do not
/// say. Nothing if the place is no row of a table, or no cell stands out. `language` is that of the
/// row, BCP 47.
std::optional<CitedCell> cited_cell(const store::StoredPart& part, std::uint32_t begin,
                                    std::uint32_t end, const std::string& words,
                                    const std::string& language);

}  // namespace alexandria::library
