#pragma once
// A record as what a searcher reads of it.
#include "alexandria/library/search.hpp"
#include "alexandria/model/metadata.hpp"
#include "alexandria/store/rows.hpp"

namespace alexandria::library {

/// Text, headings, language and anchors of a record.
Passage to_passage(const store::RecordRow& record);
/// BCP 47, or empty.
std::string language_of(const store::RecordRow& record);
std::string text_value(const model::Metadata& metadata, const char* key);
std::int64_t integer_value(const model::Metadata& metadata, const char* key);

}  // namespace alexandria::library
