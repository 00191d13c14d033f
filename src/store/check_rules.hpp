#pragma once
// What must hold and no constraint of the schema keeps, as data.
#include <span>
#include <vector>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// A rule that a row breaks: the statement gives the names of the rows that do.
struct Rule {
  const char* of;  // what is read, for where it cannot be
  const char* broken_by;
  const char* message;  // with {} for the name
};
std::vector<Rule> check_rules(Dialect dialect);

/// Texts of a table, joined by spaces, by one key of it.
struct TextRule {
  const char* table;
  const char* key;
  bool text_key;
  const char* name;   // what a person calls the row
  const char* texts;  // an expression, in the SQL of both
};
std::span<const TextRule> text_rules();

}  // namespace alexandria::store
