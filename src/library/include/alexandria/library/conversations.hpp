#pragma once
// Conversations that were kept, and judgements on what was found.
#include <cstdint>
#include <string>
#include <vector>

#include "alexandria/base/result.hpp"
#include "alexandria/library/collections.hpp"
#include "alexandria/store/conversations.hpp"
#include "alexandria/store/store.hpp"

namespace alexandria::library {

struct Conversation {
  store::ConversationRow row;
  std::vector<store::TurnRow> turns;
};
struct ConversationList {
  std::vector<store::ConversationRow> conversations;
  std::uint64_t total = 0;
};

/// Threads: all functions at any time. Unknown conversations: kNotFound `conversation_not_found`.
class Conversations {
 public:
  Conversations(store::Store& store, Collections& collections);
  /// Last used first.
  Result<ConversationList> list(std::uint64_t limit, std::uint64_t offset);
  Result<Conversation> find(const std::string& conversation_id);
  Result<void> remove(const std::string& conversation_id);
  /// A thumb up or down: whether a document belongs to what a query asks for.
  Result<void> judge(const std::string& collection, const std::string& query,
                     const std::string& document_id, bool good);
  Result<std::vector<store::JudgementRow>> judgements(const std::string& collection);

 private:
  store::Store& store_;
  Collections& collections_;
};

}  // namespace alexandria::library
