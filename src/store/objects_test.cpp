// What both kinds of objects promise: each test runs on a folder and on a real S3 gateway.
#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "alexandria/platform/sha256.hpp"
#include "s3_gateway_test.hpp"

namespace alexandria::store {
namespace {

class ObjectsTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (GetParam() == std::string("folder")) {
      objects_ = open_objects(FolderPlace{folder_ / "objects"}, {}, system_clock()).value();
      return;
    }
    NEED_GATEWAY();
    ASSERT_TRUE(Gateway::shared().is_up());
    static int number = 0;
    objects_ = objects_at(Gateway::shared().port(), "test " + std::to_string(++number) + "/ü");
  }
  std::filesystem::path file(std::string_view bytes) {
    std::ofstream(folder_ / "file", std::ios::binary) << bytes;
    return folder_ / "file";
  }
  std::string read(const std::string& key) {
    auto bytes = objects_->get_bytes(key, 1 << 20, {});
    return bytes ? *bytes : bytes.error().reason;
  }
  std::set<std::string> keys(const std::string& prefix = "") {
    std::set<std::string> out;
    const auto listed = objects_->list(prefix, [&](const ObjectEntry& entry) {
      EXPECT_TRUE(out.insert(entry.key).second) << entry.key;
      return true;
    });
    EXPECT_TRUE(listed) << listed.error().message;
    return out;
  }

  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  std::unique_ptr<Objects> objects_;
};

INSTANTIATE_TEST_SUITE_P(Kinds, ObjectsTest, testing::Values("folder", "s3"),
                         [](const auto& kind) { return std::string(kind.param); });

TEST_P(ObjectsTest, WhatWasPutIsThereWithItsSizeAndComesBack) {
  const auto put = objects_->put("ab/cd", file("some bytes"));
  ASSERT_TRUE(put) << put.error().message;
  EXPECT_TRUE(*put);
  EXPECT_EQ(objects_->size("ab/cd").value(), 10U);
  EXPECT_EQ(objects_->get("ab/cd", folder_ / "back").value(), 10U);
  EXPECT_EQ(platform::read_file(folder_ / "back", 100).value(), "some bytes");
}

TEST_P(ObjectsTest, AnEmptyObjectIsAnObject) {
  ASSERT_TRUE(objects_->put("empty", file("")).value());
  EXPECT_EQ(objects_->size("empty").value(), 0U);
  EXPECT_EQ(objects_->get("empty", folder_ / "back").value(), 0U);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "back"));
  EXPECT_EQ(read("empty"), "");
  EXPECT_EQ(keys(), std::set<std::string>{"empty"});
}

TEST_P(ObjectsTest, WhatIsNotThereIsSaidToBeNotThere) {
  EXPECT_EQ(objects_->size("none").error().reason, "object_not_found");
  const auto got = objects_->get("none", folder_ / "back");
  EXPECT_EQ(got.error().reason, "object_not_found") << got.error().message;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "back"));
  EXPECT_TRUE(objects_->remove("none"));
}

TEST_P(ObjectsTest, ARemovedObjectIsGoneAndRemovingItAgainIsSuccess) {
  ASSERT_TRUE(objects_->put_bytes("a/b", "bytes", {}));
  EXPECT_TRUE(objects_->remove("a/b"));
  EXPECT_EQ(read("a/b"), "object_not_found");
  EXPECT_TRUE(objects_->remove("a/b"));
  EXPECT_TRUE(keys().empty());
}

TEST_P(ObjectsTest, APutReplacesAndAConditionalOneDoesNot) {
  EXPECT_TRUE(objects_->put_bytes("a", "one", {}).value());
  EXPECT_TRUE(objects_->put_bytes("a", "two", {}).value());
  EXPECT_FALSE(objects_->put_bytes("a", "three", {.if_absent = true}).value());
  EXPECT_FALSE(objects_->put("a", file("four"), {.if_absent = true}).value());
  EXPECT_EQ(read("a"), "two");
  ASSERT_TRUE(objects_->remove("a"));
  EXPECT_TRUE(objects_->put("a", file("five"), {.if_absent = true}).value());
  EXPECT_EQ(read("a"), "five");
}

TEST_P(ObjectsTest, OfAHundredThatPutAtOnceExactlyOneIsNew) {
  std::atomic<int> fresh = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 100; ++i)
    threads.emplace_back([&, i] {
      const auto put = objects_->put_bytes("claim", std::to_string(i), {.if_absent = true});
      EXPECT_TRUE(put) << put.error().message;
      if (put && *put) ++fresh;
    });
  threads.clear();
  EXPECT_EQ(fresh, 1);
}

TEST_P(ObjectsTest, ARangeHasItsBytesAndEndsWithTheObject) {
  ASSERT_TRUE(objects_->put_bytes("a", "0123456789", {}));
  const auto range = [&](std::uint64_t first, std::uint64_t bytes) {
    auto got = objects_->get_bytes("a", 100, {.range = ByteRange{first, bytes}});
    return got ? *got : got.error().reason;
  };
  EXPECT_EQ(range(0, 1), "0");
  EXPECT_EQ(range(3, 4), "3456");
  EXPECT_EQ(range(8, 100), "89");
  EXPECT_EQ(range(10, 1), "range_not_satisfiable");
  EXPECT_EQ(range(0, 10), "0123456789");
}

TEST_P(ObjectsTest, BytesThatAreNotThoseOfTheChecksumAreRefusedBothWays) {
  const std::string right = platform::sha256_of("bytes");
  const std::string wrong = platform::sha256_of("other");
  EXPECT_EQ(objects_->put("a", file("bytes"), {.sha256 = wrong}).error().reason,
            "checksum_mismatch");
  EXPECT_EQ(objects_->put_bytes("a", "bytes", {.sha256 = wrong}).error().reason,
            "checksum_mismatch");
  EXPECT_EQ(read("a"), "object_not_found");
  ASSERT_TRUE(objects_->put("a", file("bytes"), {.sha256 = right}).value());
  std::ofstream(folder_ / "back") << "what was there";
  const auto got = objects_->get("a", folder_ / "back", {.sha256 = wrong});
  EXPECT_EQ(got.error().code, Code::kDataLoss);
  EXPECT_EQ(platform::read_file(folder_ / "back", 100).value(), "what was there");
  EXPECT_TRUE(objects_->get("a", folder_ / "back", {.sha256 = right}));
  EXPECT_EQ(objects_->get_bytes("a", 9, {.sha256 = right}).value(), "bytes");
}

TEST_P(ObjectsTest, SmallObjectsHaveALimit) {
  ASSERT_TRUE(objects_->put_bytes("a", "0123456789", {}));
  EXPECT_EQ(objects_->get_bytes("a", 9, {}).error().reason, "object_too_large");
  EXPECT_EQ(objects_->get_bytes("a", 10, {}).value(), "0123456789");
  const std::string large(kSmallObjectBytesMax + 1, 'x');
  EXPECT_EQ(objects_->put_bytes("b", large, {}).error().reason, "object_too_large");
}

TEST_P(ObjectsTest, OddKeysAreKeptAndFoundAsTheyAre) {
  const std::set<std::string> odd = {
      "with space/and more", "plus+plus",      "per%cent%20",      "ä/ö/日本語/🙂",
      "a&b=c?d#e;f",         "'quotes\"<and>", "~tilde-dash_dot.", "(brackets)[and]{more}!*@:,$"};
  for (const std::string& key : odd) {
    const auto put = objects_->put_bytes(key, key, {});
    ASSERT_TRUE(put) << key << ": " << put.error().message;
    EXPECT_EQ(read(key), key);
    EXPECT_EQ(objects_->size(key).value(), key.size());
    EXPECT_EQ(keys(key), std::set<std::string>{key});
  }
  EXPECT_EQ(keys(), odd);
  for (const std::string& key : odd)
    EXPECT_TRUE(objects_->remove(key)) << key;
  EXPECT_TRUE(keys().empty());
}

TEST_P(ObjectsTest, WhatIsNoKeyIsRefusedByEveryFunction) {
  std::vector<std::string> bad = {"",     "/", "/a",    "a/",   "a//b",  "../a", "a/../b",
                                  "a/..", ".", "a/./b", "a\nb", "a\x7f", "\xff"};
  bad.emplace_back(201, 'a');
  for (const std::string& key : bad) {
    EXPECT_EQ(objects_->put_bytes(key, "bytes", {}).error().reason, "bad_object_key") << key;
    EXPECT_EQ(objects_->put(key, file("bytes")).error().reason, "bad_object_key") << key;
    EXPECT_EQ(objects_->get(key, folder_ / "back").error().reason, "bad_object_key") << key;
    EXPECT_EQ(objects_->get_bytes(key, 9, {}).error().reason, "bad_object_key") << key;
    EXPECT_EQ(objects_->size(key).error().reason, "bad_object_key") << key;
    EXPECT_EQ(objects_->remove(key).error().reason, "bad_object_key") << key;
  }
}

TEST_P(ObjectsTest, TwoAndAHalfThousandKeysAreListedEachOnce) {
  std::vector<std::jthread> threads;
  for (int lane = 0; lane < 8; ++lane)
    threads.emplace_back([&, lane] {
      for (int i = lane; i < 2'500; i += 8) {
        const std::string key = "k/" + std::to_string(i % 50) + "/" + std::to_string(i);
        EXPECT_TRUE(objects_->put_bytes(key, std::to_string(i), {}));
      }
    });
  threads.clear();
  ASSERT_TRUE(objects_->put_bytes("other", "x", {}));
  EXPECT_EQ(keys("k/").size(), 2'500U);
  EXPECT_EQ(keys("k/7/").size(), 50U);
  EXPECT_EQ(keys("k/7").size(), 50U);
  EXPECT_EQ(keys().size(), 2'501U);
  EXPECT_TRUE(keys("none/").empty());
  int seen = 0;
  EXPECT_TRUE(objects_->list("", [&](const ObjectEntry& entry) {
    EXPECT_GT(entry.bytes, 0U);
    EXPECT_GT(entry.modified_ms, 1'700'000'000'000);
    return ++seen < 1'500;
  }));
  EXPECT_EQ(seen, 1'500);
}

TEST_P(ObjectsTest, AStoppedCallSaysSo) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(objects_->put("a", file("bytes"), {.stop = stop.get_token()}).error().code,
            Code::kCancelled);
  ASSERT_TRUE(objects_->put("a", file("bytes")));
  EXPECT_EQ(objects_->get("a", folder_ / "back", {.stop = stop.get_token()}).error().code,
            Code::kCancelled);
}

TEST(FolderObjects, LeavesNothingHalfWrittenAndHidesWhatItWrites) {
  const auto folder = platform::TemporaryFolder::make().value();
  const auto objects = open_objects(FolderPlace{folder / "objects"}, {}, system_clock()).value();
  EXPECT_FALSE(objects->put("a/b", folder / "none"));
  EXPECT_EQ(objects->put_bytes(".incoming/x", "bytes", {}).error().reason, "bad_object_key");
  ASSERT_TRUE(objects->put_bytes("a/b", "bytes", {.if_absent = true}));
  EXPECT_FALSE(objects->put_bytes("a/b", "bytes", {.if_absent = true}).value());
  EXPECT_TRUE(std::filesystem::is_empty(folder / "objects" / ".incoming"));
  std::ofstream(folder / "objects" / ".incoming" / "tmp-1") << "of another node";
  int seen = 0;
  ASSERT_TRUE(objects->list("", [&](const ObjectEntry&) { return ++seen > 0; }));
  EXPECT_EQ(seen, 1);
}

}  // namespace
}  // namespace alexandria::store
