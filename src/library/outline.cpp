#include "outline.hpp"

#include <algorithm>
#include <array>

#include "alexandria/text/chunker.hpp"
#include "alexandria/text/lines.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::library {
namespace {

using text::ByteRange;

constexpr std::size_t kItemsMost = 8;
constexpr std::size_t kSentencesMost = 3;  // behind a question
constexpr std::size_t kQuoteBytesMost = 1200;
constexpr std::size_t kFollowingMost = 64;
constexpr std::uint32_t kFollowingBytes = 1500;

template <std::size_t N>
bool ends_with_any(std::string_view text, const std::array<std::string_view, N>& marks) {
  return std::ranges::any_of(marks, [&](std::string_view mark) { return text.ends_with(mark); });
}

// Without closing quotation marks, brackets and marks of emphasis.
std::string_view without_closings(std::string_view sentence) {
  constexpr std::array<std::string_view, 11> kClosings = {"\"", "'", ")",  "*",  "_", "”",
                                                          "’",  "»", "」", "』", "）"};
  for (bool shorter = true; shorter;) {
    shorter = false;
    for (const std::string_view closing : kClosings)
      if (sentence.ends_with(closing)) {
        sentence.remove_suffix(closing.size());
        shorter = true;
      }
  }
  return text::trim(sentence);
}

Role role_of(std::string_view sentence, const std::string& language) {
  constexpr std::array<std::string_view, 8> kAsk = {"?", "？", "؟", "\xCD\xBE", "፧", "⁇", "⁈", "՞"};
  constexpr std::array<std::string_view, 4> kAnnounce = {":", "：", "፦", "︰"};
  if (text::is_barred(sentence)) return Role::kRow;
  const std::string_view bare = without_closings(sentence);
  if (ends_with_any(bare, kAsk)) return Role::kQuestion;
  if (language.starts_with("el") && bare.ends_with(';')) return Role::kQuestion;
  return ends_with_any(bare, kAnnounce) ? Role::kLeadIn : Role::kSays;
}

// Gives each sentence the block that it stands in and the headings above it.
class Placing {
 public:
  Placing(const model::ParsedPart& part, std::uint32_t begin) : part_(part), begin_(begin) {}

  void place(OutlinedSentence& sentence) {
    const std::uint32_t from = begin_ + sentence.place.first;
    const std::uint32_t to = begin_ + sentence.place.second;
    while (next_ < part_.blocks.size() && part_.blocks[next_].begin <= from)
      enter(part_.blocks[next_++]);
    for (const std::string& heading : path_.levels())
      if (!heading.empty()) sentence.headings.push_back(heading);
    sentence.block = next_;
    if (next_ == 0) return;
    const model::Block& block = part_.blocks[next_ - 1];
    if (block.end <= from) return;
    sentence.is_item = block.kind == model::BlockKind::kList;
    if (block.kind == model::BlockKind::kTable) sentence.role = Role::kRow;
    if (block.kind == model::BlockKind::kCode) sentence.role = Role::kSays;
    if (block.kind != model::BlockKind::kHeading || to > block.end) return;
    sentence.level = std::max<unsigned>(block.level, 1);
    sentence.role = Role::kHeading;
    if (!sentence.headings.empty()) sentence.headings.pop_back();  // itself
  }

 private:
  void enter(const model::Block& block) {
    if (block.kind != model::BlockKind::kHeading || block.set_aside) return;
    path_.enter(
        block.level,
        text::squeeze(std::string_view(part_.text).substr(block.begin, block.end - block.begin)));
  }

  const model::ParsedPart& part_;
  const std::uint32_t begin_;
  std::size_t next_ = 0;  // block
  text::HeadingPath path_;
};

class Following {
 public:
  explicit Following(const std::vector<OutlinedSentence>& outline) : all_(outline) {}

  // Adds what number `lead` leads to; answers the number behind it.
  std::size_t add(std::size_t lead) {
    if (all_[lead].role == Role::kLeadIn) return add_announced(lead);
    if (all_[lead].role == Role::kHeading && !all_[lead].asks) return add_section(lead);
    std::size_t first = lead + 1;
    while (first < all_.size() && all_[lead].role == Role::kHeading &&
           all_[first].role == Role::kHeading && all_[first].level > all_[lead].level)
      ++first;
    return add_next(first);
  }

  std::vector<ByteRange> take() { return std::move(out_); }

 private:
  bool is_heading(std::size_t i) const { return all_[i].role == Role::kHeading; }

  // The end of the run of sentences from `first` on that are one statement with it.
  std::size_t end_of_run(std::size_t first) const {
    const bool is_list = all_[first].is_item;
    const std::size_t most = is_list ? kItemsMost : kSentencesMost;
    std::size_t end = first;
    while (end < all_.size() && end - first < most && all_[end].block == all_[first].block &&
           (!all_[end].leads() || (is_list && all_[end].role == Role::kLeadIn)) &&
           (end == first || all_[end].place.second - all_[first].place.first <= kQuoteBytesMost))
      ++end;
    return end;
  }

  void put(std::size_t first, std::size_t end) {
    if (out_.size() < kFollowingMost)
      out_.emplace_back(all_[first].place.first, all_[end - 1].place.second);
  }

  std::size_t add_rows(std::size_t first) {
    const std::size_t block = all_[first].block;
    for (; first < all_.size() && all_[first].role == Role::kRow && all_[first].block == block;
         ++first)
      put(first, first + 1);
    return first;
  }

  // Behind a question.
  std::size_t add_next(std::size_t first) {
    if (first >= all_.size() || is_heading(first) || all_[first].role == Role::kQuestion)
      return first;
    if (all_[first].role == Role::kLeadIn) return add_announced(first);
    if (all_[first].role == Role::kRow) return add_rows(first);
    const std::size_t end = end_of_run(first);
    put(first, end);
    return end;
  }

  // The lead is quoted with the items or the sentence that it announces; rows stand for themselves.
  std::size_t add_announced(std::size_t lead) {
    const std::size_t first = lead + 1;
    if (first >= all_.size() || is_heading(first)) return first;
    if (all_[first].role == Role::kRow) return add_rows(first);
    if (all_[first].leads()) return first;
    const std::size_t end = all_[first].is_item ? end_of_run(first) : first + 1;
    put(lead, end);
    return end;
  }

  // What stands directly under a heading, else what stands under the first one below it.
  std::size_t add_section(std::size_t heading) {
    std::size_t i = heading + 1;
    while (i < all_.size()) {
      if (is_heading(i)) {
        if (!out_.empty() || all_[i].level <= all_[heading].level) break;
        ++i;
      } else if (all_[i].leads()) {
        i = add(i);
      } else {
        const std::size_t end = all_[i].is_item ? end_of_run(i) : i + 1;
        put(i, end);
        i = end;
      }
    }
    return i;
  }

  const std::vector<OutlinedSentence>& all_;
  std::vector<ByteRange> out_;
};

}  // namespace

std::vector<OutlinedSentence> outline(std::string_view passage, const model::ParsedPart* part,
                                      std::uint32_t begin, const std::string& language) {
  std::vector<OutlinedSentence> out;
  for (const ByteRange& place : text::split_sentences(passage, language)) {
    OutlinedSentence& sentence = out.emplace_back();
    sentence.place = place;
    sentence.role = role_of(passage.substr(place.first, place.second - place.first), language);
  }
  if (part == nullptr) return out;
  Placing placing(*part, begin);
  for (OutlinedSentence& sentence : out) {
    sentence.asks = sentence.role == Role::kQuestion;
    placing.place(sentence);
  }
  if (!out.empty())
    out.back().may_go_on =
        part->page > 0 &&
        text::trim(std::string_view(part->text).substr(begin + out.back().place.second)).empty();
  return out;
}

std::vector<ByteRange> led_to(const std::vector<OutlinedSentence>& outline, std::size_t lead) {
  Following following(outline);
  following.add(lead);
  return following.take();
}

bool leads_nowhere(const std::vector<OutlinedSentence>& outline, std::size_t lead) {
  const OutlinedSentence& sentence = outline[lead];
  if (!sentence.leads() || sentence.may_go_on || !led_to(outline, lead).empty()) return false;
  const auto is_beside = [&](std::size_t i) {
    return i < outline.size() && outline[i].leads() && outline[i].block == sentence.block;
  };
  return !is_beside(lead + 1) && !(lead > 0 && is_beside(lead - 1));
}

std::uint32_t end_with_what_follows(const model::ParsedPart& part, ByteRange passage,
                                    const std::string& language) {
  const std::string_view text = part.text;
  const auto sentences = outline(text.substr(passage.first, passage.second - passage.first), &part,
                                 passage.first, language);
  if (sentences.empty() || !sentences.back().leads()) return passage.second;
  for (const model::Block& block : part.blocks) {
    if (block.end <= passage.second) continue;
    if (block.set_aside || block.kind == model::BlockKind::kHeading) break;
    const std::uint32_t begin = std::max(block.begin, passage.second);
    const std::uint32_t most = std::min(block.end, begin + kFollowingBytes);
    if (most == block.end) return block.end;
    const std::size_t line = text.substr(0, most).rfind('\n');
    if (line != std::string_view::npos && line > begin) return static_cast<std::uint32_t>(line);
    const auto rest = text::split_sentences(text.substr(begin, block.end - begin), language);
    return rest.empty() ? passage.second : begin + rest.front().second;
  }
  return passage.second;
}

}  // namespace alexandria::library
