#include "alexandria/library/answers.hpp"

#include <atomic>
#include <functional>

#include <boost/json.hpp>

#include "alexandria/base/identifier.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/base/metrics.hpp"
#include "alexandria/library/answer_json.hpp"
#include "alexandria/store/conversations.hpp"
#include "alexandria/text/lines.hpp"
#include "alexandria/text/unicode.hpp"
#include "answering.hpp"

namespace alexandria::library {
namespace {

constexpr std::size_t kPassages = 8;
constexpr std::size_t kSentencesQuoted = 3;
constexpr double kNearBest =
    .06;  // a further sentence is quoted if it is about as good as the first
constexpr std::size_t kTitleCodePoints = 80;

Result<void> quote(const Evidence& evidence, AnswerBuilder& builder) {
  const Sentence& best = evidence.sentences.front();
  const double enough = best.score - kNearBest;
  std::set<std::string> said;
  for (const Sentence& sentence : evidence.sentences) {
    if (said.size() >= kSentencesQuoted || sentence.score < enough) break;
    // Rows of a table are all alike but for what tells them apart.
    if (text::is_barred(sentence.text) && sentence.coverage < best.coverage) continue;
    if (!said.insert(text::fold(text::squeeze(sentence.text))).second) continue;
    TRY(builder.add_quote(sentence));
  }
  return {};
}

// The stop that somebody requests, as what the model's client looks at.
class Stop {
 public:
  explicit Stop(const std::stop_token& token) : requested_(token, [this] { flag_ = true; }) {}
  const std::atomic<bool>& flag() const { return flag_; }
  Result<void> check() const {
    if (flag_) return fail(Code::kCancelled, "cancelled", "the question was cancelled");
    return {};
  }

 private:
  std::atomic<bool> flag_ = false;
  std::stop_callback<std::function<void()>> requested_;
};

// The options with the time that is left of the one time-out of a question.
AskOptions with_time_left(AskOptions options, std::chrono::steady_clock::time_point start) {
  const auto spent = std::chrono::steady_clock::now() - start;
  const auto left = std::chrono::ceil<std::chrono::seconds>(options.timeout - spent);
  options.timeout = std::max(left, std::chrono::seconds(1));
  return options;
}

// With a model the model writes; if it fails before its first sentence, the library quotes instead
// and says so.
Result<Answer> write_answer(store::Store& store, const AskOptions& options,
                            const AskRequest& request, const std::string& question,
                            const Evidence& evidence, double confidence, const AskEvents& events,
                            const Stop& stop) {
  AnswerBuilder builder(store, evidence, options.strict, events);
  std::string warning;
  bool quoting = options.base_url.empty() || request.quotes_only;
  if (!quoting) {
    const auto written = write_with_model(options, question, evidence, builder, stop.flag());
    if (!written && written.error().code == Code::kCancelled)
      return std::unexpected(written.error());
    if (!written) {
      log::warning("ask: {}", written.error().message);
      quoting = builder.empty();
      warning = written.error().message +
                (quoting ? "; these are quotations instead" : "; the answer is incomplete");
    } else if (!*written) {
      return builder.finish(confidence);
    }
  }
  if (quoting) TRY(quote(evidence, builder));
  Answer answer = builder.finish(confidence);
  answer.warning = warning;
  return answer;
}

}  // namespace

Answers::Answers(store::Store& store, Search& search, Embedders& embedders, NullScales& null_scales,
                 const base::Clock& clock, AskOptions options)
    : store_(store),
      search_(search),
      embedders_(embedders),
      null_scales_(null_scales),
      clock_(clock),
      options_(std::move(options)) {}

Result<std::vector<store::TurnRow>> Answers::turns_of(const std::string& conversation_id) {
  std::vector<store::TurnRow> turns;
  if (conversation_id.empty()) return turns;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    TRY(store::find_conversation(sql, conversation_id));
    turns = TRY(store::list_turns(sql, conversation_id));
    return {};
  }));
  return turns;
}

Result<void> Answers::keep_turn(const AskRequest& request, Answer& answer,
                                std::int64_t collection_id) {
  const std::int64_t now = clock_.now_ms();
  answer.conversation_id =
      request.conversation_id.empty() ? base::new_identifier(now) : request.conversation_id;
  return store_.write([&](store::Sql& sql) -> Result<void> {
    if (request.conversation_id.empty()) {
      const std::string title(
          std::string_view(request.question)
              .substr(0, text::byte_of_code_point(request.question, kTitleCodePoints)));
      TRY(store::insert_conversation(
          sql, {answer.conversation_id, collection_id, text::squeeze(title), now, now}));
    }
    return store::add_turn(
        sql, answer.conversation_id,
        {0, request.question, boost::json::serialize(answer_to_json(answer)), now});
  });
}

Result<Assessment> Answers::assess(const std::string& collection, const std::string& question) {
  const Evidence evidence = TRY(gather_evidence({store_, search_, embedders_, null_scales_},
                                                collection, question, kPassages));
  return Assessment{confidence_of(evidence), evidence.features};
}

Result<Answer> Answers::ask(const AskRequest& request, const AskEvents& events) {
  const auto start = std::chrono::steady_clock::now();
  const Stop stop(events.stop);
  const auto turns = TRY(turns_of(request.conversation_id));
  const std::string question = standalone_question(options_, request.question, turns, stop.flag());
  TRY(stop.check());
  TRY(search_.reach(request.collection, request.token));
  const Evidence evidence = TRY(gather_evidence({store_, search_, embedders_, null_scales_},
                                                request.collection, question, kPassages));
  TRY(stop.check());
  const double confidence = confidence_of(evidence);
  Answer answer;
  if (confidence < kAnswerThreshold) {
    AnswerBuilder nothing(store_, evidence, false, events);
    TRY(nothing.add_nearest());
    answer = nothing.finish(confidence);
  } else {
    answer = TRY(write_answer(store_, with_time_left(options_, start), request, question, evidence,
                              confidence, events, stop));
  }
  TRY(stop.check());
  if (question != request.question) answer.question = question;
  if (request.keep) TRY(keep_turn(request, answer, evidence.found.collection.collection_id));
  static metrics::Histogram& seconds =
      metrics::histogram("alexandria_ask_seconds", "Time of an answer in the library.");
  seconds.observe(base::seconds_since(start));
  return answer;
}

}  // namespace alexandria::library
