#pragma once
// Which records are wanted: by their metadata and by their text. The reference meaning stands here;
// whatever finds records faster is compared with it.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/model/filter.hpp"

namespace alexandria::library {

struct RecordFilter {
  enum class Op {
    kAnd,  // of none: all records
    kOr,   // of none: no record
    kMetadata,
    kContains,     // the text holds these bytes
    kNotContains,  // its complement: records without text are in it, here and below
    kMatches,      // a regular expression in Rust's dialect is found in the text
    kNotMatches
  };
  Op op = Op::kAnd;
  model::Filter metadata = {};  // one condition
  std::string pattern = {};     // bytes, or a regular expression
  std::vector<RecordFilter> children = {};
};

/// A filter that is ready to be asked. Threads: any.
class RecordTest {
 public:
  /// kInvalidArgument `invalid_pattern` for a regular expression that cannot be read.
  static Result<RecordTest> of(const RecordFilter& filter);
  ~RecordTest();
  RecordTest(RecordTest&&) noexcept;
  RecordTest& operator=(RecordTest&&) noexcept;
  /// Whether the answer depends on texts at all.
  bool reads_text() const;
  /// `text`: nothing where the record has none.
  bool passes(const model::Metadata& metadata, std::optional<std::string_view> text) const;
  /// Whether the text could still make the record pass.
  bool may_pass(const model::Metadata& metadata) const;

 private:
  struct Node;
  explicit RecordTest(std::unique_ptr<const Node> root);
  std::unique_ptr<const Node> root_;
};

}  // namespace alexandria::library
