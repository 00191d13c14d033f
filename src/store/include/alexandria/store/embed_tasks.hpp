#pragma once
// Passages of a running job that any node may embed: its own node offers them, another one takes
// them under a lease of the database's clock, and the job's own node writes what came of it.
//
//           <-give back-
//   offered --take--> taken --finish--> done --claim--> (gone, with its vectors)
//      \--claim--------/ lease over       \
//       (gone: the claimer embeds it)      refused --claim--> (gone: the claimer embeds it)
//
// Rows go with their job.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "alexandria/store/sql.hpp"

namespace alexandria::store {

struct EmbedTask {
  std::string task_id;  // of the job and the texts: the next attempt of the job finds it again
  std::string job_id;
  std::string model;
  std::string model_version;
  std::vector<std::string> texts;
};

/// A task that is there already stays as it is.
Result<void> offer_embed_task(Sql& sql, const EmbedTask& task);
/// The oldest one that is offered, or whose lease is over, of a job that runs on another node and
/// of none of the models `without` ("NAME VERSION").
Result<std::optional<EmbedTask>> take_embed_task(Sql& sql, const std::string& node_id,
                                                 std::int64_t lease_ms,
                                                 const std::set<std::string>& without = {});
/// One vector a text, all of one length; none: this node cannot. What nobody waits for any more is
/// passed over.
Result<void> finish_embed_task(Sql& sql, const std::string& task_id, const std::string& node_id,
                               const std::vector<std::vector<float>>& vectors);

/// Offered again: this node has work of its own, or not the model.
Result<void> give_back_embed_task(Sql& sql, const std::string& task_id, const std::string& node_id);

enum class Claimed {
  kMine,   ///< whoever claimed it embeds the texts, and nobody else takes them
  kTaken,  ///< another node is at it
  kDone    ///< here are its vectors
};
/// Only the node that runs the job claims. The row stays until `forget_embed_task`, for the next
/// attempt of the job. kDataLoss `checksum_mismatch`.
Result<Claimed> claim_embed_task(Sql& sql, const std::string& task_id,
                                 std::vector<std::vector<float>>& vectors);
/// What the claimer itself embedded before its turn came; of a row that is not its own nothing.
Result<void> keep_embed_task(Sql& sql, const std::string& task_id,
                             const std::vector<std::vector<float>>& vectors);
/// Its vectors are written.
Result<void> forget_embed_task(Sql& sql, const std::string& task_id);
/// Those of a job that will not be claimed any more.
Result<void> forget_embed_tasks(Sql& sql, const std::string& job_id);

}  // namespace alexandria::store
