// From Rust's regular expressions to RE2's: character by character, with what a class or an escape
// means put in its place.
#include <unicode/uniset.h>
#include <unicode/unistr.h>

#include "alexandria/text/pattern.hpp"

namespace alexandria::text {
namespace {

template <class... Args>
std::unexpected<Error> refused(fmt::format_string<Args...> why, Args&&... args) {
  return fail(Code::kInvalidArgument, "invalid_pattern", "the pattern is refused: {}",
              fmt::format(why, std::forward<Args>(args)...));
}

// The ranges of a set in ICU's notation, as they stand between brackets; none: there is no such
// set.
std::string ranges_of(const std::string& set, bool is_negated) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeSet all(icu::UnicodeString::fromUTF8(set), error);
  if (U_FAILURE(error) != 0) return {};
  if (is_negated) all.complement();
  std::string out;
  for (int i = 0; i < all.getRangeCount(); ++i)
    out += fmt::format("\\x{{{:x}}}-\\x{{{:x}}}", all.getRangeStart(i), all.getRangeEnd(i));
  return out;
}

// Unicode's classes by their letter in lower case.
const std::string& perl_class(char letter, bool is_negated) {
  static const auto make = [](const char* set) {
    return std::pair(ranges_of(set, false), ranges_of(set, true));
  };
  static const auto digits = make("[\\p{Nd}]");
  static const auto blanks = make("[\\p{White_Space}]");
  static const auto words = make("[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]");
  const auto& both = letter == 'd' ? digits : letter == 's' ? blanks : words;
  return is_negated ? both.second : both.first;
}

class Translation {
 public:
  explicit Translation(std::string_view pattern) : in_(pattern) {}

  Result<std::string> run() {
    while (at_ < in_.size()) {
      const char c = in_[at_];
      if (c == '\\')
        TRY(escape(false));
      else if (c == '[')
        TRY(bracket());
      else if (c == '(')
        TRY(group());
      else if (c == ')')
        close_group();
      else
        take();
    }
    return std::move(out_);
  }

 private:
  void take() { out_ += in_[at_++]; }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0';
  }
  void close_group() {
    if (!unicode_before_.empty()) {
      is_unicode_ = unicode_before_.back();
      unicode_before_.pop_back();
    }
    take();
  }

  // After "(": a name, flags, or a plain group.
  Result<void> group() {
    unicode_before_.push_back(is_unicode_);
    take();
    if (peek() != '?') return {};
    if (peek(1) == 'P' || (peek(1) == '<' && peek(2) != '=' && peek(2) != '!')) {
      out_ += "?P<";
      at_ += peek(1) == 'P' ? 3 : 2;
      return {};
    }
    return flags();
  }

  // "?i-s:" or "?i-s)"; of them u is ours.
  Result<void> flags() {
    take();
    std::string on;
    std::string off;
    bool is_off = false;
    bool has_any = false;
    for (; peek() != ':' && peek() != ')'; ++at_) {
      const char flag = peek();
      if (flag == '-') {
        is_off = true;
      } else if (flag == 'u') {
        is_unicode_ = !is_off;
      } else if (flag == 'i' || flag == 'm' || flag == 's' || flag == 'U') {
        (is_off ? off : on) += flag;
      } else if (flag == 'x' || flag == 'R') {
        return refused("the flag '{}' cannot be run", flag);
      } else {
        return refused("'(?' is not followed by what can be: no look-around, no other groups");
      }
      has_any = true;
    }
    if (!has_any && peek() == ')') return refused("'(?)' has no flags");
    if (peek() == ')') unicode_before_.pop_back();  // it holds until the group around it ends
    const bool is_empty = on.empty() && off.empty();
    if (is_empty && peek() == ')') {
      out_.resize(out_.size() - 2);
      ++at_;
      return {};
    }
    out_ += on + (off.empty() ? "" : "-" + off);
    take();
    return {};
  }

  void put_class(const std::string& ranges, bool is_inside) {
    if (is_inside)
      out_ += ranges;
    else
      out_ += ranges.empty() ? "[^\\x{0}-\\x{10ffff}]" : "[" + ranges + "]";
  }

  Result<void> escape(bool is_inside) {
    const char c = peek(1);
    if (c == '\0') return refused("it ends with a backslash");
    switch (c) {
      case 'd':
      case 'D':
      case 's':
      case 'S':
      case 'w':
      case 'W': {
        const bool is_negated = c < 'a';
        if (!is_unicode_) break;
        put_class(perl_class(static_cast<char>(c | 0x20), is_negated), is_inside);
        at_ += 2;
        return {};
      }
      case 'p':
      case 'P': return property(is_inside);
      case 'b':
      case 'B':
        if (is_inside) return refused("\\{} stands in a class", c);
        if (peek(2) == '{' || is_unicode_)
          return refused("\\{0} asks for Unicode's words; (?-u:\\{0}) asks for ASCII's", c);
        break;
      case 'u':
      case 'U': return code_point(c == 'u' ? 4 : 8);
      case '<':
      case '>':
      case 'C':
      case 'Q':
      case 'E': return refused("\\{} is unknown", c);
      default: break;
    }
    if (static_cast<unsigned char>(c) >= 0x80) return refused("a letter is escaped");
    if (c >= '0' && c <= '9') return refused("\\{} refers back", c);
    out_ += in_.substr(at_, 2);
    at_ += 2;
    return {};
  }

  // \p{Name}, \pL, \p{^Name}, \P...
  Result<void> property(bool is_inside) {
    bool is_negated = peek(1) == 'P';
    std::string name(1, peek(2));
    std::size_t size = 3;
    if (peek(2) == '{') {
      const std::size_t end = in_.find('}', at_);
      if (end == std::string_view::npos) return refused("\\p{{ has no end");
      name = in_.substr(at_ + 3, end - at_ - 3);
      size = end + 1 - at_;
    }
    if (name.starts_with('^')) {
      is_negated = !is_negated;
      name.erase(0, 1);
    }
    const bool is_name = !name.empty() && name.find_first_of("[]\\{}:") == std::string::npos;
    const std::string ranges = is_name ? ranges_of("[\\p{" + name + "}]", is_negated) : "";
    if (ranges.empty()) return refused("Unicode has no class '{}'", name);
    put_class(ranges, is_inside);
    at_ += size;
    return {};
  }

  // \u007F, \u{7F}, \U0000007F
  Result<void> code_point(std::size_t digits) {
    std::string number;
    std::size_t size = 2 + digits;
    if (peek(2) == '{') {
      const std::size_t end = in_.find('}', at_);
      if (end == std::string_view::npos) return refused("\\u{{ has no end");
      number = in_.substr(at_ + 3, end - at_ - 3);
      size = end + 1 - at_;
    } else {
      number = in_.substr(std::min(at_ + 2, in_.size()), digits);
    }
    const bool is_whole = peek(2) == '{' ? !number.empty() : number.size() == digits;
    if (!is_whole || number.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
      return refused("'{}' is no number of a character", number);
    out_ += "\\x{" + number + "}";
    at_ += size;
    return {};
  }

  Result<void> bracket() {
    take();
    if (peek() == '^') take();
    if (peek() == ']') out_ += "\\]", ++at_;  // first, it is one of the class
    for (; peek() != ']';) {
      if (at_ >= in_.size()) return refused("a class has no end");
      const char c = peek();
      if (c == '[' && peek(1) == ':') {
        const std::size_t end = in_.find(":]", at_);
        if (end == std::string_view::npos) return refused("a class has no end");
        out_ += in_.substr(at_, end + 2 - at_);
        at_ = end + 2;
      } else if (c == '[') {
        return refused("a class stands in a class");
      } else if ((c == '&' || c == '-' || c == '~') && peek(1) == c) {
        return refused("classes are joined by '{}{}'", c, c);
      } else if (c == '\\') {
        TRY(escape(true));
      } else {
        take();
      }
    }
    take();
    return {};
  }

  std::string_view in_;
  std::size_t at_ = 0;
  std::string out_;
  bool is_unicode_ = true;
  std::vector<bool> unicode_before_;  // of each open group
};

}  // namespace

Result<std::string> translate_rust_pattern(std::string_view pattern) {
  if (pattern.find('\0') != std::string_view::npos) return refused("it has a zero byte");
  return Translation(pattern).run();
}

}  // namespace alexandria::text
