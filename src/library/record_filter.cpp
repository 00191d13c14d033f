#include "alexandria/library/record_filter.hpp"

#include <algorithm>

#include <re2/re2.h>

#include "rust_pattern.hpp"

namespace alexandria::library {
namespace {

using Op = RecordFilter::Op;

enum class Answer { kNo, kYes, kTextDecides };

Answer as_answer(bool truth) { return truth ? Answer::kYes : Answer::kNo; }

}  // namespace

struct RecordTest::Node {
  Op op = Op::kAnd;
  model::Filter metadata = {};
  std::string bytes = {};
  std::unique_ptr<RE2> pattern = {};
  std::vector<std::unique_ptr<Node>> children = {};

  static Result<std::unique_ptr<Node>> of(const RecordFilter& filter) {
    auto node = std::make_unique<Node>();
    node->op = filter.op;
    node->metadata = filter.metadata;
    node->bytes = filter.pattern;
    if (filter.op == Op::kMatches || filter.op == Op::kNotMatches)
      node->pattern = TRY(compile_rust_pattern(filter.pattern));
    for (const RecordFilter& child : filter.children)
      node->children.push_back(TRY(of(child)));
    return node;
  }

  bool reads_text() const {
    if (op == Op::kMetadata) return false;
    if (op != Op::kAnd && op != Op::kOr) return true;
    return std::ranges::any_of(children, [](const auto& child) { return child->reads_text(); });
  }

  // Without the text (`known` is false) as far as the metadata tells.
  Answer ask(const model::Metadata& values, bool known,
             std::optional<std::string_view> text) const {
    if (op == Op::kMetadata) return as_answer(model::matches(metadata, values));
    if (op == Op::kAnd || op == Op::kOr) return ask_children(values, known, text);
    if (!known) return Answer::kTextDecides;
    const bool is_complement = op == Op::kNotContains || op == Op::kNotMatches;
    if (!text) return as_answer(is_complement);
    const bool found =
        pattern ? RE2::PartialMatch(*text, *pattern) : text->find(bytes) != std::string_view::npos;
    return as_answer(found != is_complement);
  }

  Answer ask_children(const model::Metadata& values, bool known,
                      std::optional<std::string_view> text) const {
    const Answer decides = as_answer(op == Op::kOr);
    Answer out = as_answer(op == Op::kAnd);
    for (const auto& child : children) {
      const Answer answer = child->ask(values, known, text);
      if (answer == decides) return decides;
      if (answer == Answer::kTextDecides) out = Answer::kTextDecides;
    }
    return out;
  }
};

RecordTest::RecordTest(std::unique_ptr<const Node> root) : root_(std::move(root)) {}
RecordTest::~RecordTest() = default;
RecordTest::RecordTest(RecordTest&&) noexcept = default;
RecordTest& RecordTest::operator=(RecordTest&&) noexcept = default;

Result<RecordTest> RecordTest::of(const RecordFilter& filter) {
  return RecordTest(TRY(Node::of(filter)));
}

bool RecordTest::reads_text() const { return root_->reads_text(); }

bool RecordTest::passes(const model::Metadata& metadata,
                        std::optional<std::string_view> text) const {
  return root_->ask(metadata, true, text) == Answer::kYes;
}

bool RecordTest::may_pass(const model::Metadata& metadata) const {
  return root_->ask(metadata, false, std::nullopt) != Answer::kNo;
}

}  // namespace alexandria::library
