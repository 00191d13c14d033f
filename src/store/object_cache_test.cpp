#include "alexandria/store/object_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>
#include <vector>

#include "alexandria/platform/file.hpp"
#include "alexandria/platform/sha256.hpp"
#include "folder_objects.hpp"

namespace alexandria::store {
namespace {

/// A folder of objects that counts what is fetched, and waits or fails as the test wants.
class CountingObjects final : public Objects {
 public:
  explicit CountingObjects(const std::filesystem::path& folder)
      : objects_(FolderObjects::open(folder).value()) {}
  using Objects::get;
  using Objects::put;
  Result<bool> put(const std::string& key, const std::filesystem::path& file,
                   const PutOptions& options) override {
    return objects_->put(key, file, options);
  }
  Result<std::uint64_t> get(const std::string& key, const std::filesystem::path& target,
                            const GetOptions& options) override {
    ++fetches;
    while (is_held && !options.stop.stop_requested())
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (fails) return fail(Code::kUnavailable, "object_store_not_reached", "as the test wants");
    return objects_->get(key, target, options);
  }
  Result<bool> put_bytes(const std::string& key, std::string_view bytes,
                         const PutOptions& options) override {
    return objects_->put_bytes(key, bytes, options);
  }
  Result<std::string> get_bytes(const std::string& key, std::uint64_t bytes_max,
                                const GetOptions& options) override {
    return objects_->get_bytes(key, bytes_max, options);
  }
  Result<std::uint64_t> size(const std::string& key) override { return objects_->size(key); }
  Result<void> remove(const std::string& key) override { return objects_->remove(key); }
  Result<void> list(const std::string& prefix,
                    const std::function<bool(const ObjectEntry&)>& each) override {
    return objects_->list(prefix, each);
  }
  std::string describe() const override { return objects_->describe(); }

  std::atomic<int> fetches = 0;
  std::atomic<bool> is_held = false;
  std::atomic<bool> fails = false;

 private:
  std::unique_ptr<Objects> objects_;
};

class ObjectCacheTest : public testing::Test {
 protected:
  void SetUp() override { open(1'000); }
  void open(std::uint64_t bytes_max) {
    cache_.reset();
    cache_ = ObjectCache::open(folder_ / "cache", objects_, bytes_max).value();
  }
  /// An object of so many bytes, all `sign`; gives its checksum.
  std::string put(char sign, std::size_t bytes) {
    const std::string all(bytes, sign);
    EXPECT_TRUE(objects_.put_bytes(std::string(1, sign), all, {}));
    return platform::sha256_of(all);
  }
  Result<CachedFile> hold(const std::string& sha256, char sign) {
    return cache_->hold(sha256, std::string(1, sign));
  }
  static std::string read(const CachedFile& file) {
    return platform::read_file(file.path(), 10'000).value();
  }
  std::uint64_t bytes_on_disk() const {
    std::uint64_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "cache"))
      bytes += entry.file_size();
    return bytes;
  }

  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  CountingObjects objects_{folder_ / "objects"};
  std::unique_ptr<ObjectCache> cache_;
};

TEST_F(ObjectCacheTest, AnObjectIsFetchedOnce) {
  const std::string a = put('a', 100);
  for (int i = 0; i < 3; ++i) {
    const auto file = hold(a, 'a');
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(read(*file), std::string(100, 'a'));
    EXPECT_EQ(file->bytes(), 100U);
  }
  EXPECT_EQ(objects_.fetches, 1);
  EXPECT_EQ(cache_->counts().hits, 2U);
  EXPECT_EQ(cache_->counts().bytes, 100U);
}

TEST_F(ObjectCacheTest, WhatWasUsedLeastLatelyGoesFirst) {
  const std::string a = put('a', 400);
  const std::string b = put('b', 400);
  const std::string c = put('c', 400);
  ASSERT_TRUE(hold(a, 'a'));
  ASSERT_TRUE(hold(b, 'b'));
  ASSERT_TRUE(hold(a, 'a'));
  ASSERT_TRUE(hold(c, 'c'));  // b goes
  EXPECT_LE(bytes_on_disk(), 1'000U);
  ASSERT_TRUE(hold(a, 'a'));
  EXPECT_EQ(objects_.fetches, 3);
  ASSERT_TRUE(hold(b, 'b'));
  EXPECT_EQ(objects_.fetches, 4);
  EXPECT_EQ(cache_->counts().removed, 2U);
}

TEST_F(ObjectCacheTest, WhatIsHeldStaysAndTheLimitHolds) {
  const std::string a = put('a', 600);
  const std::string b = put('b', 600);
  {
    const auto held = hold(a, 'a');
    ASSERT_TRUE(held);
    const auto refused = hold(b, 'b');
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "object_cache_full");
    EXPECT_EQ(refused.error().code, Code::kResourceExhausted);
    EXPECT_EQ(read(*held), std::string(600, 'a'));
    EXPECT_EQ(cache_->counts().bytes, 600U);
  }
  EXPECT_TRUE(hold(b, 'b'));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "cache" / a));
  const std::string c = put('c', 1'001);
  EXPECT_EQ(hold(c, 'c').error().reason, "object_cache_full");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "cache" / b));
}

TEST_F(ObjectCacheTest, SeveralThatAskAtOnceFetchOnce) {
  const std::string a = put('a', 100);
  objects_.is_held = true;
  std::atomic<int> good = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 20; ++i)
    threads.emplace_back([&] {
      const auto file = hold(a, 'a');
      if (file && read(*file) == std::string(100, 'a')) ++good;
    });
  while (objects_.fetches == 0)
    std::this_thread::yield();
  objects_.is_held = false;
  threads.clear();
  EXPECT_EQ(good, 20);
  EXPECT_EQ(objects_.fetches, 1);
}

TEST_F(ObjectCacheTest, AFailureIsToldAndForgotten) {
  const std::string a = put('a', 100);
  objects_.fails = true;
  EXPECT_EQ(hold(a, 'a').error().reason, "object_store_not_reached");
  EXPECT_EQ(cache_->counts().bytes, 0U);
  objects_.fails = false;
  EXPECT_TRUE(hold(a, 'a'));
  EXPECT_EQ(hold(platform::sha256_of("none"), 'n').error().reason, "object_not_found");
  EXPECT_EQ(hold("../../etc/passwd", 'a').error().reason, "bad_checksum");
}

TEST_F(ObjectCacheTest, OneThatIsCancelledDoesNotFailTheOthers) {
  const std::string a = put('a', 100);
  objects_.is_held = true;
  std::stop_source stop;
  std::jthread first(
      [&] { EXPECT_EQ(cache_->hold(a, "a", stop.get_token()).error().code, Code::kCancelled); });
  while (objects_.fetches == 0)
    std::this_thread::yield();
  std::jthread second([&] { EXPECT_TRUE(hold(a, 'a')); });
  stop.request_stop();
  first.join();
  objects_.is_held = false;
  second.join();
}

TEST_F(ObjectCacheTest, ItSurvivesARestartInTheOrderOfUse) {
  const std::string a = put('a', 300);
  const std::string b = put('b', 300);
  const std::string c = put('c', 300);
  for (const auto& [sha256, sign] : {std::pair(b, 'b'), std::pair(a, 'a'), std::pair(c, 'c')}) {
    ASSERT_TRUE(hold(sha256, sign));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // times of files are coarse
  }
  ASSERT_TRUE(hold(b, 'b'));
  std::ofstream(folder_ / "cache" / "tmp-half") << "half written";
  open(700);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "cache" / "tmp-half"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "cache" / a));
  ASSERT_TRUE(hold(b, 'b'));
  ASSERT_TRUE(hold(c, 'c'));
  EXPECT_EQ(objects_.fetches, 3);
}

TEST_F(ObjectCacheTest, DamageIsFoundAndMendedAlsoAfterARestart) {
  const std::string a = put('a', 100);
  ASSERT_TRUE(hold(a, 'a'));
  const auto damage = [&](const std::string& bytes) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::ofstream(folder_ / "cache" / a) << bytes;
  };
  damage(std::string(100, 'x'));
  EXPECT_EQ(read(hold(a, 'a').value()), std::string(100, 'a'));
  damage("short");
  EXPECT_EQ(read(hold(a, 'a').value()), std::string(100, 'a'));
  damage(std::string(100, 'y'));
  open(1'000);
  EXPECT_EQ(read(hold(a, 'a').value()), std::string(100, 'a'));
  std::filesystem::remove(folder_ / "cache" / a);
  EXPECT_EQ(read(hold(a, 'a').value()), std::string(100, 'a'));
  EXPECT_EQ(objects_.fetches, 5);
  EXPECT_GE(cache_->counts().damaged, 1U);
  EXPECT_EQ(cache_->counts().bytes, 100U);
}

TEST_F(ObjectCacheTest, AnObjectWithOtherBytesThanItsNameIsRefused) {
  put('a', 100);
  EXPECT_EQ(hold(platform::sha256_of("other"), 'a').error().reason, "checksum_mismatch");
  EXPECT_EQ(bytes_on_disk(), 0U);
}

TEST_F(ObjectCacheTest, ManyThreadsKeepTheLimitAndReadWhatTheyAskedFor) {
  std::vector<std::string> names;
  for (char sign = 'a'; sign < 'k'; ++sign)
    names.push_back(put(sign, 200));
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (int lane = 0; lane < 4; ++lane)
    threads.emplace_back([&, lane] {
      for (int i = 0; i < 100; ++i) {
        const std::size_t which = static_cast<std::size_t>(i * 7 + lane * 3) % names.size();
        const char sign = static_cast<char>('a' + which);
        const auto file = hold(names[which], sign);
        if (!file || read(*file) != std::string(200, sign)) ++wrong;
        if (cache_->counts().bytes > 1'000) ++wrong;
      }
    });
  threads.clear();
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(bytes_on_disk(), 1'000U);
}

}  // namespace
}  // namespace alexandria::store
