#include "text_index.hpp"

#include <algorithm>

#include "alexandria/base/bytes.hpp"
#include "alexandria/base/varint.hpp"
#include "alexandria/text/pattern.hpp"

namespace alexandria::index {
namespace {

constexpr std::size_t kTrigram = 3;
constexpr char kEnd = '\xff';  // in no UTF-8
// Reading a list costs some ns a byte, looking at a text some µs: a list that is longer than so
// many bytes for each row that is left is not worth reading.
constexpr std::uint64_t kBytesARow = 500;

std::uint32_t trigram_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return std::uint32_t{static_cast<unsigned char>(text[at + i])};
  };
  return byte(0) << 16 | byte(1) << 8 | byte(2);
}

}  // namespace

Bitmap TextIndex::rows_of(std::size_t trigram) const {
  const char* at = postings.data() + offsets[trigram];
  const char* end = postings.data() + offsets[trigram + 1];
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = ~0U; at < end;)
    rows.push_back(row += static_cast<std::uint32_t>(base::read_trusted_varint(at)));
  return Bitmap(rows.size(), rows.data());
}

Bitmap TextIndex::rows_with(std::string_view needle) const {
  if (!has_trigrams || needle.empty()) return with_text;
  if (needle.size() < kTrigram) {
    std::string first(needle);
    std::string last(needle);
    first.resize(kTrigram, '\0');
    last.resize(kTrigram, kEnd);
    Bitmap out;
    auto at = std::ranges::lower_bound(trigrams, trigram_at(first, 0));
    for (; at != trigrams.end() && *at <= trigram_at(last, 0); ++at)
      out |= rows_of(static_cast<std::size_t>(at - trigrams.begin()));
    return out;
  }
  std::vector<std::pair<std::uint64_t, std::size_t>> lists;  // by their bytes
  for (std::size_t i = 0; i + kTrigram <= needle.size(); ++i) {
    const std::uint32_t wanted = trigram_at(needle, i);
    const auto at = std::ranges::lower_bound(trigrams, wanted);
    if (at == trigrams.end() || *at != wanted) return {};
    const auto number = static_cast<std::size_t>(at - trigrams.begin());
    lists.emplace_back(offsets[number + 1] - offsets[number], number);
  }
  std::ranges::sort(lists);
  const auto repeated = std::ranges::unique(lists);
  lists.erase(repeated.begin(), repeated.end());
  Bitmap out = rows_of(lists.front().second);
  for (std::size_t i = 1; i < lists.size(); ++i) {
    if (lists[i].first > kBytesARow * out.cardinality()) break;
    out &= rows_of(lists[i].second);
  }
  return out;
}

std::uint64_t TextIndex::bytes() const {
  return with_text.getSizeInBytes() + postings.size() +
         trigrams.size() * (sizeof(std::uint32_t) + sizeof(std::uint64_t));
}

bool TextIndex::is_sound(std::uint32_t rows) const {
  if (offsets.size() != trigrams.size() + 1 || offsets.front() != 0 ||
      offsets.back() != postings.size() || !std::ranges::is_sorted(offsets) ||
      std::ranges::adjacent_find(trigrams, std::ranges::greater_equal()) != trigrams.end() ||
      (!has_trigrams && !trigrams.empty()))
    return false;
  for (std::size_t t = 0; t < trigrams.size(); ++t) {
    base::ByteReader in(postings.view().substr(offsets[t], offsets[t + 1] - offsets[t]));
    std::uint64_t row = ~0ULL;
    while (!in.finished()) {
      const std::uint64_t delta = in.varint();
      row += delta;
      if (in.failed() || delta == 0 || row >= rows) return false;
    }
  }
  return true;
}

void TextIndexBuilder::add(std::uint32_t ordinal, std::string_view text) {
  out_.with_text.add(ordinal);
  if (!out_.has_trigrams) return;
  std::string lower = text::lower_for_atoms(text);
  lower.append(2, kEnd);
  for (std::size_t i = 0; i + kTrigram <= lower.size(); ++i) {
    Rows& rows = rows_[trigram_at(lower, i)];
    if (rows.next == ordinal + 1) continue;
    base::append_varint(rows.bytes, ordinal + 1 - rows.next);
    rows.next = ordinal + 1;
  }
}

TextIndex TextIndexBuilder::finish() {
  std::string postings;
  for (const auto& [trigram, rows] : rows_)
    out_.trigrams.push_back(trigram);
  std::ranges::sort(out_.trigrams);
  for (const std::uint32_t trigram : out_.trigrams) {
    postings += rows_[trigram].bytes;
    out_.offsets.push_back(postings.size());
  }
  out_.postings = Bytes(std::move(postings));
  out_.with_text.runOptimize();
  return std::move(out_);
}

namespace {

class Merge {
 public:
  explicit Merge(const std::vector<MovedTexts>& sources)
      : sources_(sources), next_(sources.size(), 0) {}

  TextIndex run(bool has_trigrams) {
    out_.has_trigrams = has_trigrams;
    for (const MovedTexts& source : sources_) {
      for (const std::uint32_t row : source.texts->with_text)
        if ((*source.places)[row] != kGone) out_.with_text.add((*source.places)[row]);
      if (!source.texts->has_trigrams && !source.texts->with_text.isEmpty())
        out_.has_trigrams = false;
    }
    out_.with_text.runOptimize();
    for (std::uint32_t least = 0; out_.has_trigrams && find_least(least);)
      merge_rows(least);
    out_.postings = Bytes(std::move(postings_));
    return std::move(out_);
  }

 private:
  bool find_least(std::uint32_t& least) const {
    bool is_any = false;
    for (std::size_t s = 0; s < sources_.size(); ++s) {
      const auto& trigrams = sources_[s].texts->trigrams;
      if (next_[s] == trigrams.size() || (is_any && trigrams[next_[s]] >= least)) continue;
      least = trigrams[next_[s]];
      is_any = true;
    }
    return is_any;
  }

  void merge_rows(std::uint32_t trigram) {
    std::uint32_t after = 0;  // the least ordinal that is not written yet
    for (std::size_t s = 0; s < sources_.size(); ++s) {
      const TextIndex& texts = *sources_[s].texts;
      if (next_[s] == texts.trigrams.size() || texts.trigrams[next_[s]] != trigram) continue;
      const char* at = texts.postings.data() + texts.offsets[next_[s]];
      const char* end = texts.postings.data() + texts.offsets[++next_[s]];
      for (std::uint32_t row = ~0U; at < end;) {
        row += static_cast<std::uint32_t>(base::read_trusted_varint(at));
        const std::uint32_t place = (*sources_[s].places)[row];
        if (place == kGone) continue;
        base::append_varint(postings_, place + 1 - after);
        after = place + 1;
      }
    }
    if (after == 0) return;
    out_.trigrams.push_back(trigram);
    out_.offsets.push_back(postings_.size());
  }

  const std::vector<MovedTexts>& sources_;
  std::vector<std::size_t> next_;
  TextIndex out_;
  std::string postings_;
};

}  // namespace

TextIndex merge_texts(const std::vector<MovedTexts>& sources, bool has_trigrams) {
  return Merge(sources).run(has_trigrams);
}

}  // namespace alexandria::index
