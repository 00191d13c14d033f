#pragma once
// Regular expressions of Rust's `regex` crate, which Chroma's $regex speaks, run by RE2: linear in
// the text, no look-around, no references back.
//
// Where the two differ the pattern is written anew: \d \w \s \D \W \S and \p{...} are Unicode's, as
// ICU knows them (RE2's are ASCII's, and it knows only short names); (?<name>...) becomes
// (?P<name>...); \u{...} and \U{...} become \x{...}; after (?-u) classes are ASCII's.
//
// What cannot be run is refused, with its reason:
//   \b \B of Unicode (RE2 knows ASCII's only: (?-u:\b) is accepted), \< \> \b{start} and their like
//   classes in classes and their operations && -- ~~
//   (?x), where blanks mean nothing, and (?R)
//   more than 1,000 repetitions, a repetition of a repetition (a**), programs over 8 MiB
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "alexandria/base/result.hpp"

namespace alexandria::text {

/// Immutable; threads: any.
class Pattern {
 public:
  /// kInvalidArgument `invalid_pattern`, with what is wrong.
  static Result<Pattern> compile(std::string_view pattern);

  /// Whether it is found anywhere in a text (UTF-8).
  bool is_found_in(std::string_view text) const;

  /// Strings, each at least three bytes of lower case, of which a text in which the pattern is
  /// found has enough that `is_possible` says so. Empty: any text is possible. A text has them in
  /// the form of `lower_for_atoms`.
  const std::vector<std::string>& atoms() const { return atoms_; }
  /// Whether a text that has these atoms (numbers, ascending) may have the pattern.
  bool is_possible(const std::vector<int>& atoms) const;

 private:
  struct Programs;
  std::shared_ptr<const Programs> programs_;
  std::vector<std::string> atoms_;
};

/// The pattern as RE2 reads it. Errors as for `compile`, as far as they are seen by reading.
Result<std::string> translate_rust_pattern(std::string_view pattern);

/// A text with ASCII letters in lower case, and U+017F and U+212A as the s and k that they fold to;
/// all else as it is.
std::string lower_for_atoms(std::string_view text);

}  // namespace alexandria::text
