#pragma once
// What a question names, beside the passage that may answer it.
#include "evidence.hpp"

namespace alexandria::library {

/// Fills the features of `evidence` that tell what of its question the passage of its best sentence
/// does not say. Embeds the question once more for each of the first six such words.
Result<void> compare_needs(const EvidenceSources& sources, Evidence& evidence);

}  // namespace alexandria::library
