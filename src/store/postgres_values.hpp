#pragma once
// Values in PostgreSQL's binary format (chapter 55 of its documentation; types by src/include/
// catalog/pg_type.dat): integers and floats in network order, texts and bytes as they are.
#include <bit>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

inline constexpr Oid kBytea = 17;
inline constexpr Oid kName = 19;
inline constexpr Oid kInt8 = 20;
inline constexpr Oid kText = 25;
inline constexpr Oid kFloat8 = 701;
inline constexpr Oid kNumeric = 1700;  // what SUM makes of int8

/// The type that a parameter is prepared as; 0: the server decides.
Oid type_of(const Value& value);

/// The parameters of one run, as libpq takes them; points into `values`.
class Parameters {
 public:
  explicit Parameters(const Values& values);
  int count() const { return static_cast<int>(types_.size()); }
  const Oid* types() const { return types_.data(); }
  const char* const* pointers() const { return pointers_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(std::string_view bytes);
  std::vector<std::string> numbers_;
  std::vector<Oid> types_;
  std::vector<const char*> pointers_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

/// A value of int2, int4, int8, bool, float8, the whole part of a numeric, or text that is a
/// number.
std::int64_t integer_of(Oid type, std::string_view bytes);
double number_of(Oid type, std::string_view bytes);

/// What libpq says, in one line.
std::string one_line(std::string said);
/// What an SQLSTATE means.
Error error_of(const char* state, const std::string& said);

}  // namespace alexandria::store
