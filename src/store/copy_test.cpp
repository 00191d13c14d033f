#include "alexandria/store/copy.hpp"

#include <algorithm>

#include "store_fixture_test.hpp"

namespace alexandria::store {
namespace {

// Between SQLite and the database of the tests, and back.
class CopyTest : public StoreTest {
 protected:
  struct Place {
    platform::TemporaryFolder folder = platform::TemporaryFolder::make().value();
    std::unique_ptr<Store> store;
    std::unique_ptr<Blobs> blobs;
  };
  Place place(const PostgresOptions& options) {
    Place out;
    PostgresOptions postgres = options;
    postgres.clock = &clock_;
    out.store = Store::open(out.folder, clock_, {}, postgres).value();
    out.blobs = Blobs::open({.url = "file:" + (out.folder / "blobs").string(),
                             .incoming = out.folder / "incoming"},
                            *out.store)
                    .value();
    return out;
  }
  static void copy(Store& from, const Blobs& from_blobs, Place& to) {
    std::uint64_t told = 0;
    const auto progress = [&](const std::string&, std::uint64_t, std::uint64_t) { ++told; };
    const auto copied = copy_database(from, *to.store, progress);
    ASSERT_TRUE(copied) << copied.error().message;
    ASSERT_EQ(copy_blobs(from, from_blobs, *to.blobs, progress).value(), 1U);
    EXPECT_GT(told, 5U);
    const auto finished = finish_copy(from, *to.store);
    ASSERT_TRUE(finished) << finished.error().message;
  }
  static void expect_same(Store& a, Store& b) {
    for (const char* query :
         {"SELECT id || ' ' || row_no || ' ' || position || ' ' || body_id FROM records ORDER BY 1",
          "SELECT text || metadata || ' ' || crc FROM bodies ORDER BY 1",
          "SELECT row_no || ' ' || crc || text_hash FROM vectors ORDER BY 1",
          "SELECT commit_id || ' ' || first || ' ' || last FROM commits ORDER BY 1",
          "SELECT id || ' ' || position FROM tombstones ORDER BY 1",
          "SELECT document_id || title || status FROM documents ORDER BY 1"}) {
      const auto rows = [&](Store& store) {
        std::vector<std::string> found;
        EXPECT_TRUE(store.read([&](Sql& sql) {
          return sql.query(query, {}, [&](const SqlRow& row) {
            found.push_back(row.text(0));
            return true;
          });
        }));
        std::ranges::sort(found);
        return found;
      };
      EXPECT_EQ(rows(a), rows(b)) << query;
    }
  }
};

TEST_F(CopyTest, KeepsIdsHistoryAndBytesThereAndBack) {
  add(5000, "a");
  write([&](Sql& sql) -> Result<void> {
    TRY(make_current(sql));
    TRY(insert_document(sql, {.document_id = "gone", .collection_id = collection_.collection_id}));
    TRY(sql.run("DELETE FROM documents WHERE document_id = 'gone'"));
    return {};
  });
  Place there = place({});
  copy(*store_, *blobs_, there);
  expect_same(*store_, *there.store);
  EXPECT_NE(store_->timeline(), there.store->timeline());
  EXPECT_EQ(check_database(*there.store).value(), std::vector<std::string>{});
  std::vector<std::string> waiting;
  EXPECT_EQ(there.blobs->check(*there.store, waiting).value(), std::vector<std::string>{});
  const TestDatabase other;
  Place back = place(other.options());
  copy(*there.store, *there.blobs, back);
  expect_same(*store_, *back.store);
  ASSERT_TRUE(back.store->write([&](Sql& sql) -> Result<void> {
    const std::int64_t next =
        TRY(insert_document(sql, {.document_id = "next", .collection_id = 1, .status = "failed"}));
    EXPECT_EQ(next, document_ + 2);  // the number of what is gone is not given again
    return {};
  }));
}

TEST_F(CopyTest, GoesOnWhereItWasInterruptedAndWritesOverNothing) {
  add(3000, "a");
  Place there = place({});
  int rounds = 0;
  struct Stop {};
  const auto interrupt = [&](const std::string& table, std::uint64_t, std::uint64_t) {
    if (table == "records" && ++rounds == 1) throw Stop();
  };
  EXPECT_THROW((void)copy_database(*store_, *there.store, interrupt), Stop);
  copy(*store_, *blobs_, there);
  expect_same(*store_, *there.store);
  const auto again = copy_database(*store_, *there.store, [](const auto&, auto, auto) {});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, "target_not_empty");
}

TEST_F(CopyTest, OfASourceThatChangesMeanwhileIsNone) {
  add(10, "a");
  Place there = place({});
  const auto nothing = [](const auto&, auto, auto) {};
  ASSERT_TRUE(copy_database(*store_, *there.store, nothing));
  add(1, "meanwhile");
  EXPECT_EQ(finish_copy(*store_, *there.store).error().reason, "source_changed");
  EXPECT_EQ(copy_database(*store_, *there.store, nothing).error().reason, "source_changed");
}

}  // namespace
}  // namespace alexandria::store
