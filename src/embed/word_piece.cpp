#include "alexandria/embed/word_piece.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <unordered_map>

namespace alexandria::embed {
namespace {

constexpr std::size_t kWordCharactersMax = 100;

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
};
using Vocabulary = std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>>;

// The blocks of ideographs that BERT separates; no Kana, no Hangul.
bool is_ideograph(UChar32 c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
         (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

bool is_removed(UChar32 c) {
  if (c == 0 || c == 0xFFFD) return true;
  if (c == '\t' || c == '\n' || c == '\r') return false;
  return (U_GET_GC_MASK(c) & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK | U_GC_CS_MASK)) != 0;
}

bool is_space(UChar32 c) { return u_isUWhiteSpace(c) != 0; }

bool is_punctuation(UChar32 c) {
  if (c < 0x80)
    return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) ||
           (c >= 123 && c <= 126);
  return (U_GET_GC_MASK(c) & U_GC_P_MASK) != 0;
}

// BertNormalizer: clean, space out ideographs, strip accents (NFD without Mn), lower case code
// point by code point.
std::string normalize(std::string_view utf8) {
  icu::UnicodeString clean;
  const auto length = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t at = 0; at < length;) {
    UChar32 c;
    U8_NEXT_OR_FFFD(utf8.data(), at, length, c);
    if (is_removed(c)) continue;
    if (is_space(c))
      clean.append(static_cast<UChar32>(' '));
    else if (is_ideograph(c))
      clean.append(static_cast<UChar32>(' ')).append(c).append(static_cast<UChar32>(' '));
    else
      clean.append(c);
  }
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString parts =
      icu::Normalizer2::getNFDInstance(status)->normalize(clean, status);
  std::string out;
  for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
    const UChar32 c = parts.char32At(i);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    if (c == 0x130) {
      out += "i\xCC\x87";  // the only code point whose lower case is two
      continue;
    }
    icu::UnicodeString(u_tolower(c)).toUTF8String(out);
  }
  return out;
}

bool is_plain_ascii(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= 32 && c < 127) || c == '\n' || c == '\t' || c == '\r'; });
}

std::string normalize_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c + 32);
    else if (c < 32)
      c = ' ';
  }
  return out;
}

// Calls `take(word)` for every word of normalised text: runs without white space, punctuation marks
// alone.
template <class F>
void each_word(std::string_view text, F&& take) {
  const auto length = static_cast<std::int32_t>(text.size());
  std::int32_t begin = 0;
  const auto flush = [&](std::int32_t end) {
    if (end > begin)
      take(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
  };
  for (std::int32_t at = 0; at < length;) {
    const std::int32_t before = at;
    UChar32 c;
    U8_NEXT_OR_FFFD(text.data(), at, length, c);
    const bool space = is_space(c);
    if (!space && !is_punctuation(c)) continue;
    flush(before);
    begin = space ? at : before;
    if (!space) flush(at);
    begin = at;
  }
  flush(length);
}

std::size_t characters_of(std::string_view word) {
  return static_cast<std::size_t>(std::ranges::count_if(
      word, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

struct WordPiece::State {
  Vocabulary first;      // tokens that begin a word
  Vocabulary continued;  // tokens written with ## in the vocabulary, here without
  std::size_t bytes_max = 0;
  std::int32_t unknown = 0, begin = 0, end = 0;

  // Greedy longest match from the left; a word that cannot be covered is one [UNK].
  template <class F>
  void pieces(std::string_view word, F&& take) const {
    if (word.size() > kWordCharactersMax && characters_of(word) > kWordCharactersMax)
      return take(unknown);
    const auto whole = first.find(word);
    if (whole != first.end()) return take(whole->second);
    std::int32_t found[kWordCharactersMax];
    std::size_t count = 0;
    for (std::size_t at = 0; at < word.size();) {
      const Vocabulary& vocabulary = at == 0 ? first : continued;
      std::size_t length = std::min(word.size() - at, bytes_max);
      for (; length > 0; --length) {
        const auto match = vocabulary.find(word.substr(at, length));
        if (match == vocabulary.end()) continue;
        found[count++] = match->second;
        break;
      }
      if (length == 0) return take(unknown);
      at += length;
    }
    for (std::size_t i = 0; i < count; ++i)
      take(found[i]);
  }

  template <class F>
  void each_token(std::string_view utf8, F&& take) const {
    const std::string normal = is_plain_ascii(utf8) ? normalize_ascii(utf8) : normalize(utf8);
    each_word(normal, [&](std::string_view word) { pieces(word, take); });
  }
};

WordPiece::WordPiece(std::unique_ptr<State> state) : state_(std::move(state)) {}
WordPiece::WordPiece(WordPiece&&) noexcept = default;
WordPiece::~WordPiece() = default;

Result<WordPiece> WordPiece::make(std::string_view vocabulary) {
  auto state = std::make_unique<State>();
  std::int32_t id = 0;
  for (std::size_t at = 0; at < vocabulary.size(); ++id) {
    const std::size_t newline = std::min(vocabulary.find('\n', at), vocabulary.size());
    std::string_view token = vocabulary.substr(at, newline - at);
    at = newline + 1;
    const bool continues = token.starts_with("##") && token.size() > 2;
    if (continues) token.remove_prefix(2);
    state->bytes_max = std::max(state->bytes_max, token.size());
    (continues ? state->continued : state->first).emplace(token, id);
  }
  for (const auto& [name, slot] :
       {std::pair{"[UNK]", &state->unknown}, {"[CLS]", &state->begin}, {"[SEP]", &state->end}}) {
    const auto found = state->first.find(std::string_view(name));
    if (found == state->first.end())
      return fail(Code::kDataLoss, "invalid_vocabulary", "the vocabulary of {} tokens lacks {}", id,
                  name);
    *slot = found->second;
  }
  return WordPiece(std::move(state));
}

std::vector<std::int32_t> WordPiece::tokens(std::string_view utf8) const {
  std::vector<std::int32_t> out;
  state_->each_token(utf8, [&](std::int32_t id) { out.push_back(id); });
  return out;
}

std::vector<std::int64_t> WordPiece::encode(std::string_view utf8, std::size_t tokens_max) const {
  std::vector<std::int64_t> out{state_->begin};
  state_->each_token(utf8, [&](std::int32_t id) {
    if (out.size() + 1 < tokens_max) out.push_back(id);
  });
  out.push_back(state_->end);
  return out;
}

bool WordPiece::knows_word(std::string_view word) const {
  const auto ids = tokens(word);
  return ids.size() == 1 && ids.front() != state_->unknown;
}

void WordPiece::each_piece(const std::function<void(std::string_view)>& take) const {
  for (const Vocabulary* vocabulary : {&state_->first, &state_->continued})
    for (const auto& [piece, id] : *vocabulary)
      take(piece);
}

std::size_t WordPiece::count(std::string_view utf8) const {
  std::size_t total = 0;
  state_->each_token(utf8, [&](std::int32_t) { ++total; });
  return total;
}

}  // namespace alexandria::embed
