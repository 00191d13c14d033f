#include "rust_pattern.hpp"

#include <array>
#include <string_view>

#include <re2/re2.h>

namespace alexandria::library {
namespace {

constexpr std::int64_t kProgramBytesMax = 8 << 20;  // of a pattern and its automata
constexpr std::size_t kPatternBytesMax = 64 << 10;

// Perl's classes as Unicode has them (UTS #18, annex C), as the inside of a class in brackets.
struct PerlClass {
  char letter;
  std::string_view inside;
};
constexpr std::array kClasses = {
    PerlClass{'d', R"(\p{Nd})"},
    PerlClass{'s', R"(\t\n\v\f\r \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029})"
                   R"(\x{202F}\x{205F}\x{3000})"},
    PerlClass{'w', R"(\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{200C}\x{200D}\x{24B6}-\x{24E9})"}};

std::string_view inside_of(char letter) {
  for (const PerlClass& one : kClasses)
    if (one.letter == letter) return one.inside;
  return {};
}

// Reads a pattern once, from its beginning; whatever RE2 says alike is copied.
class Translation {
 public:
  explicit Translation(std::string_view pattern) : in_(pattern) {}

  std::string run() {
    while (at_ < in_.size()) {
      if (in_[at_] == '\\' && at_ + 1 < in_.size())
        escape();
      else
        character(in_[at_++]);
    }
    return std::move(out_);
  }

 private:
  void character(char c) {
    if (c == '[') ++brackets_;
    if (c == ']' && brackets_ > 0) --brackets_;
    out_ += c;
  }

  void escape() {
    const char letter = in_[at_ + 1];
    const char lower = static_cast<char>(letter | 0x20);
    const std::string_view inside = inside_of(lower);
    if (!inside.empty() && (letter == lower || brackets_ == 0)) {
      if (brackets_ > 0)
        out_ += inside;
      else
        out_ += (letter == lower ? "[" : "[^") + std::string(inside) + "]";
      at_ += 2;
      return;
    }
    if (letter == 'u' || letter == 'U') return unicode_escape();
    out_ += in_.substr(at_, 2);
    at_ += 2;
  }

  // \\u{...}, \\uHHHH and \\UHHHHHHHH are \\x{...}.
  void unicode_escape() {
    const std::size_t digits = in_[at_ + 1] == 'u' ? 4 : 8;
    const bool is_braced = in_.substr(at_ + 2).starts_with('{');
    out_ += "\\x";
    if (is_braced) {
      at_ += 2;
    } else {
      out_ += "{" + std::string(in_.substr(at_ + 2, digits)) + "}";
      at_ += std::min(2 + digits, in_.size() - at_);
    }
  }

  std::string_view in_;
  std::size_t at_ = 0;
  int brackets_ = 0;
  std::string out_;
};

}  // namespace

std::string in_re2(const std::string& pattern) { return Translation(pattern).run(); }

Result<std::unique_ptr<re2::RE2>> compile_rust_pattern(const std::string& pattern) {
  if (pattern.size() > kPatternBytesMax)
    return fail(Code::kInvalidArgument, "invalid_pattern",
                "a pattern may have {} bytes, and this one has {}", kPatternBytesMax,
                pattern.size());
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kProgramBytesMax);
  options.set_dot_nl(false);
  auto compiled = std::make_unique<RE2>(in_re2(pattern), options);
  if (!compiled->ok())
    return fail(Code::kInvalidArgument, "invalid_pattern", "{}: {}", pattern, compiled->error());
  return compiled;
}

}  // namespace alexandria::library
