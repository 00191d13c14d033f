// What PostgreSQL says, as our errors, and its values as ours.
#include "postgres.hpp"

#include <algorithm>
#include <array>

#include "postgres_values.hpp"

namespace alexandria::store {
namespace {

struct Meaning {
  std::string_view state;  // SQLSTATE, or the class it begins with
  Code code;
  const char* reason;
};

// PostgreSQL 15, appendix A. The first that fits counts.
constexpr std::array kMeanings = {
    Meaning{"40001", Code::kUnavailable, "serialization_failure"},
    Meaning{"40P01", Code::kUnavailable, "deadlock"},
    Meaning{"23", Code::kConflict, "constraint"},
    Meaning{"55P03", Code::kUnavailable, "lock_timeout"},
    Meaning{"57014", Code::kDeadline, "statement_timeout"},
    Meaning{"25006", Code::kUnavailable, "connection_lost"},  // it has become a standby
    Meaning{"25P03", Code::kUnavailable, "connection_lost"},  // idle in a transaction for too long
    Meaning{"57P", Code::kUnavailable, "connection_lost"},
    Meaning{"08", Code::kUnavailable, "connection_lost"},
    Meaning{"53100", Code::kResourceExhausted, "disk_full"},
    Meaning{"53", Code::kUnavailable, "database_busy"},
    Meaning{"58", Code::kUnavailable, "database_error"},
    Meaning{"XX001", Code::kDataLoss, "database_damaged"},
    Meaning{"XX002", Code::kDataLoss, "database_damaged"},
    Meaning{"26000", Code::kUnavailable, "connection_lost"},  // a pooler changed what is behind it
    Meaning{"42501", Code::kPermission, "database_denies"},
    Meaning{"28", Code::kUnauthenticated, "database_denies"},
};

}  // namespace

std::string one_line(std::string said) {
  while (!said.empty() && (said.back() == '\n' || said.back() == ' '))
    said.pop_back();
  std::ranges::replace(said, '\n', ' ');
  return said;
}

Error error_of(const char* state, const std::string& said) {
  const std::string_view given = state == nullptr ? "" : state;
  for (const Meaning& meaning : kMeanings)
    if (given.starts_with(meaning.state))
      return {meaning.code, meaning.reason, "the database says '" + said + "'"};
  return {Code::kInternal, "database_error", "the database says '" + said + "'"};
}

Again again_after(const Error& error) {
  if (error.reason == "connection_lost") return Again::kElsewhere;
  const std::array at_once = {"serialization_failure", "deadlock", "constraint"};
  return std::ranges::find(at_once, error.reason) != at_once.end() ? Again::kAtOnce : Again::kNever;
}

namespace {

template <class Number>
std::string big_endian(Number value) {
  std::string out(sizeof(Number), '\0');
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    out[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * (sizeof(Number) - 1 - i)));
  return out;
}

}  // namespace

Oid type_of(const Value& value) {
  struct Types {
    Oid operator()(std::nullptr_t) const { return 0; }
    Oid operator()(std::int64_t) const { return kInt8; }
    Oid operator()(double) const { return kFloat8; }
    Oid operator()(std::string_view) const { return kText; }
    Oid operator()(const Bytes&) const { return kBytea; }
  };
  return std::visit(Types{}, value);
}

Parameters::Parameters(const Values& values) {
  numbers_.reserve(values.size());
  for (const Value& value : values) {
    types_.push_back(type_of(value));
    formats_.push_back(1);
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      add(numbers_.emplace_back(big_endian(*integer)));
    } else if (const auto* number = std::get_if<double>(&value)) {
      add(numbers_.emplace_back(big_endian(std::bit_cast<std::uint64_t>(*number))));
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      add(*text);
    } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
      add(bytes->bytes);
    } else {
      pointers_.push_back(nullptr);
      lengths_.push_back(0);
    }
  }
}

void Parameters::add(std::string_view bytes) {
  pointers_.push_back(bytes.data() == nullptr ? "" : bytes.data());
  lengths_.push_back(static_cast<int>(bytes.size()));
}

namespace {

std::uint64_t bits_of(std::string_view bytes) {
  std::uint64_t bits = 0;
  for (const char byte : bytes)
    bits = bits << 8 | static_cast<unsigned char>(byte);
  return bits;
}

// Digits of base 10,000: their number, the first one's power, sign, scale, and then they.
std::int64_t whole_of_numeric(std::string_view bytes) {
  constexpr std::size_t kHead = 8;
  constexpr std::uint64_t kNegative = 0x4000;
  if (bytes.size() < kHead) return 0;
  const auto power = static_cast<std::int16_t>(bits_of(bytes.substr(2, 2)));
  std::int64_t whole = 0;
  for (std::int64_t i = 0; i <= power; ++i) {
    const std::size_t at = kHead + static_cast<std::size_t>(i) * 2;
    const bool is_there = at + 2 <= bytes.size();
    whole =
        whole * 10'000 + (is_there ? static_cast<std::int64_t>(bits_of(bytes.substr(at, 2))) : 0);
  }
  return bits_of(bytes.substr(4, 2)) == kNegative ? -whole : whole;
}

}  // namespace

std::int64_t integer_of(Oid type, std::string_view bytes) {
  if (type == kNumeric) return whole_of_numeric(bytes);
  if (type == kFloat8) return static_cast<std::int64_t>(number_of(type, bytes));
  if (type == kText || type == kName) {
    std::int64_t out = 0;
    std::from_chars(bytes.data(), bytes.data() + bytes.size(), out);
    return out;
  }
  const std::uint64_t bits = bits_of(bytes);
  switch (bytes.size()) {
    case 2: return static_cast<std::int16_t>(bits);
    case 4: return static_cast<std::int32_t>(bits);
    default: return static_cast<std::int64_t>(bits);
  }
}

double number_of(Oid type, std::string_view bytes) {
  if (type != kFloat8 || bytes.size() != sizeof(double))
    return static_cast<double>(integer_of(type, bytes));
  return std::bit_cast<double>(integer_of(kInt8, bytes));
}

}  // namespace alexandria::store
