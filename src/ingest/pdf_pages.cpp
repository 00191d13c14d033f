#include "pdf_pages.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "pdf_flow.hpp"
#include "pdf_line_numbers.hpp"
#include "pdf_rows.hpp"
#include "pdf_upright.hpp"

namespace alexandria::ingest {
namespace {

// The next page is arranged too, beside its own neighbours.
constexpr std::size_t kPagesAhead = kPagesCompared + 1;
constexpr std::size_t kRunningTextsMax = 10'000;  // remembered; further ones are text
constexpr float kFarInSizes = 3;                  // slanted words further apart are not of one line

void add_slanted(const std::vector<PdfWord>& words, std::vector<PdfBlock>& out) {
  const PdfWord* last = nullptr;
  for (const PdfWord& word : words) {
    const auto far = static_cast<int>(word.size * kFarInSizes * kUnitsAPoint);
    const bool goes_on = last != nullptr && std::abs(word.box.x0 - last->box.x1) < far &&
                         std::abs(word.box.y0 - last->box.y0) < far;
    if (!goes_on) out.push_back({{{PdfLine{}}}, PdfBlockKind::kApart});
    PdfLine& line = out.back().rows.front().front();
    line.box.add(word.box);
    line.words.push_back(word);
    last = &word;
  }
}

std::vector<PdfBlock> turned_of(const PdfText& text) {
  std::vector<PdfBlock> out;
  for (const std::vector<PdfWord>& words : text.turned) {
    for (PdfBlock& block : ingest::arrange(words)) {
      if (block.kind == PdfBlockKind::kText) block.kind = PdfBlockKind::kApart;
      out.push_back(std::move(block));
    }
  }
  return out;
}

PdfBlock block_of(PdfRow row) {
  PdfLine line;
  for (PdfLine& fragment : row) {
    std::ranges::move(fragment.words, std::back_inserter(line.words));
    line.box.add(fragment.box);
  }
  put_in_order(line);
  PdfBlock block;
  block.rows.push_back({std::move(line)});
  block.kind = PdfBlockKind::kApart;
  return block;
}

// Whether the last sentence ends on the next page: then nothing of this page stands behind it.
bool goes_on(const std::vector<PdfBlock>& flow) {
  return !flow.empty() && !flow.back().rows.empty() &&
         flow.back().rows.back().back().words.back().page != 0;
}

void append(std::vector<PdfBlock>& blocks, std::vector<PdfBlock>& out) {
  std::ranges::move(blocks, std::back_inserter(out));
  blocks.clear();
}

}  // namespace

PdfPages::Loaded PdfPages::load(std::size_t number) {
  Loaded out;
  out.edges.page = number;
  const PdfPage page(FPDF_LoadPage(document_, static_cast<int>(number)), &FPDF_ClosePage);
  if (!page) {
    out.page.is_damaged = true;
    return out;
  }
  layers_.hide(page.get());
  PdfText text = read_words(page.get(), nullptr);
  PdfNotes notes = read_notes(page.get(), form_);
  out.page.attachments = notes.attachments;
  out.page.is_readable = text.is_readable;
  out.page.characters = text.characters + notes.characters;
  out.page.unread = text.characters;
  if (text.is_readable) {
    out.page.unread = text.unread;
    out.uprights = read_uprights(page.get(), text.turn);
    out.rows = rows_of(std::move(text.words), out.uprights);
    out.rules = read_rules(page.get(), text.turn);
    out.edges = edges_of(out.rows, number, text.turn.upright_height());
    out.turn = text.turn;
    out.turned = turned_of(text);
    add_slanted(text.slanted, out.apart);
  }
  append(notes.blocks, out.apart);
  return out;
}

// The first copy of what a running row says is text: nothing else may say it.
bool PdfPages::is_new(const std::string& says) {
  if (says.empty() || running_.contains(says)) return false;
  if (running_.size() < kRunningTextsMax) running_.insert(says);
  return true;
}

void PdfPages::arrange(std::size_t number) {
  Loaded& page = at(number);
  if (std::exchange(page.is_arranged, true)) return;
  std::vector<const PdfEdges*> neighbours;
  for (std::size_t other = number - std::min(number, kPagesCompared);
       other <= number + kPagesCompared; ++other)
    if (other != number && is_held(other)) neighbours.push_back(&at(other).edges);
  std::vector<PdfRow> body;
  const auto running = running_rows(page.rows, page.edges, neighbours, style_.body_size);
  const auto runs = [&](std::size_t row) {
    return std::ranges::binary_search(running, row, {}, &PdfRunningRow::row);
  };
  std::size_t body_end = page.rows.size();
  while (body_end > 0 && runs(body_end - 1))
    --body_end;
  auto next_running = running.begin();
  for (std::size_t row = 0; row < page.rows.size(); ++row) {
    const bool is_running = runs(row);
    const bool is_text = !is_running || is_new(next_running->says);
    if (is_running) ++next_running;
    if (!is_running || (is_text && !body.empty() && row < body_end)) {
      body.push_back(std::move(page.rows[row]));
      continue;
    }
    std::vector<PdfBlock>& edge = body.empty() ? page.heads : page.feet;
    edge.push_back(block_of(std::move(page.rows[row])));
    edge.back().set_aside = !is_text;
  }
  page.rows.clear();
  if (std::vector<PdfLine> numbers = take_line_numbers(body); !numbers.empty()) {
    PdfBlock block = block_of(std::move(numbers));
    block.set_aside = true;
    page.feet.insert(page.feet.begin(), std::move(block));
  }
  page.flow = arrange_rows(std::move(body), page.rules, page.uprights);
  add_upright_names(page.flow, page.turned, page.turn);
}

PdfPages::Page PdfPages::next() {
  const std::size_t number = next_++;
  while (first_ + held_.size() < std::min(count_, number + 1 + kPagesAhead))
    held_.push_back(load(first_ + held_.size()));
  while (first_ + kPagesCompared < number) {
    held_.pop_front();
    ++first_;
  }
  arrange(number);
  Loaded& own = at(number);
  if (is_held(number + 1)) {
    arrange(number + 1);
    complete_last_sentence(own.flow, at(number + 1).flow, style_,
                           static_cast<std::uint32_t>(number + 2));
  }
  if (goes_on(own.flow)) {
    const auto is_text = [](const PdfBlock& block) { return !block.set_aside; };
    std::ranges::copy_if(own.feet, std::back_inserter(own.heads), is_text);
    std::erase_if(own.feet, is_text);
  }
  Page out = std::move(own.page);
  for (std::vector<PdfBlock>* blocks : {&own.heads, &own.flow, &own.turned, &own.apart, &own.feet})
    append(*blocks, out.blocks);
  return out;
}

}  // namespace alexandria::ingest
