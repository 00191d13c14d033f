#include "store_fixture_test.hpp"

namespace alexandria::store {
namespace {

JobRow job_named(const std::string& id, std::int64_t document, std::int64_t version) {
  return {.job_id = id,
          .kind = "ingest",
          .collection_id = 1,
          .document_no = document,
          .version_id = version};
}

TEST_F(StoreTest, AJobsLeaseIsFencedAndCancelIsSeen) {
  write([&](Sql& sql) -> Result<void> {
    JobRow first = *TRY(take_job(sql, 10, 100));
    TRY(hold_job(sql, first, 11, 100));
    TRY(requeue_lost_jobs(sql, 1000, 12));
    JobRow second = *TRY(take_job(sql, 13, 100));
    EXPECT_EQ(second.attempt, 2);
    EXPECT_EQ(second.process_ends, 1);
    EXPECT_EQ(hold_job(sql, first, 14, 100).error().reason, "lease_lost");
    EXPECT_EQ(check_lease(sql, first).error().reason, "lease_lost");
    EXPECT_EQ(end_job(sql, first, "done", "", 14).error().reason, "lease_lost");
    EXPECT_EQ(postpone_job(sql, first, "", 0, 14).error().reason, "lease_lost");
    TRY(hold_job(sql, second, 14, 100));
    EXPECT_EQ(TRY(cancel_job(sql, second.job_id, 15)), "running");
    EXPECT_EQ(hold_job(sql, second, 16, 100).error().code, Code::kCancelled);
    second.done = 7;  // also once it has begun
    EXPECT_EQ(hold_job(sql, second, 16, 100).error().code, Code::kCancelled);
    EXPECT_EQ(retry_job(sql, second.job_id, 17).error().reason, "job_not_failed");
    TRY(end_job(sql, second, "cancelled", "", 17));
    return retry_job(sql, second.job_id, 18);
  });
}

TEST_F(StoreTest, OneJobOfADocumentRunsAtATime) {
  write([&](Sql& sql) -> Result<void> {
    TRY(insert_job(sql, job_named("second", document_, version_)));
    TRY(insert_job(sql, job_named("other", document_ + 1, version_ + 1)));
    const JobRow first = *TRY(take_job(sql, 10, 100));
    EXPECT_EQ(TRY(take_job(sql, 11, 100))->job_id, "other");
    EXPECT_FALSE(TRY(take_job(sql, 12, 100)));
    TRY(end_job(sql, first, "done", "", 13));
    const auto next = TRY(take_job(sql, 14, 100));
    EXPECT_TRUE(next && next->document_no == document_);
    return {};
  });
}

TEST_F(StoreTest, AJobWhoseLeaseRanOutIsTakenByAnother) {
  write([&](Sql& sql) -> Result<void> {
    const JobRow first = *TRY(take_job(sql, 10, 100));
    EXPECT_TRUE(TRY(requeue_lost_jobs(sql, 110, 110)).empty());
    EXPECT_FALSE(TRY(take_job(sql, 110, 100)));
    EXPECT_EQ(TRY(requeue_lost_jobs(sql, 111, 111)).at(0).process_ends, 1);
    const auto second = TRY(take_job(sql, 111, 100));
    EXPECT_TRUE(second && second->job_id == first.job_id && second->fence == first.fence + 1);
    return {};
  });
}

TEST_F(StoreTest, CollectionsTakeTurns) {
  write([&](Sql& sql) -> Result<void> {
    TRY(sql.run("DELETE FROM jobs"));
    for (const auto& [id, collection] : std::initializer_list<std::pair<const char*, std::int64_t>>{
             {"a", 1}, {"b", 1}, {"c", 1}, {"d", 2}}) {
      JobRow job = job_named(id, 100 + id[0], 1);
      job.collection_id = collection;
      TRY(insert_job(sql, job));
    }
    std::string order;
    while (const auto job = TRY(take_job(sql, 10, 100, "node")))
      order += job->job_id;
    EXPECT_EQ(order, "adbc");
    return {};
  });
}

TEST_F(StoreTest, LeasesAreRenewedTogetherAndTellWhatIsToStop) {
  write([&](Sql& sql) -> Result<void> {
    TRY(insert_job(sql, job_named("other", document_ + 1, version_ + 1)));
    std::vector<JobRow> running;
    while (auto job = TRY(take_job(sql, 10, 100)))
      running.push_back(std::move(*job));
    EXPECT_EQ(running.size(), 2U);
    EXPECT_TRUE(TRY(renew_leases(sql, running, 20, 100)).empty());
    EXPECT_TRUE(TRY(requeue_lost_jobs(sql, 115, 115)).empty());
    TRY(cancel_job(sql, running[0].job_id, 30));
    --running[1].fence;
    EXPECT_EQ(TRY(renew_leases(sql, running, 40, 100)).size(), 2U);
    return {};
  });
}

TEST_F(StoreTest, APostponedJobWaitsForItsTime) {
  write([&](Sql& sql) -> Result<void> {
    JobRow job = *TRY(take_job(sql, 10, 100));
    job.failures = 2;
    TRY(postpone_job(sql, job, "later", 50, 11));
    EXPECT_FALSE(TRY(take_job(sql, 49, 100)));
    const auto again = TRY(take_job(sql, 50, 100));
    EXPECT_TRUE(again && again->failures == 2);
    return {};
  });
}

}  // namespace
}  // namespace alexandria::store
