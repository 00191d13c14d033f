#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "alexandria/base/varint.hpp"
#include "alexandria/text/analyzer.hpp"
#include "alexandria/text/unicode.hpp"
#include "segment.hpp"
#include "vector_scan.hpp"

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
  Builder(const std::vector<const Row*>& rows, std::size_t dimension)
      : rows_(rows), segment_(std::make_shared<Segment>()) {
    segment_->dimension = dimension;
  }

  std::shared_ptr<const Segment> run() {
    for (std::uint32_t ordinal = 0; ordinal < rows_.size(); ++ordinal)
      add_row(ordinal, *rows_[ordinal]);
    std::vector<const std::string*> names;
    for (const auto& [term, gathered] : terms_)
      names.push_back(&term);
    std::ranges::sort(names, [](const std::string* a, const std::string* b) { return *a < *b; });
    for (const std::string* name : names)
      write_term(*name, terms_[*name]);
    segment_->posting_offsets.push_back(segment_->postings.size());
    segment_->position_offsets.push_back(segment_->positions.size());
    return segment_;
  }

 private:
  void add_row(std::uint32_t ordinal, const Row& row) {
    segment_->row_nos.push_back(row.row_no);
    segment_->document_nos.push_back(row.document_no);
    segment_->access[row.access_set].add(ordinal);
    ++segment_->languages[row.language];
    segment_->metadata.add(ordinal, row.metadata);
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
    append_codes(row.vector, segment_->dimension, segment_->codes, segment_->scales);
  }

  text::Analyzer& analyzer_for(const std::string& language) {
    return analyzers_.try_emplace(language, language).first->second;
  }

  void write_term(const std::string& name, const Gathered& gathered) {
    Segment& s = *segment_;
    s.posting_offsets.push_back(s.postings.size());
    s.position_offsets.push_back(s.positions.size());
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
        base::append_varint(s.positions, all[i].position - last_position);
        last_position = all[i].position;
      }
      base::append_varint(s.postings, term.rows == 0 ? ordinal + 1 : ordinal - last_ordinal);
      base::append_varint(s.postings, front);
      base::append_varint(s.postings, body);
      last_ordinal = ordinal;
    }
    s.terms.push_back(std::move(term));
  }

  const std::vector<const Row*>& rows_;
  std::shared_ptr<Segment> segment_;
  std::unordered_map<std::string, Gathered> terms_;
  std::map<std::string, text::Analyzer> analyzers_;
  std::vector<text::Token> tokens_;
};

}  // namespace

std::uint64_t Segment::bytes() const {
  return postings.size() + positions.size() + codes.size() + terms.size() * sizeof(Term) +
         row_nos.size() * 24 + posting_offsets.size() * 16;
}

std::uint32_t Segment::find_term(std::string_view term) const {
  const auto found = std::ranges::lower_bound(
      terms, term, {}, [](const Term& t) -> std::string_view { return t.term; });
  return found != terms.end() && found->term == term
             ? static_cast<std::uint32_t>(found - terms.begin())
             : kGone;
}

std::uint32_t Segment::find_row(std::uint64_t row_no) const {
  const auto found = std::ranges::lower_bound(row_nos, row_no);
  return found != row_nos.end() && *found == row_no
             ? static_cast<std::uint32_t>(found - row_nos.begin())
             : kGone;
}

std::shared_ptr<const Segment> build_segment(const std::vector<const Row*>& rows,
                                             std::size_t dimension) {
  return Builder(rows, dimension).run();
}

}  // namespace alexandria::index
