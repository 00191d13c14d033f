#include "alexandria/library/conversations.hpp"

#include "alexandria/base/identifier.hpp"
#include "alexandria/store/documents.hpp"

namespace alexandria::library {

Conversations::Conversations(store::Store& store, Collections& collections)
    : store_(store), collections_(collections) {}

Result<ConversationList> Conversations::list(std::uint64_t limit, std::uint64_t offset) {
  ConversationList out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out.conversations = TRY(store::list_conversations(sql, limit, offset));
    out.total = TRY(store::count_conversations(sql));
    return {};
  }));
  return out;
}

Result<Conversation> Conversations::find(const std::string& conversation_id) {
  Conversation out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out.row = TRY(store::find_conversation(sql, conversation_id));
    out.turns = TRY(store::list_turns(sql, conversation_id));
    return {};
  }));
  return out;
}

Result<void> Conversations::remove(const std::string& conversation_id) {
  return store_.write(
      [&](store::Sql& sql) { return store::erase_conversation(sql, conversation_id); }, {},
      store::Intent::kErase);
}

Result<void> Conversations::judge(const std::string& collection, const std::string& query,
                                  const std::string& document_id, bool good) {
  const store::CollectionRow row = TRY(collections_.find(collection));
  return store_.write([&](store::Sql& sql) -> Result<void> {
    TRY(store::find_document(sql, document_id));
    const std::int64_t now = sql.now_ms();
    return store::put_judgement(
        sql, {base::new_identifier(now), row.collection_id, query, document_id, good ? 1 : 0, now});
  });
}

Result<std::vector<store::JudgementRow>> Conversations::judgements(const std::string& collection) {
  const store::CollectionRow row = TRY(collections_.find(collection));
  std::vector<store::JudgementRow> out;
  TRY(store_.read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::list_judgements(sql, row.collection_id));
    return {};
  }));
  return out;
}

}  // namespace alexandria::library
