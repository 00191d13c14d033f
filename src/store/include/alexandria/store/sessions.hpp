#pragma once
// Words that open the page: one-time links and sessions, good on every node. Only their hashes are
// kept.
#include <string>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

/// `kind` is once or session. Beyond `most` of a kind the one that ends first goes.
Result<void> put_session(Sql& sql, const std::string& token_hash, const std::string& kind,
                         std::int64_t until_ms, std::int64_t most);
/// Until when it is good; 0: it is not known, or not good any more.
Result<std::int64_t> find_session(Sql& sql, const std::string& token_hash, const std::string& kind);
/// Whether there was one.
Result<bool> remove_session(Sql& sql, const std::string& token_hash, const std::string& kind);

}  // namespace alexandria::store
