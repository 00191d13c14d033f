#pragma once
// What the library has to say on a question: passages, their sentences by how well they answer, and
// the numbers from which it is decided whether they answer at all.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "alexandria/store/documents.hpp"
#include "run_search.hpp"

namespace alexandria::library {

struct Sentence {
  std::size_t passage = 0;  // of Evidence::records
  std::uint32_t begin = 0;  // bytes of the passage
  std::uint32_t end = 0;
  std::string text;
  double coverage = 0;  // of the question's words, rarer ones counting more
  double cosine = 0;    // of the question and the sentence; 0 without a model
  double score = 0;
};

/// 0 where there is nothing. Cosines also as places on the collection's own scale (null_scale.hpp),
/// so that they mean the same under every model.
struct EvidenceFeatures {
  double dense_place = 0;
  double sentence_place = 0;
  double dense = 0;     // cosine of the question and the best passage
  double sentence = 0;  // cosine of the question and the best sentence
  double coverage =
      0;  // share of the question's words, rarer ones counting more, that the best passage has
  double sentence_coverage = 0;  // the same of the best sentence
};

struct Evidence {
  FoundRecords found;
  std::vector<store::RecordRow> records;  // the passages, best first, widened to whole sentences
  std::string language;                   // of the best passage, BCP 47; empty if unknown
  std::vector<Sentence> sentences;        // best first, at most 24
  EvidenceFeatures features;
  bool has_vectors = false;
};

/// Searches and scores; no passages is no error.
Result<Evidence> gather_evidence(Core& core, const std::string& collection,
                                 const std::string& question, std::size_t passages);

/// How likely it is that the evidence answers the question, 0 to 1; at or above kAnswerThreshold it
/// is said to. docs/answers.md says from which questions the weights come and how well they do on
/// others.
double confidence_of(const Evidence& evidence);
inline constexpr double kAnswerThreshold = .5;

/// A sentence of a record as a citation: its own anchors, and checked against the document's text
/// at that place.
Result<Citation> cite(Core& core, const store::RecordRow& record, std::uint32_t begin,
                      std::uint32_t end);

}  // namespace alexandria::library
