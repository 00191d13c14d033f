#include "alignment.hpp"

#include <algorithm>
#include <string>

#include "alexandria/text/edit_distance.hpp"
#include "letters.hpp"

namespace alexandria::text {
namespace {

constexpr std::size_t kCellsMax = 400'000;
constexpr std::size_t kFuzzyBytesMin = 5;
constexpr std::size_t kTwoEditsBytesMin = 9;

// Names weigh less than other words: where "A beats B" is turned round, what stays is the verb.
float weight_in_order(const ClaimWord& word) {
  switch (word.kind) {
    case ClaimWordKind::kName: return .9F;
    case ClaimWordKind::kQuantity: return .85F;
    case ClaimWordKind::kContent: return word.capital ? .95F : 1;
    case ClaimWordKind::kLetter: return word.light ? .2F : .5F;
    case ClaimWordKind::kNegation: return .6F;
    default: return .3F;
  }
}

// "yapılmadı" is "yapıldı" with "ma" in it.
bool differs_by_negation(const std::string& one, const std::string& other,
                         const LanguageWords& words) {
  const std::string& longer = one.size() > other.size() ? one : other;
  const std::string& shorter = one.size() > other.size() ? other : one;
  for (const std::string& infix : words.negative_infixes) {
    for (std::size_t at = longer.find(infix); at != std::string::npos;
         at = longer.find(infix, at + 1)) {
      const std::string without = longer.substr(0, at) + longer.substr(at + infix.size());
      if (edit_distance(without, shorter, 1) <= 1) return true;
    }
  }
  return false;
}

std::string_view common_start(std::string_view one, std::string_view other) {
  const auto [a, b] = std::ranges::mismatch(one, other);
  return one.substr(0, static_cast<std::size_t>(a - one.begin()));
}

// Two forms of one word differ at its end, and then by more letters or by the last: "nitrite" is no
// form of "nitrate".
bool differ_at_the_end(std::string_view one, std::string_view other) {
  constexpr std::size_t kEndingMax = 2;
  const std::size_t start = common_start(one, other).size();
  const auto [shorter, longer] = std::minmax(one.size() - start, other.size() - start);
  return longer <= kEndingMax && shorter + longer <= kEndingMax;
}

// "colour" and "color", "organise" and "organize".
bool are_spellings(const std::string& one, const std::string& other, const WordPairs& spellings) {
  constexpr std::size_t kBytesMin = 4;
  constexpr std::size_t kChangeMax = 2;
  if (one.size() < kBytesMin || other.size() < kBytesMin) return false;
  if (one.compare(0, 2, other, 0, 2) != 0) return false;
  if (std::max(one.size(), other.size()) - std::min(one.size(), other.size()) > kChangeMax)
    return false;
  for (const auto& [left, right] : spellings)
    for (const auto& [from, to] : {std::pair{left, right}, std::pair{right, left}})
      for (std::size_t at = one.find(from); at != std::string::npos; at = one.find(from, at + 1))
        if (one.substr(0, at) + to + one.substr(at + from.size()) == other) return true;
  return false;
}

// "employer" and "employee" have one stem.
bool contrast(std::string_view one, std::string_view other, const WordPairs& endings) {
  constexpr std::size_t kStemBytesMin = 3;
  const auto is_pair = [&](std::string_view a, std::string_view b, const auto& pair) {
    if (!a.ends_with(pair.first) || !b.ends_with(pair.second)) return false;
    a.remove_suffix(pair.first.size());
    b.remove_suffix(pair.second.size());
    return a == b && a.size() >= kStemBytesMin;
  };
  return std::ranges::any_of(endings, [&](const auto& pair) {
    return is_pair(one, other, pair) || is_pair(other, one, pair);
  });
}

// "gekauft" and "kaufte", "kupiony" and "kupił".
bool are_forms(std::string_view one, std::string_view other, const LanguageWords& words) {
  constexpr std::size_t kStartMin = 4;
  if (contrast(one, other, words.endings_of_one_word)) return true;
  return std::ranges::any_of(words.participle_prefixes, [&](const std::string& prefix) {
    if (one.starts_with(prefix) == other.starts_with(prefix)) return false;
    (one.starts_with(prefix) ? one : other).remove_prefix(prefix.size());
    return common_start(one, other).size() >= kStartMin && differ_at_the_end(one, other);
  });
}

bool nearly_same(const ClaimWord& one, const ClaimWord& other, const LanguageWords& words) {
  const std::string& a = one.term;
  const std::string& b = other.term;
  if (a.size() < kFuzzyBytesMin || b.size() < kFuzzyBytesMin || a[0] != b[0]) return false;
  const unsigned most = a.size() < kTwoEditsBytesMin ? 1 : 2;
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > most || edit_distance(a, b, most) > most) return false;
  if (!differ_at_the_end(a, b)) return false;
  return words.negative_infixes.empty() || !differs_by_negation(one.folded, other.folded, words);
}

// How many letters together say something: two of Han, more where letters are sounds.
std::size_t letters_together(const ClaimWord& letter) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(letter_at(letter.written, 0), &status) == USCRIPT_HAN ? 2 : 3;
}

// Letters that stand in order by chance, inside other words, stand for nothing.
void part_short_runs(const std::vector<ClaimWord>& claim, Alignment& out) {
  const auto follows = [&](std::size_t row) {
    return row > 0 && row < claim.size() && out.ordered[row] != kNowhere &&
           out.ordered[row - 1] != kNowhere && out.ordered[row] == out.ordered[row - 1] + 1;
  };
  for (std::size_t row = 0; row < claim.size();) {
    std::size_t end = row + 1;
    while (follows(end))
      ++end;
    const bool letters = claim[row].kind == ClaimWordKind::kLetter && out.ordered[row] != kNowhere;
    const bool sounds = letters && letters_together(claim[row]) > 2;
    if (sounds && end - row < letters_together(claim[row]))
      for (std::size_t i = row; i < end; ++i) {
        out.of_source[out.ordered[i] - out.first] = kNowhere;
        out.ordered[i] = kNowhere;
      }
    row = end;
  }
}

bool is_plain(const ClaimWord& word) {
  return word.kind == ClaimWordKind::kContent || word.kind == ClaimWordKind::kName ||
         word.kind == ClaimWordKind::kStop;
}

}  // namespace

bool same_word(const ClaimWord& claim, const ClaimWord& source, const LanguageWords& words) {
  using Kind = ClaimWordKind;
  if (claim.kind == Kind::kLetter && source.kind == Kind::kLetter)
    return claim.folded_hash == source.folded_hash && claim.folded == source.folded;
  if (claim.kind == Kind::kQuantity || source.kind == Kind::kQuantity)
    return claim.kind == source.kind && bears_out(source.quantity, claim.quantity);
  if (claim.kind == Kind::kNegation || source.kind == Kind::kNegation)
    return claim.kind == source.kind;
  if (claim.folded_hash == source.folded_hash && claim.folded == source.folded) return true;
  if (!is_plain(claim) || !is_plain(source)) return false;
  if (contrast(claim.folded, source.folded, words.contrasting_endings)) return false;
  if (!claim.term.empty() && claim.term_hash == source.term_hash && claim.term == source.term &&
      (words.negative_infixes.empty() || !differs_by_negation(claim.folded, source.folded, words)))
    return true;
  if (!claim.joined.empty() && claim.joined == source.folded) return true;
  if (!source.joined.empty() && source.joined == claim.folded) return true;
  // Another name is often but a letter away.
  return claim.kind == Kind::kContent && source.kind != Kind::kStop && !claim.capital &&
         (nearly_same(claim, source, words) || are_forms(claim.folded, source.folded, words) ||
          are_spellings(claim.folded, source.folded, words.spellings));
}

Alignment align(const std::vector<ClaimWord>& claim, const std::vector<ClaimWord>& source,
                std::size_t first, std::size_t last, const LanguageWords& words) {
  Alignment out;
  out.first = first;
  out.last = last;
  const std::size_t rows = claim.size();
  const std::size_t columns = last - first;
  out.ordered.assign(rows, kNowhere);
  out.anywhere.assign(rows, kNowhere);
  out.of_source.assign(columns, kNowhere);
  if (rows * columns > kCellsMax) {
    out.complete = false;
    return out;
  }
  std::vector<bool> same(rows * columns);
  std::vector<float> best((rows + 1) * (columns + 1), 0);
  const auto cell = [&](std::size_t row, std::size_t column) -> float& {
    return best[row * (columns + 1) + column];
  };
  for (std::size_t row = rows; row-- > 0;)
    for (std::size_t column = columns; column-- > 0;) {
      float value = std::max(cell(row + 1, column), cell(row, column + 1));
      if (same_word(claim[row], source[first + column], words)) {
        same[row * columns + column] = true;
        value = std::max(value, cell(row + 1, column + 1) + weight_in_order(claim[row]));
      }
      cell(row, column) = value;
    }
  for (std::size_t row = 0, column = 0; row < rows && column < columns;) {
    const bool taken = same[row * columns + column] &&
                       cell(row, column) == cell(row + 1, column + 1) + weight_in_order(claim[row]);
    if (taken) {
      out.ordered[row] = first + column;
      out.of_source[column] = row;
      ++row;
      ++column;
    } else if (cell(row, column) == cell(row + 1, column)) {
      ++row;
    } else {
      ++column;
    }
  }
  part_short_runs(claim, out);
  out.anywhere = out.ordered;
  // A letter says nothing alone: some of its neighbours must stand beside it there too.
  const auto stands_at = [&](std::size_t row, std::size_t column) {
    if (!same[row * columns + column]) return false;
    if (claim[row].kind != ClaimWordKind::kLetter) return true;
    std::size_t run = 1;
    for (std::size_t i = 1; i <= row && i <= column && same[(row - i) * columns + column - i]; ++i)
      ++run;
    for (std::size_t i = 1;
         row + i < rows && column + i < columns && same[(row + i) * columns + column + i]; ++i)
      ++run;
    return run >= letters_together(claim[row]);
  };
  for (const bool free : {true, false})
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t column = 0; out.anywhere[row] == kNowhere && column < columns; ++column)
        if ((!free || out.of_source[column] == kNowhere) && stands_at(row, column))
          out.anywhere[row] = first + column;
  return out;
}

}  // namespace alexandria::text
