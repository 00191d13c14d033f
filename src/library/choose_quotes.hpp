#pragma once
// Which of the sentences that answer are quoted.
#include "alexandria/text/question_asks.hpp"
#include "evidence.hpp"

namespace alexandria::library {

/// Puts the sentences of `evidence` in the order in which they are quoted. Passages keep their
/// order; inside of one, a sentence is compared together with the names of the question that stand
/// before it, and comes first if it has something of the kind that is asked for. Embeds those that
/// have such names once more.
Result<void> choose_quotes(const EvidenceSources& sources, const text::QuestionAsks& asks,
                           Evidence& evidence);

}  // namespace alexandria::library
