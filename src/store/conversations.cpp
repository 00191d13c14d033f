#include "alexandria/store/conversations.hpp"

namespace alexandria::store {
namespace {

constexpr const char* kColumns =
    "SELECT conversation_id, collection_id, title, created_ms, updated_ms FROM conversations ";

ConversationRow conversation_of(const SqlRow& row) {
  return {row.text(0), row.integer(1), row.text(2), row.integer(3), row.integer(4)};
}

}  // namespace

Result<void> insert_conversation(Sql& sql, const ConversationRow& c) {
  TRY(sql.run(R"sql(
            INSERT INTO conversations (conversation_id, collection_id, title, created_ms,
                updated_ms)
            VALUES ($1, $2, $3, $4, $4))sql",
              {std::string_view(c.conversation_id), c.collection_id, std::string_view(c.title),
               c.created_ms}));
  return {};
}

Result<ConversationRow> find_conversation(Sql& sql, const std::string& conversation_id) {
  std::optional<ConversationRow> out;
  TRY(sql.query(std::string(kColumns) + "WHERE conversation_id = $1",
                {std::string_view(conversation_id)}, [&](const SqlRow& row) {
                  out = conversation_of(row);
                  return false;
                }));
  if (!out)
    return fail(Code::kNotFound, "conversation_not_found", "there is no conversation '{}'",
                conversation_id);
  return *out;
}

Result<std::vector<ConversationRow>> list_conversations(Sql& sql, std::uint64_t limit,
                                                        std::uint64_t offset) {
  std::vector<ConversationRow> out;
  TRY(sql.query(
      std::string(kColumns) + "ORDER BY updated_ms DESC, conversation_id LIMIT $1 OFFSET $2",
      {to_sql(limit), to_sql(offset)}, [&](const SqlRow& row) {
        out.push_back(conversation_of(row));
        return true;
      }));
  return out;
}

Result<std::uint64_t> count_conversations(Sql& sql) {
  std::uint64_t count = 0;
  TRY(sql.query("SELECT COUNT(*) FROM conversations", {}, [&](const SqlRow& row) {
    count = static_cast<std::uint64_t>(row.integer(0));
    return false;
  }));
  return count;
}

Result<void> erase_conversation(Sql& sql, const std::string& conversation_id) {
  const std::int64_t gone = TRY(sql.run("DELETE FROM conversations WHERE conversation_id = $1",
                                        {std::string_view(conversation_id)}));
  if (gone == 0)
    return fail(Code::kNotFound, "conversation_not_found", "there is no conversation '{}'",
                conversation_id);
  return {};
}

Result<void> add_turn(Sql& sql, const std::string& conversation_id, const TurnRow& turn) {
  TRY(sql.run(R"sql(
            INSERT INTO turns (conversation_id, number, question, answer, created_ms)
            SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4 FROM turns
            WHERE conversation_id = $1)sql",
              {std::string_view(conversation_id), std::string_view(turn.question),
               std::string_view(turn.answer), turn.created_ms}));
  TRY(sql.run("UPDATE conversations SET updated_ms = $1 WHERE conversation_id = $2",
              {turn.created_ms, std::string_view(conversation_id)}));
  return {};
}

Result<std::vector<TurnRow>> list_turns(Sql& sql, const std::string& conversation_id) {
  std::vector<TurnRow> out;
  TRY(sql.query(R"sql(
            SELECT number, question, answer, created_ms
            FROM turns
            WHERE conversation_id = $1
            ORDER BY number)sql",
                {std::string_view(conversation_id)}, [&](const SqlRow& row) {
                  out.push_back({row.integer(0), row.text(1), row.text(2), row.integer(3)});
                  return true;
                }));
  return out;
}

Result<void> change_answers_of_document(
    Sql& sql, const std::string& document_id,
    const std::function<std::string(const std::string& answer)>& change) {
  struct Found {
    std::string conversation_id;
    std::int64_t number;
    std::string answer;
  };
  std::vector<Found> found;
  const std::string pattern = "%" + document_id + "%";  // ids are hexadecimal: nothing to escape
  TRY(sql.query("SELECT conversation_id, number, answer FROM turns WHERE answer LIKE $1",
                {std::string_view(pattern)}, [&](const SqlRow& row) {
                  found.push_back({row.text(0), row.integer(1), row.text(2)});
                  return true;
                }));
  for (const Found& turn : found) {
    const std::string answer = change(turn.answer);
    TRY(sql.run("UPDATE turns SET answer = $1 WHERE conversation_id = $2 AND number = $3",
                {std::string_view(answer), std::string_view(turn.conversation_id), turn.number}));
  }
  return {};
}

Result<void> put_judgement(Sql& sql, const JudgementRow& j) {
  TRY(sql.run("DELETE FROM judgements WHERE collection_id = $1 AND query = $2 AND document_id = $3",
              {j.collection_id, std::string_view(j.query), std::string_view(j.document_id)}));
  TRY(sql.run(R"sql(
            INSERT INTO judgements (judgement_id, collection_id, query, document_id, grade,
                created_ms)
            VALUES ($1, $2, $3, $4, $5, $6))sql",
              {std::string_view(j.judgement_id), j.collection_id, std::string_view(j.query),
               std::string_view(j.document_id), j.grade, j.created_ms}));
  return {};
}

Result<std::vector<JudgementRow>> list_judgements(Sql& sql, std::int64_t collection_id) {
  std::vector<JudgementRow> out;
  TRY(sql.query(R"sql(
            SELECT judgement_id, collection_id, query, document_id, grade, created_ms
            FROM judgements
            WHERE collection_id = $1
            ORDER BY created_ms, judgement_id)sql",
                {collection_id}, [&](const SqlRow& row) {
                  out.push_back({row.text(0), row.integer(1), row.text(2), row.text(3),
                                 row.integer(4), row.integer(5)});
                  return true;
                }));
  return out;
}

}  // namespace alexandria::store
