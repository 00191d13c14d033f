#pragma once
// Errors that say nothing of what was asked: what should answer is out of reach, or busy.
#include "alexandria/base/result.hpp"

namespace alexandria::store {

/// Of the database: what it was asked may be asked again later.
bool is_database_outage(const Error& error);
/// Of the place of originals.
bool is_object_outage(const Error& error);

}  // namespace alexandria::store
