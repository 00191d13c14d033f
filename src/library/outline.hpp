#pragma once
// What the sentences of a passage are for: they say something, or they lead to what is said behind
// them (a heading, a question, "The following may enter:").
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "alexandria/model/document.hpp"
#include "alexandria/text/sentences.hpp"

namespace alexandria::library {

enum class Role : std::uint8_t { kSays, kRow, kHeading, kQuestion, kLeadIn };

struct OutlinedSentence {
  text::ByteRange place;  // bytes of the passage
  std::size_t block = 0;  // which sentences of one block share
  Role role = Role::kSays;
  bool asks = false;                  // a heading may be a question too
  bool is_item = false;               // of a list
  bool may_go_on = false;             // it is the last of a page
  unsigned level = 0;                 // of a heading
  std::vector<std::string> headings;  // that it stands under in its part, outermost first

  bool leads() const { return role != Role::kSays && role != Role::kRow; }
};

/// The sentences of a passage, in their order. `part` is where it stands, from byte `begin` on;
/// none: it stands nowhere, and only marks tell what leads.
std::vector<OutlinedSentence> outline(std::string_view passage, const model::ParsedPart* part,
                                      std::uint32_t begin, const std::string& language);

/// What stands behind number `lead` of an outline and is led to, each as one quote: the sentences,
/// rows or items of the section of a heading, the next of its sentences or items behind a question,
/// and a line that ends in a colon together with what it announces. Empty if nothing follows.
std::vector<text::ByteRange> led_to(const std::vector<OutlinedSentence>& outline, std::size_t lead);

/// Whether nothing stands behind number `lead` though something should. Not of one question among
/// others, as a list of contents has them, nor where the text goes on in the next part.
bool leads_nowhere(const std::vector<OutlinedSentence>& outline, std::size_t lead);

/// Where a passage [begin, end) that ends with what only leads must end to have what follows.
std::uint32_t end_with_what_follows(const model::ParsedPart& part, text::ByteRange passage,
                                    const std::string& language);

}  // namespace alexandria::library
