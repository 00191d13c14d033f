#include "alexandria/store/embed_tasks.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "vector_bytes.hpp"

namespace alexandria::store {
namespace {

std::string json_of(const std::vector<std::string>& texts) {
  boost::json::array out;
  for (const std::string& text : texts)
    out.emplace_back(text);
  return boost::json::serialize(out);
}

std::vector<std::string> texts_of(const std::string& json) {
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(json, error);
  std::vector<std::string> out;
  if (error || !value.is_array()) return out;
  for (const boost::json::value& text : value.get_array())
    if (text.is_string()) out.emplace_back(text.get_string());
  return out;
}

std::string joined(const std::vector<std::vector<float>>& vectors) {
  std::string bytes;
  for (const auto& vector : vectors)
    bytes += bytes_of(vector);
  return bytes;
}

}  // namespace

Result<void> offer_embed_task(Sql& sql, const EmbedTask& task) {
  const std::string texts = json_of(task.texts);
  TRY(sql.run(R"sql(
        INSERT INTO embed_tasks (task_id, job_id, model, model_version, texts, count, state,
                                 created_ms)
        VALUES ($1, $2, $3, $4, $5, $6, 'offered', $7) ON CONFLICT (task_id) DO NOTHING)sql",
              {std::string_view(task.task_id), std::string_view(task.job_id),
               std::string_view(task.model), std::string_view(task.model_version),
               std::string_view(texts), to_sql(task.texts.size()), sql.now_ms()}));
  return {};
}

Result<std::optional<EmbedTask>> take_embed_task(Sql& sql, const std::string& node_id,
                                                 std::int64_t lease_ms,
                                                 const std::set<std::string>& without) {
  std::optional<EmbedTask> task;
  Values values{sql.now_ms(), std::string_view(node_id)};
  std::string others;
  for (const std::string& model : without) {
    values.emplace_back(std::string_view(model));
    others += fmt::format(" AND t.model || ' ' || t.model_version <> ${}", values.size());
  }
  const bool has_others = sql.dialect() == Dialect::kPostgres;
  TRY(sql.query(R"sql(
        SELECT t.task_id, t.job_id, t.model, t.model_version, t.texts
        FROM embed_tasks t JOIN jobs j ON j.job_id = t.job_id
        WHERE (t.state = 'offered' OR (t.state = 'taken' AND t.lease_until_ms < $1))
          AND j.state = 'running' AND j.node_id <> $2)sql" +
                    others + " ORDER BY t.created_ms, t.task_id LIMIT 1" +
                    std::string(has_others ? " FOR UPDATE OF t SKIP LOCKED" : ""),
                values, [&](const SqlRow& row) {
                  task = EmbedTask{row.text(0), row.text(1), row.text(2), row.text(3),
                                   texts_of(row.text(4))};
                  return false;
                }));
  if (!task) return task;
  TRY(sql.run(
      R"sql(
        UPDATE embed_tasks SET state = 'taken', node_id = $1, lease_until_ms = $2
        WHERE task_id = $3)sql",
      {std::string_view(node_id), sql.now_ms() + lease_ms, std::string_view(task->task_id)}));
  return task;
}

Result<void> keep_embed_task(Sql& sql, const std::string& task_id,
                             const std::vector<std::vector<float>>& vectors) {
  const std::string bytes = joined(vectors);
  TRY(sql.run(
      R"sql(
        UPDATE embed_tasks SET state = 'done', vectors = $1, crc = $2
        WHERE task_id = $3 AND state = 'kept')sql",
      {Bytes{bytes}, static_cast<std::int64_t>(base::crc32c(bytes)), std::string_view(task_id)}));
  return {};
}

Result<void> forget_embed_task(Sql& sql, const std::string& task_id) {
  TRY(sql.run("DELETE FROM embed_tasks WHERE task_id = $1", {std::string_view(task_id)}));
  return {};
}

Result<void> finish_embed_task(Sql& sql, const std::string& task_id, const std::string& node_id,
                               const std::vector<std::vector<float>>& vectors) {
  const std::string bytes = joined(vectors);
  TRY(sql.run(R"sql(
        UPDATE embed_tasks SET state = $1, vectors = $2, crc = $3
        WHERE task_id = $4 AND node_id = $5 AND state = 'taken')sql",
              {std::string_view(vectors.empty() ? "refused" : "done"), Bytes{bytes},
               static_cast<std::int64_t>(base::crc32c(bytes)), std::string_view(task_id),
               std::string_view(node_id)}));
  return {};
}

Result<void> give_back_embed_task(Sql& sql, const std::string& task_id,
                                  const std::string& node_id) {
  TRY(
      sql.run("UPDATE embed_tasks SET state = 'offered' "
              "WHERE task_id = $1 AND node_id = $2 AND state = 'taken'",
              {std::string_view(task_id), std::string_view(node_id)}));
  return {};
}

Result<Claimed> claim_embed_task(Sql& sql, const std::string& task_id,
                                 std::vector<std::vector<float>>& vectors) {
  vectors.clear();
  Claimed claimed = Claimed::kMine;
  std::string bytes;
  std::size_t count = 0;
  std::int64_t crc = 0;
  const bool has_others = sql.dialect() == Dialect::kPostgres;
  TRY(
      sql.query("SELECT state, lease_until_ms, vectors, crc, count FROM embed_tasks WHERE "
                "task_id = $1" +
                    std::string(has_others ? " FOR UPDATE" : ""),
                {std::string_view(task_id)}, [&](const SqlRow& row) {
                  const std::string state = row.text(0);
                  if (state == "taken" && row.integer(1) >= sql.now_ms()) claimed = Claimed::kTaken;
                  if (state != "done") return false;
                  claimed = Claimed::kDone;
                  bytes = row.text(2);
                  crc = row.integer(3);
                  count = static_cast<std::size_t>(row.integer(4));
                  return false;
                }));
  if (claimed == Claimed::kTaken) return claimed;
  if (claimed == Claimed::kMine) {
    TRY(sql.run("UPDATE embed_tasks SET state = 'kept' WHERE task_id = $1",
                {std::string_view(task_id)}));
    return claimed;
  }
  if (static_cast<std::int64_t>(base::crc32c(bytes)) != crc || count == 0 ||
      bytes.size() % (count * sizeof(float)) != 0)
    return fail(Code::kDataLoss, "checksum_mismatch", "vectors of task {} fail their checksum",
                task_id);
  const std::size_t each = bytes.size() / count;
  for (std::size_t i = 0; i < count; ++i)
    vectors.push_back(vector_of(std::string_view(bytes).substr(i * each, each)));
  return claimed;
}

Result<void> forget_embed_tasks(Sql& sql, const std::string& job_id) {
  TRY(sql.run("DELETE FROM embed_tasks WHERE job_id = $1", {std::string_view(job_id)}));
  return {};
}

}  // namespace alexandria::store
