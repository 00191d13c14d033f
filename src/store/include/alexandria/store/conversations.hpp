#pragma once
// Conversations: questions with the answers that were given, as JSON. And judgements: thumbs on
// what was found.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "alexandria/store/rows.hpp"
#include "alexandria/store/sql.hpp"

namespace alexandria::store {

struct ConversationRow {
  std::string conversation_id;
  std::int64_t collection_id = 0;
  std::string title;
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;
};
struct TurnRow {
  std::int64_t number = 0;  // from 1
  std::string question;
  std::string answer;  // JSON
  std::int64_t created_ms = 0;
};
struct JudgementRow {
  std::string judgement_id;
  std::int64_t collection_id = 0;
  std::string query;
  std::string document_id;
  std::int64_t grade = 0;  // 1 good, 0 bad
  std::int64_t created_ms = 0;
};

Result<void> insert_conversation(Sql& sql, const ConversationRow& conversation);
/// kNotFound `conversation_not_found`.
Result<ConversationRow> find_conversation(Sql& sql, const std::string& conversation_id);
/// Last used first.
Result<std::vector<ConversationRow>> list_conversations(Sql& sql, std::uint64_t limit,
                                                        std::uint64_t offset);
Result<std::uint64_t> count_conversations(Sql& sql);
/// With its turns.
Result<void> erase_conversation(Sql& sql, const std::string& conversation_id);
Result<void> add_turn(Sql& sql, const std::string& conversation_id, const TurnRow& turn);
Result<std::vector<TurnRow>> list_turns(Sql& sql, const std::string& conversation_id);

/// Calls `change` with every answer that names the document; what it gives is written back.
Result<void> change_answers_of_document(
    Sql& sql, const std::string& document_id,
    const std::function<std::string(const std::string& answer)>& change);

/// Replaces an earlier judgement of the same query and document.
Result<void> put_judgement(Sql& sql, const JudgementRow& judgement);
Result<std::vector<JudgementRow>> list_judgements(Sql& sql, std::int64_t collection_id);

}  // namespace alexandria::store
