#include "alexandria/text/pattern.hpp"

#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <algorithm>

namespace alexandria::text {
namespace {

constexpr std::int64_t kProgramBytesMax = 8 << 20;
constexpr int kAtomBytesMin = 3;
constexpr std::size_t kAtomsMax = 64;  // a pattern with more is looked for in every text

re2::RE2::Options options() {
  re2::RE2::Options out;
  out.set_log_errors(false);
  out.set_max_mem(kProgramBytesMax);
  return out;
}

// Atoms come in lower case, but of letters that have a case beyond ASCII a text has either. What
// stands between them is still an atom.
bool is_caseless(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  if (code < 0x80) return true;
  return u_tolower(code) == code && u_toupper(code) == code && u_totitle(code) == code &&
         u_foldCase(code, U_FOLD_CASE_DEFAULT) == code;
}

std::string longest_caseless_part(const std::string& atom) {
  std::string best;
  std::string part;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(atom.data());
  const auto size = static_cast<std::int32_t>(atom.size());
  for (std::int32_t at = 0; at < size;) {
    const std::int32_t begin = at;
    UChar32 code = 0;
    U8_NEXT(bytes, at, size, code);
    if (code >= 0 && is_caseless(static_cast<char32_t>(code)))
      part.append(atom, static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
    else
      part.clear();
    if (part.size() > best.size()) best = part;
  }
  return best;
}

}  // namespace

struct Pattern::Programs {
  explicit Programs(const std::string& pattern)
      : whole(pattern, options()), filter(kAtomBytesMin) {}
  re2::RE2 whole;
  re2::FilteredRE2 filter;
};

Result<Pattern> Pattern::compile(std::string_view pattern) {
  const std::string translated = TRY(translate_rust_pattern(pattern));
  auto programs = std::make_shared<Programs>(translated);
  if (!programs->whole.ok())
    return fail(Code::kInvalidArgument, "invalid_pattern", "the pattern '{}' is refused: {}",
                pattern, programs->whole.error());
  Pattern out;
  int number = 0;
  if (programs->filter.Add(translated, options(), &number) == re2::RE2::NoError)
    programs->filter.Compile(&out.atoms_);
  for (std::string& atom : out.atoms_)
    atom = longest_caseless_part(atom);
  const auto is_short = [](const std::string& atom) { return atom.size() < kAtomBytesMin; };
  if (out.atoms_.size() > kAtomsMax || std::ranges::any_of(out.atoms_, is_short))
    out.atoms_.clear();
  out.programs_ = std::move(programs);
  return out;
}

bool Pattern::is_found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), programs_->whole);
}

bool Pattern::is_possible(const std::vector<int>& atoms) const {
  if (atoms_.empty()) return true;
  std::vector<int> possible;
  programs_->filter.AllPotentials(atoms, &possible);
  return !possible.empty();
}

std::string lower_for_atoms(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c + ('a' - 'A'));
    else if (text.substr(i, 2) == "\u017f")
      out += 's', ++i;
    else if (text.substr(i, 3) == "\u212a")
      out += 'k', i += 2;
    else
      out += c;
  }
  return out;
}

}  // namespace alexandria::text
