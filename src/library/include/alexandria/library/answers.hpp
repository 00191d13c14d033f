#pragma once
// Answers: what the library says on a question, sentence by sentence, each with its citations.
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "alexandria/base/clock.hpp"
#include "alexandria/base/result.hpp"
#include "alexandria/library/options.hpp"
#include "alexandria/library/search.hpp"
#include "alexandria/model/anchor.hpp"
#include "alexandria/store/conversations.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

class NullScales;

/// The cell of a table that answers, inside of the row that is quoted.
struct CitedCell {
  std::string row;        ///< text of the row's first cell
  std::string column;     ///< name of the column; empty if it has none
  std::string text;       ///< empty if the cell is
  std::string reference;  ///< as in sheets, "C4", rows and columns counted from 1
  std::vector<model::Anchor> anchors;
};
struct Citation {
  std::string document_id;
  std::string title;
  std::string quote;  ///< verbatim from the document
  std::vector<model::Anchor> anchors;
  std::int64_t version = 0;  ///< number of the version that was read, from 1
  std::string supported;     ///< supported, partly, not_supported
  std::optional<CitedCell> cell = {};
};
struct AnswerSentence {
  std::string text;
  std::vector<std::size_t> citations;  ///< numbers of Answer::citations, from 1
  std::string supported;               ///< supported, partly, not_supported
  std::vector<std::string> failed;     ///< words that the passage does not bear out
  bool quoted = false;                 ///< the document's own sentence
};
struct Answer {
  std::string text;  ///< the sentences with the numbers of their citations
  std::vector<AnswerSentence> sentences;
  std::size_t left_out = 0;  ///< sentences without support, with `ask.strict`
  std::string question;      ///< the question that was searched for, if the conversation changed it
  std::string warning;       ///< what went wrong without making an answer impossible
  std::string conversation_id;  ///< where the turn was kept; empty if it was not
  bool answered = false;
  double confidence = 0;  ///< 0 to 1; answered means at or above the threshold
  std::vector<Citation> citations;
  std::vector<Citation> nearest;  ///< if it is not answered: what comes nearest, three at most
};

struct AskRequest {
  std::string collection = "library";
  std::string question;
  std::string conversation_id = {};  ///< of the turns before; empty: none
  bool keep = false;                 ///< the turn is kept, in that conversation or a new one
  std::string token = {};            ///< a ReadToken to be waited for
  bool quotes_only = false;          ///< the documents' own sentences, even where a model is there
};
struct AskEvents {
  /// After each sentence; the newest is the last.
  std::function<void(const Answer& so_far)> sentence = {};
  std::stop_token stop = {};  ///< once requested: kCancelled, whatever is waited for
};

/// The numbers from which it is decided whether the library answers a question. 0 where there is
/// nothing. Cosines also as places on the collection's own scale, so that they mean the same under
/// every model.
struct EvidenceFeatures {
  double dense_place = 0;
  double sentence_place = 0;
  double dense = 0;     ///< cosine of the question and the best passage
  double sentence = 0;  ///< cosine of the question and the best sentence
  double coverage =
      0;  ///< share of the question's words, rarer ones counting more, that the best passage has
  double sentence_coverage = 0;  ///< the same of the best sentence
  /// What the question names and the best passage, with its title and headings, does not say
  /// (text::Need): 1 if there is such a one, 0 if not.
  double names = 0;
  double name_parts = 0;   ///< a name of which another word is there
  double mixed_names = 0;  ///< such a one whose words stand side by side nowhere in the library
  double nouns = 0;        ///< where all nouns have capitals
  double bare_nouns = 0;   ///< such a one without a determiner
  double quantities = 0;
  double counted = 0;
  double counted_apart = 0;  ///< what is counted is there, but not in the best sentence
  double codes = 0;
  /// It asks when, who or how many, how deep, and the best sentence has nothing of that kind.
  double no_time = 0;
  double no_person = 0;
  double no_amount = 0;
  /// Of the words that are not there, the strangest: 0 if a word of the best sentence is nearer
  /// than .8 of its words' average distance, 1 if none is nearer than that.
  double strange = 0;
  double nearby = 0;  ///< a name, noun or figure that the text around the passage has
  double twins = 0;   ///< a name, beside one hardly different that is there
  double words = 0;   ///< how many other words, at most 5
  double asked = 0;   ///< share of its other words that are not there
  /// Where none of them is: the most that the place of question and best sentence grows when one
  /// is left out, -3 to 3, plus 3.
  double asked_gain = 0;
  double best_other = 0;    ///< the best sentence spoke of another thing, and was left out
  double row_words = 0;     ///< the best sentence is a row of a table without one of the words
  double others = 0;        ///< what is not there is said of somebody or something else
  double other_things = 0;  ///< the same, of another code
  double other_years = 0;   ///< the same, of another year
  double other_asked = 0;   ///< the same, and it is all that is asked
  double met = 1;           ///< share of all that it names which is there
  /// The most that the place of question and best sentence grows when something is left out of the
  /// question that its passage does not have: what the passage says otherwise lets it fall. At
  /// least 0, at most 3; of nouns and what is counted, and of anything.
  double alien_nouns = 0;
  double alien = 0;
  /// The same, times how rare it is in the library, 0 to 1, if other passages have it.
  double elsewhere = 0;
};
/// How likely it is that the library answers a question, 0 to 1; at or above kAnswerThreshold it is
/// said to. docs/answers.md says from which questions the weights come and how well they do on
/// others.
struct Assessment {
  double confidence = 0;
  EvidenceFeatures features;
};
inline constexpr double kAnswerThreshold = .5;

/// Threads: all functions at any time.
class Answers {
 public:
  Answers(store::Store& store, Search& search, Embedders& embedders, NullScales& null_scales,
          const base::Clock& clock, AskOptions options);
  /// kNotFound `conversation_not_found`; with a model, its failure is a warning in the answer.
  Result<Answer> ask(const AskRequest& request, const AskEvents& events = {});
  /// Searches and weighs what is found, without an answer.
  Result<Assessment> assess(const std::string& collection, const std::string& question);

 private:
  Result<std::vector<store::TurnRow>> turns_of(const std::string& conversation_id);
  Result<void> keep_turn(const AskRequest& request, Answer& answer, std::int64_t collection_id);
  store::Store& store_;
  Search& search_;
  Embedders& embedders_;
  NullScales& null_scales_;
  const base::Clock& clock_;
  AskOptions options_;
};

}  // namespace alexandria::library
