// Published index files hold no text that was deleted, also where publishing fails half-way.
#include "published_indexes.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "alexandria/base/clock.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/store/objects_place.hpp"

namespace alexandria::library {
namespace {

constexpr std::int64_t kCollection = 7;

// Objects in a folder; the test says what happens before each put and removal.
class ScriptedObjects final : public store::Objects {
 public:
  explicit ScriptedObjects(const std::filesystem::path& folder)
      : objects_(store::open_objects(store::FolderPlace{folder}, {}, clock_).value()) {}
  std::function<Result<void>(const std::string& key)> before_put;
  std::function<Result<void>(const std::string& key)> before_removal;

  Result<bool> put(const std::string& key, const std::filesystem::path& file,
                   const store::PutOptions& options) override {
    if (before_put) TRY(before_put(key));
    return objects_->put(key, file, options);
  }
  Result<std::uint64_t> get(const std::string& key, const std::filesystem::path& target,
                            const store::GetOptions& options) override {
    return objects_->get(key, target, options);
  }
  Result<bool> put_bytes(const std::string& key, std::string_view bytes,
                         const store::PutOptions& options) override {
    if (before_put) TRY(before_put(key));
    return objects_->put_bytes(key, bytes, options);
  }
  Result<std::string> get_bytes(const std::string& key, std::uint64_t bytes_max,
                                const store::GetOptions& options) override {
    return objects_->get_bytes(key, bytes_max, options);
  }
  Result<std::uint64_t> size(const std::string& key) override { return objects_->size(key); }
  Result<void> remove(const std::string& key) override {
    if (before_removal) TRY(before_removal(key));
    return objects_->remove(key);
  }
  Result<void> list(const std::string& prefix,
                    const std::function<bool(const store::ObjectEntry&)>& each) override {
    return objects_->list(prefix, each);
  }
  std::string describe() const override { return objects_->describe(); }

 private:
  base::SystemClock clock_;
  std::unique_ptr<store::Objects> objects_;
};

class PublishedIndexesTest : public testing::Test {
 protected:
  static std::unexpected<Error> full() {
    return fail(Code::kResourceExhausted, "object_store_full", "the disk of the store is full");
  }
  static index::Place at(std::uint64_t position) { return {"timeline", position, "commit"}; }
  // An index of two files, one of which says `text`.
  std::filesystem::path files(const std::string& text) {
    const auto made = folder_ / ("files " + text);
    EXPECT_TRUE(platform::make_folder(made));
    EXPECT_TRUE(platform::write_file_atomically(made / "segment-1", "segment of " + text));
    EXPECT_TRUE(platform::write_file_atomically(made / "manifest", "manifest of " + text));
    return made;
  }
  Result<bool> publish(const std::string& text, std::uint64_t position) {
    return published_.publish(kCollection, files(text), at(position), true);
  }
  // As if it had been published a minute ago.
  void age() {
    std::vector<std::string> lists;
    EXPECT_TRUE(objects_.list("indexes/", [&](const store::ObjectEntry& object) {
      if (object.key.contains("/at/")) lists.push_back(object.key);
      return true;
    }));
    for (const std::string& list : lists) {
      const std::string bytes = objects_.get_bytes(list, 1 << 20, {}).value();
      const std::size_t dash = list.find('-', list.rfind('/'));
      const std::string older = list.substr(0, dash) + "-000000000000001-aged";
      EXPECT_TRUE(objects_.put_bytes(older, bytes, {}));
      EXPECT_TRUE(objects_.remove(list));
    }
  }
  bool holds(const std::string& text) {
    bool found = false;
    EXPECT_TRUE(objects_.list("", [&](const store::ObjectEntry& object) {
      const auto bytes = objects_.get_bytes(object.key, 1 << 20, {});
      found = found || (bytes && bytes->contains(text));
      return true;
    }));
    return found;
  }
  std::string taken() {
    const auto target = folder_ / "taken";
    std::filesystem::remove_all(target);
    const auto done = published_.take(kCollection, target);
    if (!done) return done.error().reason;
    return platform::read_file(target / "segment-1", 1000).value();
  }

  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  ScriptedObjects objects_{folder_ / "objects"};
  PublishedIndexes published_{objects_, "timeline"};
};

TEST_F(PublishedIndexesTest, WhatComesLaterTakesThePlaceOfWhatWas) {
  EXPECT_TRUE(publish("deleted", 1000).value());
  EXPECT_EQ(taken(), "segment of deleted");
  EXPECT_FALSE(publish("kept", 1001).value()) << "not so soon";
  age();
  EXPECT_TRUE(publish("kept", 1001).value());
  EXPECT_EQ(taken(), "segment of kept");
  EXPECT_FALSE(holds("deleted"));
}

// Fails at the first put, at the second, ... until all succeed.
TEST_F(PublishedIndexesTest, WhereNothingCanBePutDeletedTextGoesAllTheSame) {
  ASSERT_TRUE(publish("deleted", 1000).value());
  for (int failing = 1;; ++failing) {
    age();
    int puts = 0;
    objects_.before_put = [&](const std::string&) -> Result<void> {
      return ++puts == failing ? Result<void>(full()) : Result<void>();
    };
    const auto done = publish("kept", 1001);
    objects_.before_put = nullptr;
    EXPECT_FALSE(holds("deleted")) << "the put number " << failing << " failed";
    if (done) break;
    EXPECT_EQ(done.error().reason, "object_store_full");
    EXPECT_EQ(taken(), "index_not_published");
    ASSERT_TRUE(published_.forget_others({}));
    ASSERT_TRUE(publish("deleted", 1000).value());
  }
  EXPECT_EQ(taken(), "segment of kept");
}

TEST_F(PublishedIndexesTest, WhatCouldNotBeRemovedIsRemovedAtTheNextTry) {
  ASSERT_TRUE(publish("deleted", 1000).value());
  age();
  objects_.before_removal = [&](const std::string&) -> Result<void> { return full(); };
  EXPECT_FALSE(publish("kept", 1001));
  objects_.before_removal = nullptr;
  EXPECT_TRUE(publish("kept", 1001).value());
  EXPECT_FALSE(holds("deleted"));
  EXPECT_EQ(taken(), "segment of kept");
}

// A node that was frozen while it published, and wakes up long after others have gone on.
TEST_F(PublishedIndexesTest, WhoComesLateLeavesNothing) {
  bool was_frozen = false;
  objects_.before_put = [&](const std::string& key) -> Result<void> {
    if (!key.contains("/at/") || std::exchange(was_frozen, true)) return {};
    EXPECT_TRUE(publish("kept", 1001).value());
    return {};
  };
  EXPECT_TRUE(publish("deleted", 1000).value());
  EXPECT_TRUE(was_frozen);
  EXPECT_EQ(taken(), "segment of kept");
  EXPECT_FALSE(holds("deleted"));
}

TEST_F(PublishedIndexesTest, ADamagedOneIsWithdrawn) {
  ASSERT_TRUE(publish("sound", 1000).value());
  std::string segment;
  EXPECT_TRUE(objects_.list("indexes/", [&](const store::ObjectEntry& object) {
    if (objects_.get_bytes(object.key, 1 << 20, {}).value() == "segment of sound")
      segment = object.key;
    return true;
  }));
  ASSERT_TRUE(objects_.put_bytes(segment, "segment of SOUND", {}));
  EXPECT_EQ(taken(), "published_index_damaged");
  EXPECT_EQ(taken(), "index_not_published");
}

}  // namespace
}  // namespace alexandria::library
