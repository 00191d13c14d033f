#pragma once
// What the library has to say on a question: passages, their sentences by how well they answer, and
// the numbers from which it is decided whether they answer at all.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "alexandria/library/answers.hpp"
#include "alexandria/library/search.hpp"
#include "alexandria/store/store.hpp"
#include "embedders.hpp"
#include "null_scale.hpp"
#include "outline.hpp"

namespace alexandria::library {

struct Sentence {
  std::size_t passage = 0;  // of Evidence::records
  std::uint32_t begin = 0;  // bytes of the passage
  std::uint32_t end = 0;
  std::string text;
  std::string context =
      {};               // the heading, question or line that leads to it; of a row, all headings
  double coverage = 0;  // of the question's words, rarer ones counting more
  double cosine = 0;    // of the question and the sentence; 0 without a model
  double score = 0;
  embed::Vector vector = {};
  std::string names = {};  // of the question, that stand before it in its passage: "it" is theirs
  double named_coverage = 0;  // with these
};

struct Evidence {
  std::string question;
  FoundRecords found;
  std::vector<store::RecordRow> records;  // the passages, best first, widened to whole sentences
  std::vector<std::vector<OutlinedSentence>> outlines;  // of these
  std::string language;             // of the best passage, BCP 47; empty if unknown
  std::vector<Sentence> sentences;  // best first, at most 24
  // Of these, what speaks of another thing of the kind, and what leads to nothing.
  std::vector<Sentence> others;
  EvidenceFeatures features;
  bool has_vectors = false;
};

/// What evidence is gathered from.
struct EvidenceSources {
  store::Store& store;
  Search& search;
  Embedders& embedders;
  NullScales& null_scales;
};
/// Searches and scores; no passages is no error.
Result<Evidence> gather_evidence(const EvidenceSources& sources, const std::string& collection,
                                 const std::string& question, std::size_t passages);

/// A sentence behind what leads to it.
std::string in_context(const Sentence& sentence);
/// The same behind the names of what it speaks of.
std::string with_names(const Sentence& sentence);
/// Of a cosine and a coverage, how well a sentence answers.
double score_of(double cosine, double coverage);

/// Of two vectors of length 1; 0 if their dimensions differ.
double cosine(const embed::Vector& a, const embed::Vector& b);

/// The words of a text as the index knows them.
std::set<std::string> terms_of(const std::string& text, const std::string& language);

/// Assessment::confidence of the evidence.
double confidence_of(const Evidence& evidence);

/// A sentence of a record as a citation: its own anchors, and checked against the document's text
/// at that place. Of a row of a table, the cell that `words` are about.
Result<Citation> cite(store::Store& store, const store::RecordRow& record, std::uint32_t begin,
                      std::uint32_t end, const std::string& words);

}  // namespace alexandria::library
