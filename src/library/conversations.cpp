#include "alexandria/store/conversations.hpp"

#include "alexandria/base/identifier.hpp"
#include "alexandria/library/library.hpp"
#include "alexandria/store/documents.hpp"
#include "core.hpp"

namespace alexandria::library {

Result<ConversationList> Library::list_conversations(std::uint64_t limit, std::uint64_t offset) {
  ConversationList out;
  TRY(core_->store->read([&](store::Sql& sql) -> Result<void> {
    out.conversations = TRY(store::list_conversations(sql, limit, offset));
    out.total = TRY(store::count_conversations(sql));
    return {};
  }));
  return out;
}

Result<Conversation> Library::find_conversation(const std::string& conversation_id) {
  Conversation out;
  TRY(core_->store->read([&](store::Sql& sql) -> Result<void> {
    out.row = TRY(store::find_conversation(sql, conversation_id));
    out.turns = TRY(store::list_turns(sql, conversation_id));
    return {};
  }));
  return out;
}

Result<void> Library::delete_conversation(const std::string& conversation_id) {
  return core_->store->write(
      [&](store::Sql& sql) { return store::erase_conversation(sql, conversation_id); });
}

Result<void> Library::judge(const std::string& collection, const std::string& query,
                            const std::string& document_id, bool good) {
  const store::CollectionRow row = TRY(core_->collection(collection));
  return core_->store->write([&](store::Sql& sql) -> Result<void> {
    TRY(store::find_document(sql, document_id));
    const std::int64_t now = core_->clock.now_ms();
    return store::put_judgement(
        sql, {base::new_identifier(now), row.collection_id, query, document_id, good ? 1 : 0, now});
  });
}

Result<std::vector<store::JudgementRow>> Library::judgements(const std::string& collection) {
  const store::CollectionRow row = TRY(core_->collection(collection));
  std::vector<store::JudgementRow> out;
  TRY(core_->store->read([&](store::Sql& sql) -> Result<void> {
    out = TRY(store::list_judgements(sql, row.collection_id));
    return {};
  }));
  return out;
}

}  // namespace alexandria::library
