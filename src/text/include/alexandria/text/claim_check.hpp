#pragma once
// Whether a sentence of an answer rests on a passage: locally, without a model, in well under a
// millisecond. docs/answers.md says how each test works, how often it errs, and what it does not
// prove.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace alexandria::text {

enum class Support : std::uint8_t { kSupported, kPartly, kNotSupported };
/// "supported", "partly" or "not_supported".
std::string_view support_name(Support support);

struct ClaimCheck {
  Support support = Support::kNotSupported;
  double coverage = 0;  ///< share of the claim's content words that the best place of the passage
                        ///< has, 0 to 1, rare words counting more
  std::vector<std::string> failed;  ///< words of the claim, as written, that the passage does not
                                    ///< bear out: numbers, units, names, negations, other words
  std::size_t begin =
      0;  ///< bytes of the passage: the sentence or two that the claim was compared with in the end
  std::size_t end = 0;
  bool verbatim =
      false;  ///< the claim, white space and quotation marks apart, stands in the passage as it is
};

/// Checks one sentence against one passage, both UTF-8 in the language `language` (BCP 47; empty:
/// English). Numbers, dates, units, names and negations of the claim must be found with the same
/// words around them; other content words must be covered by one place of the passage, stems and
/// small spelling differences allowed. A claim without any content word is not supported.
ClaimCheck check_claim(std::string_view claim, std::string_view passage, std::string_view language);

/// [begin, end) in bytes where `quote` stands in `text`, white space, hyphens at line ends and
/// kinds of quotation marks apart; empty range if it does not.
std::pair<std::size_t, std::size_t> find_quote(std::string_view quote, std::string_view text);

}  // namespace alexandria::text
