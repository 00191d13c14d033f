#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "alexandria/base/varint.hpp"
#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/unicode.hpp"
#include "segment.hpp"

namespace alexandria::index {
namespace {

constexpr std::uint32_t kFieldGap =
    100;  // positions between fields, so that no phrase crosses them

struct Occurrence {
  std::uint32_t ordinal;
  std::uint32_t position;
  bool front;  // in title or headings
};
struct Gathered {
  std::string surface;
  std::vector<Occurrence> occurrences;
};

class Builder {
 public:
  Builder(const std::vector<const Row*>& rows, const IndexOptions& options)
      : rows_(rows), segment_(std::make_shared<Segment>()), texts_(options.text_filters) {}

  std::shared_ptr<const Segment> run(VectorSpace space) {
    for (std::uint32_t ordinal = 0; ordinal < rows_.size(); ++ordinal)
      add_row(ordinal, *rows_[ordinal]);
    std::vector<const std::string*> names;
    for (const auto& [term, gathered] : terms_)
      names.push_back(&term);
    std::ranges::sort(names, [](const std::string* a, const std::string* b) { return *a < *b; });
    for (const std::string* name : names)
      write_term(*name, terms_[*name]);
    segment_->posting_offsets.push_back(postings_.size());
    segment_->position_offsets.push_back(positions_.size());
    segment_->postings = Bytes(std::move(postings_));
    segment_->positions = Bytes(std::move(positions_));
    segment_->metadata = metadata_.finish();
    segment_->texts = texts_.finish();
    segment_->vectors = build_vectors(rows_, space);
    segment_->order_rows();
    return segment_;
  }

 private:
  void add_row(std::uint32_t ordinal, const Row& row) {
    segment_->row_nos.push_back(row.row_no);
    segment_->document_nos.push_back(row.document_no);
    segment_->access[row.access_set].add(ordinal);
    ++segment_->languages[row.language];
    metadata_.add(ordinal, row.metadata);
    if (row.document) texts_.add(ordinal, *row.document);
    text::Analyzer& analyzer = analyzer_for(row.language);
    std::uint32_t length = 0;
    std::uint32_t position = 0;
    for (const std::string* field : {&row.title, &row.headings, &row.text}) {
      tokens_.clear();
      position = analyzer.analyze(*field, tokens_, position, text::Forms::kAll) + kFieldGap;
      length += static_cast<std::uint32_t>(std::ranges::count_if(tokens_, text::is_word));
      for (const text::Token& token : tokens_) {
        Gathered& gathered = terms_[token.term];
        if (gathered.surface.empty())
          gathered.surface =
              text::fold(std::string_view(*field).substr(token.begin, token.end - token.begin));
        gathered.occurrences.push_back({ordinal, token.position, field != &row.text});
      }
    }
    segment_->lengths.push_back(length);
    segment_->total_length += length;
  }

  text::Analyzer& analyzer_for(const std::string& language) {
    return analyzers_.try_emplace(language, language).first->second;
  }

  void write_term(const std::string& name, const Gathered& gathered) {
    Segment& s = *segment_;
    s.posting_offsets.push_back(postings_.size());
    s.position_offsets.push_back(positions_.size());
    Term term{name, gathered.surface.substr(0, 64), 0};
    std::uint32_t last_ordinal = 0;
    const auto& all = gathered.occurrences;
    for (std::size_t i = 0; i < all.size(); ++term.rows) {
      const std::uint32_t ordinal = all[i].ordinal;
      std::uint32_t front = 0;
      std::uint32_t body = 0;
      std::uint32_t last_position = 0;
      for (; i < all.size() && all[i].ordinal == ordinal; ++i) {
        ++(all[i].front ? front : body);
        base::append_varint(positions_, all[i].position - last_position);
        last_position = all[i].position;
      }
      base::append_varint(postings_, term.rows == 0 ? ordinal + 1 : ordinal - last_ordinal);
      base::append_varint(postings_, front);
      base::append_varint(postings_, body);
      last_ordinal = ordinal;
    }
    s.terms.push_back(std::move(term));
  }

  const std::vector<const Row*>& rows_;
  std::shared_ptr<Segment> segment_;
  std::unordered_map<std::string, Gathered> terms_;
  std::map<std::string, text::Analyzer> analyzers_;
  std::vector<text::Token> tokens_;
  MetadataBuilder metadata_;
  TextIndexBuilder texts_;
  std::string postings_;
  std::string positions_;
};

}  // namespace

std::uint64_t Segment::bytes() const {
  return postings.size() + positions.size() + vectors.bytes(rows()) + metadata.bytes() +
         texts.bytes() + terms.size() * sizeof(Term) + row_nos.size() * 24 +
         posting_offsets.size() * 16;
}

std::uint32_t Segment::find_term(std::string_view term) const {
  const auto found = std::ranges::lower_bound(
      terms, term, {}, [](const Term& t) -> std::string_view { return t.term; });
  return found != terms.end() && found->term == term
             ? static_cast<std::uint32_t>(found - terms.begin())
             : kGone;
}

std::uint32_t Segment::find_row(std::uint64_t row_no) const {
  if (by_row.empty()) {
    const auto found = std::ranges::lower_bound(row_nos, row_no);
    return found != row_nos.end() && *found == row_no
               ? static_cast<std::uint32_t>(found - row_nos.begin())
               : kGone;
  }
  const auto number = [this](std::uint32_t ordinal) { return row_nos[ordinal]; };
  const auto found = std::ranges::lower_bound(by_row, row_no, {}, number);
  return found != by_row.end() && number(*found) == row_no ? *found : kGone;
}

bool Segment::order_rows() {
  by_row.clear();
  if (holes.isEmpty() &&
      std::ranges::adjacent_find(row_nos, std::ranges::greater_equal()) == row_nos.end())
    return true;
  for (std::uint32_t ordinal = 0; ordinal < rows(); ++ordinal)
    if (!holes.contains(ordinal)) by_row.push_back(ordinal);
  const auto number = [this](std::uint32_t ordinal) { return row_nos[ordinal]; };
  std::ranges::sort(by_row, {}, number);
  return std::ranges::adjacent_find(by_row, {}, number) == by_row.end();
}

std::shared_ptr<const Segment> build_segment(const std::vector<const Row*>& rows, VectorSpace space,
                                             const IndexOptions& options) {
  return Builder(rows, options).run(space);
}

}  // namespace alexandria::index
