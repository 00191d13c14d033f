#pragma once
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// All rows of a query, each as `read` makes it of its columns.
template <class Read>
Result<std::vector<std::invoke_result_t<Read, const SqlRow&>>> read_all(Sql& sql,
                                                                        std::string_view query,
                                                                        Values values, Read read) {
  std::vector<std::invoke_result_t<Read, const SqlRow&>> out;
  TRY(sql.query(query, std::move(values), [&](const SqlRow& row) {
    out.push_back(read(row));
    return true;
  }));
  return out;
}

}  // namespace alexandria::store
