#include "metadata_index.hpp"

#include <bit>
#include <cmath>
#include <optional>
#include <set>

#include "bitmap_bytes.hpp"

namespace alexandria::index {
namespace {

using model::Filter;
using model::FilterOp;
using model::Scalar;

std::optional<Number> number_of(const Scalar& scalar) {
  if (const auto* integer = std::get_if<std::int64_t>(&scalar)) return Number(*integer);
  const auto* real = std::get_if<double>(&scalar);
  if (real != nullptr && !std::isnan(*real)) return Number(*real);
  return std::nullopt;
}

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
          return fmt::format("d{:a}", v == 0 ? 0. : v);
        else
          return fmt::format("i{}", v);
      },
      scalar);
}

Bitmap equal_rows(const MetadataIndex::Key& key, const Scalar& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? key.trues : key.falses;
  if (const auto* text = std::get_if<std::string>(&value)) return key.strings.rows_of(*text);
  const auto number = number_of(value);
  return number ? key.numbers.rows_of(*number) : Bitmap();
}

Bitmap ranged_rows(const MetadataIndex::Key& key, FilterOp op, const Scalar& value,
                   std::uint32_t rows) {
  const auto number = number_of(value);
  if (!number) return {};
  const auto& numbers = key.numbers;
  switch (op) {
    case FilterOp::kGt: return numbers.rows_between(numbers.above(*number), numbers.size(), rows);
    case FilterOp::kGte:
      return numbers.rows_between(numbers.at_or_above(*number), numbers.size(), rows);
    case FilterOp::kLt: return numbers.rows_between(0, numbers.at_or_above(*number), rows);
    default: return numbers.rows_between(0, numbers.above(*number), rows);
  }
}

Bitmap rows_of_leaf(const MetadataIndex::Key& key, const Filter& filter, std::uint32_t rows) {
  Bitmap out;
  switch (filter.op) {
    case FilterOp::kContains:
    case FilterOp::kNotContains: return key.elements.rows_of(element_name(filter.values.front()));
    case FilterOp::kEq:
    case FilterOp::kIn:
    case FilterOp::kNe:
    case FilterOp::kNin:
      for (const Scalar& value : filter.values)
        out |= equal_rows(key, value);
      return out;
    default: return ranged_rows(key, filter.op, filter.values.front(), rows);
  }
}

Bitmap all_rows(std::uint32_t rows) {
  Bitmap out;
  out.addRange(0, rows);
  return out;
}

Bitmap moved(const Bitmap& rows, const std::vector<std::uint32_t>& places) {
  Bitmap out;
  for (const std::uint32_t ordinal : rows)
    if (places[ordinal] != kGone) out.add(places[ordinal]);
  return out;
}

template <class Value>
ValueTable<Value> table_of(const std::map<Value, std::vector<std::uint32_t>>& values) {
  ValueTable<Value> out;
  for (const auto& [value, rows] : values)
    out.append(value, rows);
  return out;
}

template <class Value, class WriteValue>
void write_table(base::ByteWriter& out, const ValueTable<Value>& table, const WriteValue& write) {
  out.varint(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    write(table.value(i));
    std::vector<std::uint32_t> rows;
    table.each_row(i, [&](std::uint32_t row) { rows.push_back(row); });
    out.varint(rows.size());
    if (rows.size() > kFrequentRows) {
      write_bitmap(out, Bitmap(rows.size(), rows.data()));
      continue;
    }
    std::uint32_t last = 0;
    for (const std::uint32_t row : rows)
      out.varint(row - std::exchange(last, row));
  }
}

// The rows of one value, ascending; none: they are not sound.
std::vector<std::uint32_t> read_rows(base::ByteReader& in, std::uint32_t rows) {
  const std::uint64_t count = in.varint();
  std::vector<std::uint32_t> out;
  if (count > rows) return out;
  if (count > kFrequentRows) {
    bool sound = true;
    const Bitmap bitmap = read_bitmap(in, rows, sound);
    if (!sound || bitmap.cardinality() != count) return out;
    out.resize(count);
    bitmap.toUint32Array(out.data());
    return out;
  }
  std::uint64_t row = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t delta = in.varint();
    row += delta;
    if (in.failed() || row >= rows || (i > 0 && delta == 0)) return {};
    out.push_back(static_cast<std::uint32_t>(row));
  }
  return out;
}

template <class Value, class ReadValue>
bool read_table(base::ByteReader& in, ValueTable<Value>& table, std::uint32_t rows,
                const ReadValue& read) {
  const std::uint64_t count = in.varint();
  for (std::uint64_t i = 0; i < count; ++i) {
    Value value = read();
    if (in.failed() || (i > 0 && !(table.value(i - 1) < value))) return false;
    auto holding = read_rows(in, rows);
    if (holding.empty()) return false;
    table.append(std::move(value), std::move(holding));
  }
  return true;
}

}  // namespace

Bitmap bitmap_of_bits(std::span<const std::uint64_t> words) {
  // Roaring's portable format, which it reads by copying whole containers.
  constexpr std::size_t kContainerWords = 1024;
  constexpr std::uint32_t kNoRuns = 12346;
  constexpr std::uint32_t kArrayMost = 4096;
  base::ByteWriter keys;
  base::ByteWriter body;
  std::vector<std::uint32_t> ends;
  for (std::size_t first = 0; first < words.size(); first += kContainerWords) {
    const auto part = words.subspan(first, std::min(kContainerWords, words.size() - first));
    std::uint32_t count = 0;
    for (const std::uint64_t word : part)
      count += static_cast<std::uint32_t>(std::popcount(word));
    if (count == 0) continue;
    keys.number(static_cast<std::uint16_t>(first / kContainerWords));
    keys.number(static_cast<std::uint16_t>(count - 1));
    ends.push_back(static_cast<std::uint32_t>(body.size()));
    for (std::size_t i = 0; i < kContainerWords; ++i) {
      std::uint64_t word = i < part.size() ? part[i] : 0;
      if (count > kArrayMost) {
        body.number(word);
        continue;
      }
      for (; word != 0; word &= word - 1)
        body.number(static_cast<std::uint16_t>(i * 64 + std::countr_zero(word)));
    }
  }
  base::ByteWriter out;
  out.number(kNoRuns);
  out.number(static_cast<std::uint32_t>(ends.size()));
  const std::string descriptions = keys.take();
  const auto begin = static_cast<std::uint32_t>(8 + descriptions.size() + 4 * ends.size());
  std::string bytes = out.take() + descriptions;
  base::ByteWriter offsets;
  for (const std::uint32_t end : ends)
    offsets.number(begin + end);
  bytes += offsets.take() + body.take();
  return Bitmap::readSafe(bytes.data(), bytes.size());
}

Number::Number(std::int64_t value) : nearest(static_cast<double>(value)) {
  __extension__ using Wide = __int128;
  rest = static_cast<std::int32_t>(Wide{value} - static_cast<Wide>(nearest));
}

std::string Number::text() const {
  if (rest == 0) return fmt::format("{}", nearest);
  // Only an integer has a rest; 2^63 is the one nearest number that is no int64.
  const auto nearly = static_cast<std::uint64_t>(std::abs(nearest));
  const std::uint64_t size = nearest < 0 ? nearly - rest : nearly + rest;
  return fmt::format("{}{}", nearest < 0 ? "-" : "", size);
}

Bitmap MetadataIndex::evaluate(const Filter& filter, std::uint32_t rows) const {
  if (filter.op == FilterOp::kAnd) {
    Bitmap out = all_rows(rows);
    for (const Filter& child : filter.children)
      if (!out.isEmpty()) out &= evaluate(child, rows);
    return out;
  }
  if (filter.op == FilterOp::kOr) {
    Bitmap out;
    for (const Filter& child : filter.children)
      out |= evaluate(child, rows);
    return out;
  }
  const auto found = keys.find(filter.key);
  Bitmap out = found == keys.end() ? Bitmap() : rows_of_leaf(found->second, filter, rows);
  if (model::is_complement(filter.op)) out.flip(0, rows);
  return out;
}

std::uint64_t MetadataIndex::bytes() const {
  std::uint64_t out = 0;
  for (const auto& [name, key] : keys)
    out += key.strings.bytes() + key.numbers.bytes() + key.elements.bytes() +
           key.falses.getSizeInBytes() + key.trues.getSizeInBytes();
  return out;
}

void MetadataIndex::write(base::ByteWriter& out) const {
  const auto text = [&](const std::string& value) { out.text(value); };
  out.varint(keys.size());
  for (const auto& [name, key] : keys) {
    out.text(name);
    write_table(out, key.strings, text);
    write_table(out, key.numbers, [&](const Number& value) {
      out.number(value.nearest);
      out.number(value.rest);
    });
    write_table(out, key.elements, text);
    write_bitmap(out, key.falses);
    write_bitmap(out, key.trues);
  }
}

bool MetadataIndex::read(base::ByteReader& in, std::uint32_t rows) {
  const auto text = [&] { return std::string(in.text()); };
  const auto number = [&] {
    Number value(in.number<double>());
    value.rest = in.number<std::int32_t>();
    return value;
  };
  const std::uint64_t count = in.varint();
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
    Key& key = keys[text()];
    if (!read_table(in, key.strings, rows, text) || !read_table(in, key.numbers, rows, number) ||
        !read_table(in, key.elements, rows, text))
      return false;
    bool sound = true;
    key.falses = read_bitmap(in, rows, sound);
    key.trues = read_bitmap(in, rows, sound);
    if (!sound) return false;
  }
  return in.finished() && keys.size() == count;
}

void MetadataBuilder::add(std::uint32_t ordinal, const model::Metadata& metadata) {
  for (const auto& [name, value] : metadata) {
    Key& key = keys_[name];
    if (const auto* text = std::get_if<std::string>(&value)) {
      key.strings[*text].push_back(ordinal);
    } else if (const auto* flag = std::get_if<bool>(&value)) {
      (*flag ? key.trues : key.falses).add(ordinal);
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      key.numbers[Number(*integer)].push_back(ordinal);
    } else if (const auto* real = std::get_if<double>(&value)) {
      if (!std::isnan(*real)) key.numbers[Number(*real)].push_back(ordinal);
    } else {
      std::set<std::string> names;
      for (const Scalar& element : std::get<std::vector<Scalar>>(value))
        names.insert(element_name(element));
      for (const std::string& element : names)
        key.elements[element].push_back(ordinal);
    }
  }
}

MetadataIndex MetadataBuilder::finish() const {
  MetadataIndex out;
  for (const auto& [name, key] : keys_)
    out.keys.emplace(name, MetadataIndex::Key{table_of(key.strings), table_of(key.numbers),
                                              table_of(key.elements), key.falses, key.trues});
  return out;
}

MetadataIndex merge_metadata(const std::vector<MovedMetadata>& sources) {
  std::set<std::string> names;
  for (const MovedMetadata& source : sources)
    for (const auto& [name, key] : source.metadata->keys)
      names.insert(name);
  MetadataIndex out;
  for (const std::string& name : names) {
    std::vector<MovedTable<std::string>> strings;
    std::vector<MovedTable<Number>> numbers;
    std::vector<MovedTable<std::string>> elements;
    MetadataIndex::Key merged;
    for (const MovedMetadata& source : sources) {
      const auto key = source.metadata->keys.find(name);
      if (key == source.metadata->keys.end()) continue;
      strings.push_back({&key->second.strings, source.places});
      numbers.push_back({&key->second.numbers, source.places});
      elements.push_back({&key->second.elements, source.places});
      merged.falses |= moved(key->second.falses, *source.places);
      merged.trues |= moved(key->second.trues, *source.places);
    }
    merged.strings = merge_tables(strings);
    merged.numbers = merge_tables(numbers);
    merged.elements = merge_tables(elements);
    if (!merged.strings.empty() || !merged.numbers.empty() || !merged.elements.empty() ||
        !merged.falses.isEmpty() || !merged.trues.isEmpty())
      out.keys.emplace(name, std::move(merged));
  }
  return out;
}

}  // namespace alexandria::index
