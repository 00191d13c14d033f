#pragma once
// Whether a row names the columns of what stands below it, whatever the format of the table.
#include <functional>
#include <string>
#include <vector>

namespace alexandria::ingest {

/// What `name_evidence` gives where the values are of another kind than the name, such as numbers.
inline constexpr int kOtherKindBelow = 3;

/// How much a column speaks for `name` being its name rather than one of its values: below 0 that
/// it is one of them. `values`: squeezed, and none is empty.
int name_evidence(const std::string& name, const std::vector<std::string>& values);

/// Whether the texts of a row, a column each, may name groups of columns: a name of a group has
/// gaps behind it, or is repeated.
bool are_names_of_groups(const std::vector<std::string>& row);

/// Whether `lower`, a row below names of groups, names the columns too: all its texts may be names,
/// and in more than one column the values below it are of another kind. A column has a name in one
/// of the rows at least.
bool are_names_below(const std::vector<std::string>& upper, const std::vector<std::string>& lower,
                     const std::function<std::vector<std::string>(std::size_t)>& values_of);

}  // namespace alexandria::ingest
