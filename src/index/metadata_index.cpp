#include <optional>

#include "metadata_index.hpp"
#include "segment_vectors.hpp"

namespace alexandria::index {
namespace {

using model::Filter;
using model::FilterOp;
using model::Scalar;

// Elements of arrays are looked up by type and value.
std::string element_name(const Scalar& scalar) {
  return std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::string>)
          return "s" + v;
        else if constexpr (std::is_same_v<T, bool>)
          return std::string(v ? "b1" : "b0");
        else if constexpr (std::is_same_v<T, double>)
          return fmt::format("d{:a}", v);
        else
          return fmt::format("i{}", v);
      },
      scalar);
}

Bitmap equal_rows(const MetadataIndex::Key& key, const Scalar& value) {
  if (const auto number = model::as_number(value)) {
    const auto found = key.numbers.find(*number);
    return found == key.numbers.end() ? Bitmap() : found->second;
  }
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? key.trues : key.falses;
  const auto found = key.strings.find(std::get<std::string>(value));
  return found == key.strings.end() ? Bitmap() : found->second;
}

Bitmap ranged_rows(const MetadataIndex::Key& key, FilterOp op, double value) {
  const auto& numbers = key.numbers;
  auto first = numbers.begin();
  auto last = numbers.end();
  if (op == FilterOp::kGt)
    first = numbers.upper_bound(value);
  else if (op == FilterOp::kGte)
    first = numbers.lower_bound(value);
  else if (op == FilterOp::kLt)
    last = numbers.lower_bound(value);
  else
    last = numbers.upper_bound(value);
  Bitmap out;
  for (; first != last; ++first)
    out |= first->second;
  return out;
}

Bitmap complement(Bitmap rows, std::uint32_t count) {
  rows.flip(0, count);
  return rows;
}

template <class Value>
void add_moved(std::map<Value, Bitmap>& into, const std::map<Value, Bitmap>& from,
               const std::vector<std::uint32_t>& places);

Bitmap moved(const Bitmap& rows, const std::vector<std::uint32_t>& places) {
  Bitmap out;
  for (const std::uint32_t ordinal : rows)
    if (places[ordinal] != kGone) out.add(places[ordinal]);
  return out;
}

template <class Value>
void add_moved(std::map<Value, Bitmap>& into, const std::map<Value, Bitmap>& from,
               const std::vector<std::uint32_t>& places) {
  for (const auto& [value, rows] : from) {
    Bitmap there = moved(rows, places);
    if (!there.isEmpty()) into[value] |= there;
  }
}

}  // namespace

void MetadataIndex::add(std::uint32_t ordinal, const model::Metadata& metadata) {
  for (const auto& [name, value] : metadata) {
    Key& key = keys[name];
    if (const auto* text = std::get_if<std::string>(&value))
      key.strings[*text].add(ordinal);
    else if (const auto* flag = std::get_if<bool>(&value))
      (*flag ? key.trues : key.falses).add(ordinal);
    else if (const auto* integer = std::get_if<std::int64_t>(&value))
      key.numbers[static_cast<double>(*integer)].add(ordinal);
    else if (const auto* number = std::get_if<double>(&value))
      key.numbers[*number].add(ordinal);
    else
      for (const Scalar& element : std::get<std::vector<Scalar>>(value))
        key.elements[element_name(element)].add(ordinal);
  }
}

Bitmap MetadataIndex::evaluate(const Filter& filter, std::uint32_t rows) const {
  if (filter.op == FilterOp::kAnd || filter.op == FilterOp::kOr) {
    Bitmap out = evaluate(filter.children.front(), rows);
    for (std::size_t i = 1; i < filter.children.size(); ++i) {
      const Bitmap next = evaluate(filter.children[i], rows);
      if (filter.op == FilterOp::kAnd)
        out &= next;
      else
        out |= next;
    }
    return out;
  }
  const bool negated = filter.op == FilterOp::kNe || filter.op == FilterOp::kNin ||
                       filter.op == FilterOp::kNotContains;
  Bitmap out;
  const auto found = keys.find(filter.key);
  if (found != keys.end()) {
    const Key& key = found->second;
    if (filter.op == FilterOp::kContains || filter.op == FilterOp::kNotContains) {
      const auto element = key.elements.find(element_name(filter.values.front()));
      if (element != key.elements.end()) out = element->second;
    } else if (filter.op == FilterOp::kEq || filter.op == FilterOp::kIn || negated) {
      for (const Scalar& value : filter.values)
        out |= equal_rows(key, value);
    } else {
      out = ranged_rows(key, filter.op, model::as_number(filter.values.front()).value_or(0));
    }
  }
  return negated ? complement(std::move(out), rows) : out;
}

void MetadataIndex::add_all(const MetadataIndex& other, const std::vector<std::uint32_t>& places) {
  for (const auto& [name, from] : other.keys) {
    Key& into = keys[name];
    add_moved(into.strings, from.strings, places);
    add_moved(into.numbers, from.numbers, places);
    add_moved(into.elements, from.elements, places);
    into.falses |= moved(from.falses, places);
    into.trues |= moved(from.trues, places);
  }
}

}  // namespace alexandria::index
