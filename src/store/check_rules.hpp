#pragma once
// What must hold and no constraint of the schema keeps, as data.
#include <span>

namespace alexandria::store {

/// A rule that a row breaks: the statement gives the names of the rows that do.
struct Rule {
  const char* of;  // what is read, for where it cannot be
  const char* broken_by;
  const char* message;  // with {} for the name
};
std::span<const Rule> check_rules();

/// Texts of a table, joined by spaces, by one key of it.
struct TextRule {
  const char* table;
  const char* key;
  bool text_key;
  const char* name;   // what a person calls the row
  const char* texts;  // an expression
};
std::span<const TextRule> text_rules();

}  // namespace alexandria::store
