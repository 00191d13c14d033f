#include "alexandria/text/chunker.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include "alexandria/text/sentences.hpp"
#include "alexandria/text/unicode.hpp"

namespace alexandria::text {
namespace {

// What cuts cost, beside kSizeWeight times the squared relative distance from the aim. Chosen on
// the chunking set (docs/decisions/0005-chunks.md).
constexpr double kCutInsideLine = 1;
constexpr double kCutInsideBlock =
    .1;  // at the end of a line, inside a block; at the end of a block: nothing
constexpr double kSizeWeight = .3;
constexpr double kAim = .75;  // of the target, which is the most

// An atom is what a chunk never splits; a section is what stands under one heading.
struct Atom {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::size_t tokens = 0;
  double cut_price = kCutInsideLine;  // of a cut behind it
  bool after_gap = false;             // what is set aside stands before it: no chunk runs across
};
struct Section {
  std::vector<Atom> atoms;
  std::size_t tokens = 0;
  std::string path;
};

class Cutter {
 public:
  Cutter(const model::ParsedPart& part, const TokenCounter& count, const ChunkLimits& limits,
         HeadingPath& path)
      : part_(part), count_(count), limits_(limits), path_(path) {}

  std::vector<model::Chunk> run() {
    for (const model::Block& block : part_.blocks) {
      if (block.set_aside)
        after_gap_ = true;
      else
        add_block(block);
    }
    merge_small_sections();
    std::vector<model::Chunk> chunks;
    std::size_t total = 0;
    for (const Section& section : sections_)
      total += section.tokens;
    if (total <= limits_.whole_tokens) {
      add_whole(chunks);
      return chunks;
    }
    for (const Section& section : sections_)
      cut_section(section, chunks);
    return chunks;
  }

 private:
  // One chunk for each run of text without a gap.
  void add_whole(std::vector<model::Chunk>& chunks) const {
    const Section* section = nullptr;  // of the run's first atom
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    for (const Section& each : sections_) {
      for (const Atom& atom : each.atoms) {
        if (section != nullptr && atom.after_gap)
          chunks.push_back(chunk(begin, end, *std::exchange(section, nullptr)));
        if (section == nullptr) {
          section = &each;
          begin = atom.begin;
        }
        end = atom.end;
      }
    }
    if (section != nullptr) chunks.push_back(chunk(begin, end, *section));
  }

  std::string_view text(std::uint32_t begin, std::uint32_t end) const {
    return std::string_view(part_.text).substr(begin, end - begin);
  }

  void add_block(const model::Block& block) {
    const std::string_view content = text(block.begin, block.end);
    if (trim(content).empty()) return;
    const bool heading = block.kind == model::BlockKind::kHeading;
    if (heading) path_.enter(block.level, squeeze(content));
    if (heading || sections_.empty()) sections_.push_back({{}, 0, path_.text()});
    const bool prose =
        block.kind == model::BlockKind::kParagraph || block.kind == model::BlockKind::kCaption;
    if (heading)
      add_atom(block.begin, block.end);
    else if (prose)
      add_sentences(block);
    else
      add_lines(block);
    if (!heading && !sections_.back().atoms.empty()) sections_.back().atoms.back().cut_price = 0;
  }

  void add_sentences(const model::Block& block) {
    for (const auto& [begin, end] : split_lines_and_sentences(text(block.begin, block.end)))
      add_atom(block.begin + begin, block.begin + end);
  }

  void add_lines(const model::Block& block) {
    std::uint32_t begin = block.begin;
    while (begin < block.end) {
      const std::size_t newline = part_.text.find('\n', begin);
      const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(newline, block.end));
      add_atom(begin, end);
      begin = end + 1;
    }
  }

  void add_atom(std::uint32_t begin, std::uint32_t end) {
    const std::string_view content = trim(text(begin, end));
    if (content.empty()) return;
    begin = static_cast<std::uint32_t>(content.data() - part_.text.data());
    end = static_cast<std::uint32_t>(begin + content.size());
    const std::size_t tokens = count_(content);
    if (tokens > limits_.target_tokens && content.size() > 1)
      return split_long_atom(begin, end, tokens);
    Section& section = sections_.back();
    section.atoms.push_back({begin, end, tokens, kCutInsideLine, std::exchange(after_gap_, false)});
    if (end < part_.text.size() && part_.text[end] == '\n')
      section.atoms.back().cut_price = kCutInsideBlock;
    section.tokens += tokens;
  }

  // Over the target: halved at the white space (or else the code point) nearest to the middle, as
  // often as needed.
  void split_long_atom(std::uint32_t begin, std::uint32_t end, std::size_t tokens) {
    const std::uint32_t middle = begin + (end - begin) / 2;
    const std::size_t left = part_.text.find_last_of(" \n\t", middle);
    const std::size_t right = part_.text.find_first_of(" \n\t", middle);
    std::uint32_t cut = middle;
    if (left != std::string::npos && left > begin) cut = static_cast<std::uint32_t>(left);
    if (right < end && (cut == middle || right - middle < middle - cut))
      cut = static_cast<std::uint32_t>(right);
    while (cut > begin && (static_cast<unsigned char>(part_.text[cut]) & 0xC0) == 0x80)
      --cut;
    if (cut == begin || tokens == 0) {
      sections_.back().atoms.push_back(
          {begin, end, tokens, kCutInsideLine, std::exchange(after_gap_, false)});
      sections_.back().tokens += tokens;
      return;
    }
    add_atom(begin, cut);
    add_atom(cut, end);
  }

  void merge_small_sections() {
    std::vector<Section> merged;
    for (Section& section : sections_) {
      if (section.atoms.empty()) continue;
      if (!merged.empty() && merged.back().tokens + section.tokens <= limits_.target_tokens) {
        merged.back().atoms.insert(merged.back().atoms.end(), section.atoms.begin(),
                                   section.atoms.end());
        merged.back().tokens += section.tokens;
      } else {
        merged.push_back(std::move(section));
      }
    }
    sections_ = std::move(merged);
  }

  // The cheapest way to cut a section, by dynamic programming: chunks near the aim, cut at the ends
  // of blocks, else of lines, else of sentences. No chunk is over the target, unless one atom alone
  // is.
  void cut_section(const Section& section, std::vector<model::Chunk>& chunks) {
    const std::vector<Atom>& atoms = section.atoms;
    const double aim = kAim * static_cast<double>(limits_.target_tokens);
    std::vector<double> costs(atoms.size() + 1, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> begins(atoms.size() + 1, 0);
    costs[0] = 0;
    for (std::size_t end = 1; end <= atoms.size(); ++end) {
      std::size_t tokens = 0;
      for (std::size_t begin = end; begin-- > 0;) {
        tokens += atoms[begin].tokens;
        if (tokens > limits_.target_tokens && begin + 1 < end) break;
        const double off = (static_cast<double>(tokens) - aim) / aim;
        const double cost = costs[begin] + kSizeWeight * off * off + atoms[end - 1].cut_price;
        if (cost < costs[end]) {
          costs[end] = cost;
          begins[end] = begin;
        }
        if (atoms[begin].after_gap) break;
      }
    }
    std::vector<std::size_t> ends;
    for (std::size_t end = atoms.size(); end > 0; end = begins[end])
      ends.push_back(end);
    std::size_t begin = 0;
    for (std::size_t i = ends.size(); i-- > 0;) {
      chunks.push_back(chunk(atoms[begin].begin, atoms[ends[i] - 1].end, section));
      begin = ends[i];
    }
  }

  model::Chunk chunk(std::uint32_t begin, std::uint32_t end, const Section& section) const {
    model::Chunk out;
    out.part = part_.number;
    out.begin = begin;
    out.end = end;
    out.text = std::string(text(begin, end));
    out.heading_path = section.path;
    return out;
  }

  const model::ParsedPart& part_;
  const TokenCounter& count_;
  const ChunkLimits& limits_;
  HeadingPath& path_;
  std::vector<Section> sections_;
  bool after_gap_ = false;
};

}  // namespace

void HeadingPath::enter(unsigned level, std::string_view heading) {
  const std::size_t index = std::clamp(level, 1U, 6U) - 1;
  constexpr std::size_t kBytesMax = 120;
  std::size_t length = std::min(heading.size(), kBytesMax);
  while (length < heading.size() && length > 0 &&
         (static_cast<unsigned char>(heading[length]) & 0xC0) == 0x80)
    --length;
  levels_[index] = std::string(heading.substr(0, length));
  for (std::size_t below = index + 1; below < levels_.size(); ++below)
    levels_[below].clear();
}

std::string HeadingPath::text() const {
  std::string out;
  for (const std::string& level : levels_) {
    if (level.empty()) continue;
    if (!out.empty()) out += " > ";
    out += level;
  }
  return out;
}

std::vector<model::Chunk> cut_into_chunks(const model::ParsedPart& part,
                                          const TokenCounter& count_tokens,
                                          const ChunkLimits& limits, HeadingPath& path) {
  return Cutter(part, count_tokens, limits, path).run();
}

}  // namespace alexandria::text
