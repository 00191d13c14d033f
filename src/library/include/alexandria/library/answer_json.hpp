#pragma once
// Answers as JSON: the one form in which they go over the wire and are kept
// (docs/formats/answer.md).
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "alexandria/library/answers.hpp"

namespace alexandria::library {

boost::json::object answer_to_json(const Answer& answer);
boost::json::object sentence_to_json(const AnswerSentence& sentence);
boost::json::object citation_to_json(const Citation& citation);

/// The same JSON without anything that came from a document: its quotes are emptied, and sentences
/// that rest on it are replaced.
std::string without_document(const std::string& answer, std::string_view document_id);

}  // namespace alexandria::library
