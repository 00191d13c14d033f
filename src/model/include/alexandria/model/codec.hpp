#pragma once
// Codecs of the model: anchors as JSON (docs/formats/anchors.md), parsed parts and facts as bytes
// (docs/formats/parsed.md).
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "alexandria/base/result.hpp"
#include "alexandria/model/anchor.hpp"
#include "alexandria/model/document.hpp"

namespace alexandria::model {

boost::json::value anchor_to_json(const Anchor& anchor);
boost::json::array anchors_to_json(const std::vector<Anchor>& anchors);
Result<std::vector<Anchor>> anchors_from_text(std::string_view json);
Result<std::vector<Anchor>> anchors_from_json(const boost::json::value& json);

std::string encode_part(const ParsedPart& part);
/// Trusts nothing: kDataLoss if blocks or words lie outside the text or the bytes end early.
Result<ParsedPart> decode_part(std::string_view bytes);
std::string encode_facts(const DocumentFacts& facts);
Result<DocumentFacts> decode_facts(std::string_view bytes);
/// `{"seen": 9, "text": 8, "set_aside": 0, "not_read": 1, "not_understood": [{"kind": ...,
/// "number":
/// ...}]}`
std::string accounting_to_json(const Accounting& accounting);
/// `{"author": "Ann Lee"}`, in their order; empty for none.
std::string properties_to_json(const std::vector<Property>& properties);
/// Of an empty text, and of what is no object of texts: none.
std::vector<Property> properties_from_json(std::string_view json);

}  // namespace alexandria::model
