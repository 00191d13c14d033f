#include "alexandria/library/answer_json.hpp"

#include <boost/json.hpp>

#include "alexandria/model/codec.hpp"
#include "answering.hpp"

namespace alexandria::library {

namespace json = boost::json;

json::object citation_to_json(const Citation& c) {
  json::object out{{"document_id", c.document_id},
                   {"title", c.title},
                   {"version", c.version},
                   {"quote", c.quote},
                   {"anchors", model::anchors_to_json(c.anchors)},
                   {"supported", c.supported}};
  if (c.cell)
    out["cell"] = {{"row", c.cell->row},
                   {"column", c.cell->column},
                   {"text", c.cell->text},
                   {"reference", c.cell->reference},
                   {"anchors", model::anchors_to_json(c.cell->anchors)}};
  return out;
}

json::object sentence_to_json(const AnswerSentence& s) {
  return {{"text", s.text},
          {"citations", json::value_from(s.citations)},
          {"supported", s.supported},
          {"failed", json::value_from(s.failed)},
          {"quoted", s.quoted}};
}

json::object answer_to_json(const Answer& answer) {
  json::array citations;
  for (const Citation& citation : answer.citations)
    citations.push_back(citation_to_json(citation));
  json::array sentences;
  for (const AnswerSentence& sentence : answer.sentences)
    sentences.push_back(sentence_to_json(sentence));
  json::object out{{"answer", answer.text},
                   {"answered", answer.answered},
                   {"confidence", answer.confidence},
                   {"sentences", std::move(sentences)},
                   {"citations", std::move(citations)},
                   {"left_out", answer.left_out}};
  if (!answer.conversation_id.empty()) out["conversation_id"] = answer.conversation_id;
  if (!answer.answered) {
    json::array nearest;
    for (const Citation& citation : answer.nearest)
      nearest.push_back(citation_to_json(citation));
    out["nearest"] = std::move(nearest);
  }
  if (!answer.question.empty()) out["question"] = answer.question;
  if (!answer.warning.empty()) out["warning"] = answer.warning;
  return out;
}

std::string text_of_answer(const std::string& answer) {
  boost::system::error_code error;
  const json::value value = json::parse(answer, error);
  const json::value* text =
      !error && value.is_object() ? value.get_object().if_contains("answer") : nullptr;
  return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
}

std::string without_document(const std::string& answer, std::string_view document_id) {
  boost::system::error_code error;
  json::value value = json::parse(answer, error);
  if (error || !value.is_object() || !value.get_object().contains("citations")) return "{}";
  json::object& object = value.get_object();
  std::vector<bool> gone;
  for (json::value& entry : object["citations"].as_array()) {
    json::object& citation = entry.as_object();
    gone.push_back(std::string_view(citation["document_id"].as_string()) == document_id);
    if (gone.back())
      citation = {{"document_id", ""},
                  {"title", ""},
                  {"version", 0},
                  {"quote", ""},
                  {"anchors", json::array()},
                  {"supported", "not_supported"}};
  }
  if (json::value* nearest = object.if_contains("nearest")) {
    json::array kept;
    for (const json::value& entry : nearest->as_array())
      if (entry.at("document_id").as_string() != document_id) kept.push_back(entry);
    *nearest = std::move(kept);
  }
  std::string text;
  for (json::value& entry : object["sentences"].as_array()) {
    json::object& sentence = entry.as_object();
    for (const json::value& number : sentence["citations"].as_array()) {
      const auto index = number.to_number<std::size_t>();
      if (index >= 1 && index <= gone.size() && gone[index - 1]) {
        sentence = {{"text", "(Removed: its source was deleted.)"},
                    {"citations", json::array()},
                    {"supported", "not_supported"},
                    {"failed", json::array()},
                    {"quoted", false}};
        break;
      }
    }
    text += (text.empty() ? "" : " ") + std::string(sentence["text"].as_string());
  }
  object["answer"] = text;
  return json::serialize(value);
}

}  // namespace alexandria::library
