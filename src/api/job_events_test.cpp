#include "job_events.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace alexandria::api {
namespace {

class JobEventsTest : public testing::Test {
 protected:
  Result<store::JobRow> find(const std::string& id) {
    ++found_;
    if (id == "none") return fail(Code::kNotFound, "job_not_found", "there is no job {}", id);
    store::JobRow job;
    job.state = is_done_ ? "done" : "running";
    job.done = found_;
    return job;
  }
  bool comes_true(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition() && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return condition();
  }
  std::atomic<std::uint64_t> found_ = 0;
  std::atomic<bool> is_done_ = false;
  JobEvents events_{[this](const std::string& id) { return find(id); }};
};

TEST_F(JobEventsTest, AllFollowersOfAJobShareItsTopicAndItsPolls) {
  const auto topic = events_.topic("a").value();
  for (int i = 0; i < 99; ++i)
    EXPECT_EQ(events_.topic("a").value(), topic);
  const std::uint64_t asked = found_;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(comes_true([&] { return found_ >= asked + 3; }));
  const auto spent = std::chrono::steady_clock::now() - begin;
  EXPECT_LE(found_ - asked, 2 + spent / std::chrono::milliseconds(100)) << "one poll for all";
}

TEST_F(JobEventsTest, AnEndedJobClosesItsTopic) {
  const auto topic = events_.topic("a").value();
  const std::uint64_t first = topic->publish("probe", "");
  is_done_ = true;
  EXPECT_TRUE(comes_true([&] {  // a closed topic counts no further
    return topic->publish("probe", "") == topic->publish("probe", "");
  }));
  EXPECT_GT(topic->publish("probe", ""), first);
  EXPECT_NE(events_.topic("a").value(), topic);
}

TEST_F(JobEventsTest, ANodeThatDrainsClosesAllTopicsAlsoThoseOfLaterOnes) {
  const auto topic = events_.topic("a").value();
  events_.drain();
  const auto late = events_.topic("a").value();
  EXPECT_NE(late, topic);
  for (const auto& closed : {topic, late})
    EXPECT_EQ(closed->publish("probe", ""), closed->publish("probe", "")) << "it counts no further";
  EXPECT_EQ(late->publish("probe", ""), 1U) << "the newest state was told before";
}

TEST_F(JobEventsTest, AJobThatIsNotThereHasNoTopic) {
  EXPECT_EQ(events_.topic("none").error().reason, "job_not_found");
}

}  // namespace
}  // namespace alexandria::api
