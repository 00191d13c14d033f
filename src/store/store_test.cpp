#include "store_fixture_test.hpp"

namespace alexandria::store {
namespace {

using Changes = std::vector<std::pair<std::uint64_t, bool>>;

TEST_F(StoreTest, TheFeedGivesEveryChangeOnceInOrder) {
  add(2, "a");
  add(1, "b");
  EXPECT_EQ(changes(0), (Changes{{1, false}, {2, false}, {3, false}}));
  EXPECT_EQ(changes(2), (Changes{{3, false}}));
  write([&](Sql& sql) -> Result<void> {
    CommitRow commit;
    TRY(delete_records_of_version(sql, collection_, version_, 9, commit));
    EXPECT_EQ(commit.first, 4U);
    return {};
  });
  EXPECT_EQ(changes(3), (Changes{{1, true}, {2, true}, {3, true}}));
  EXPECT_EQ(collection_.position, 6U);
}

TEST_F(StoreTest, RowNumbersAreNeverUsedAgain) {
  add(2, "a");
  write([&](Sql& sql) -> Result<void> {
    CommitRow commit;
    TRY(delete_records_of_version(sql, collection_, version_, 9, commit));
    return {};
  });
  EXPECT_EQ(add(1, "a").front().row_no, 3U);
}

TEST_F(StoreTest, PurgedTombstonesMakeOldFollowersStale) {
  add(2, "a");
  write([&](Sql& sql) -> Result<void> {
    CommitRow commit;
    TRY(delete_records_of_version(sql, collection_, version_, 9, commit));
    return purge(sql, 100, 50);
  });
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    const auto collection = TRY(find_collection(sql, "c"));
    EXPECT_EQ(read_changes(sql, collection, 2, 10).error().reason, "stale_position");
    EXPECT_TRUE(read_changes(sql, collection, 4, 10));
    EXPECT_TRUE(read_changes(sql, collection, 0, 10));
    return {};
  }));
}

TEST_F(StoreTest, DeletedTextIsGoneUnlessTheCollectionKeepsHistory) {
  const auto bodies = [&] {
    std::int64_t count = 0;
    EXPECT_TRUE(store_->read([&](Sql& sql) {
      return sql.query("SELECT COUNT(*) FROM bodies", {}, [&](const SqlRow& row) {
        count = row.integer(0);
        return false;
      });
    }));
    return count;
  };
  const auto remove = [&] {
    write([&](Sql& sql) -> Result<void> {
      CommitRow commit;
      TRY(delete_records_of_version(sql, collection_, version_, 10, commit));
      return {};
    });
  };
  add(3, "a");
  remove();
  EXPECT_EQ(bodies(), 0);
  write([&](Sql& sql) -> Result<void> {
    TRY(sql.run("UPDATE collections SET retention_ms = 1000"));
    collection_ = TRY(find_collection(sql, "c"));
    return {};
  });
  add(3, "a");
  remove();
  EXPECT_EQ(bodies(), 3);
  write([&](Sql& sql) { return purge(sql, 2000, 0); });
  EXPECT_EQ(bodies(), 0);
}

TEST_F(StoreTest, ADamagedBodyIsFoundByReadingAndByCheck) {
  add(1, "a");
  write([](Sql& sql) -> Result<void> {
    TRY(sql.run("UPDATE bodies SET text = 'other'"));
    return {};
  });
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    EXPECT_EQ(read_records(sql, collection_, {1}).error().reason, "checksum_mismatch");
    return {};
  }));
  const auto problems = check_database(*store_).value();
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0], "body 1 fails its checksum");
}

TEST_F(StoreTest, CheckFindsNothingInASoundStore) {
  add(3, "a");
  std::vector<std::string> waiting;
  EXPECT_EQ(check_database(*store_).value(), std::vector<std::string>{});
  EXPECT_EQ(blobs_->check(*store_, waiting).value(), std::vector<std::string>{});
  EXPECT_TRUE(waiting.empty());
}

// Each statement breaks one promise that no constraint of the schema keeps.
TEST_F(StoreTest, CheckFindsWhatTheSchemaAllows) {
  if (TestDatabase::is_on_postgres()) GTEST_SKIP() << "of the files of SQLite";
  add(2, "a");
  write([&](Sql& sql) { return make_current(sql); });
  ASSERT_EQ(check_database(*store_).value(), std::vector<std::string>{});
  const char* const kFaults[] = {
      "UPDATE versions SET state = 'retired'",
      "UPDATE documents SET current_version = 0",
      "UPDATE documents SET status = 'processing'",
      ("INSERT INTO versions (document_no, number, sha256, state, created_ms) "
       "SELECT document_no, 2, sha256, 'current', 1 FROM versions"),
      ("INSERT INTO versions (document_no, number, sha256, state, created_ms) "
       "SELECT document_no, 2, sha256, 'arriving', 1 FROM versions"),
      ("INSERT INTO versions (document_no, number, sha256, state, created_ms) "
       "SELECT document_no, 2, sha256, 'retired', 1 FROM versions"),
      "UPDATE records SET access_set = 1",
      "UPDATE records SET document_no = document_no + 1",
      "DELETE FROM vectors WHERE row_no = 1",
      "UPDATE vectors SET crc = crc + 1",
      "INSERT INTO vectors SELECT space_id, 99, vector, crc, text_hash FROM vectors LIMIT 1",
      "INSERT INTO bodies (text, metadata, crc) VALUES ('', '', 0)",
      "UPDATE collections SET position = position + 1",
      "UPDATE commits SET first = last + 1",
      "UPDATE jobs SET state = 'running', version_id = version_id + 7",
  };
  for (const char* fault : kFaults) {
    std::vector<std::string> problems;
    const auto path = folder_ / "library.db";
    store_.reset();
    std::filesystem::copy_file(path, folder_ / "sound.db",
                               std::filesystem::copy_options::overwrite_existing);
    store_ = opened();
    write([&](Sql& sql) -> Result<void> {
      EXPECT_GT(TRY(sql.run(fault)), 0) << fault;
      return {};
    });
    EXPECT_FALSE(check_database(*store_).value().empty()) << fault;
    store_.reset();
    std::filesystem::rename(folder_ / "sound.db", path);
    store_ = opened();
  }
}

TEST_F(StoreTest, AnUnreferencedBlobGoesAfterItsGraceAndAnAddRevivesIt) {
  const auto tidy_at = [&](std::int64_t now) {
    clock_.set(now);
    return blobs_->tidy(100).value();
  };
  EXPECT_EQ(tidy_at(1000), 0U);
  write([&](Sql& sql) { return erase_document(sql, document_); });
  EXPECT_EQ(tidy_at(2000), 0U);
  const KeptBlob again = kept("bytes");
  write([&](Sql& sql) { return Blobs::reference(sql, again); });
  EXPECT_EQ(tidy_at(5000), 0U);
  EXPECT_TRUE(std::filesystem::exists(file_of(again)));
  EXPECT_EQ(tidy_at(5200), 1U);
  EXPECT_FALSE(std::filesystem::exists(file_of(again)));
  EXPECT_EQ(blobs_->open_file(again.sha256).error().reason, "blob_not_found");
}

// Whoever removes the object of an ended life, however late, takes nothing from the next one.
TEST_F(StoreTest, AnUploadAndARemovalNeverMeet) {
  const KeptBlob first = kept("fresh");
  clock_.set(4'000'000);  // more than an hour later
  EXPECT_EQ(blobs_->tidy(100).value(), 1U);
  const auto late = store_->write([&](Sql& sql) { return Blobs::reference(sql, first); });
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reason, "blob_gone");
  const KeptBlob second = kept("fresh");
  EXPECT_NE(first.key, second.key);
  write([&](Sql& sql) -> Result<void> {
    TRY(sql.run("INSERT INTO blob_garbage (object_key) VALUES ($1)",
                {std::string_view(first.key)}));
    TRY(Blobs::reference(sql, second));
    const auto document = TRY(insert_document(
        sql,
        {.document_id = "e", .collection_id = collection_.collection_id, .status = "processing"}));
    TRY(insert_version(sql, document, second.sha256, 1));
    return {};
  });
  EXPECT_EQ(blobs_->tidy(0).value(), 1U);
  EXPECT_TRUE(std::filesystem::exists(file_of(second)));
  EXPECT_EQ(platform::read_file(blobs_->open_file(second.sha256).value().path(), 100).value(),
            "fresh");
}

TEST_F(StoreTest, WhatAnUploadLeftGoesAndNothingElse) {
  const KeptBlob orphan = kept("orphan");  // and the process ended here
  const KeptBlob refused = kept("refused");
  ASSERT_TRUE(blobs_->give_up(refused));
  std::vector<std::string> waiting;
  EXPECT_TRUE(blobs_->check(*store_, waiting).value().empty());
  EXPECT_EQ(waiting.size(), 2U);
  clock_.set(200);
  EXPECT_EQ(blobs_->tidy(100).value(), 1U);  // the refused one
  EXPECT_TRUE(std::filesystem::exists(file_of(orphan)));
  clock_.set(3'700'000);
  EXPECT_EQ(blobs_->tidy(100).value(), 1U);
  EXPECT_EQ(blobs_->tidy(100).value(), 0U);
  EXPECT_FALSE(std::filesystem::exists(file_of(orphan)));
  EXPECT_TRUE(blobs_->open_file(platform::sha256_of("bytes")));
  waiting.clear();
  EXPECT_TRUE(blobs_->check(*store_, waiting).value().empty());
  EXPECT_TRUE(waiting.empty());
}

TEST_F(StoreTest, AnOriginalThatTheDatabaseDoesNotKnowStaysAndIsAProblem) {
  const std::string sha256 = platform::sha256_of("of a later state of the library");
  const auto path = folder_ / "blobs" / sha256.substr(0, 2) / sha256;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << "of a later state of the library";
  EXPECT_EQ(blobs_->tidy(0).value(), 0U);
  EXPECT_TRUE(std::filesystem::exists(path));
  std::vector<std::string> waiting;
  EXPECT_EQ(blobs_->check(*store_, waiting).value().size(), 1U);
  EXPECT_TRUE(waiting.empty());
}

TEST_F(StoreTest, AFileThatTheProgramBeforeHadMarkedIsSettled) {
  const std::string orphan = platform::sha256_of("orphan");
  const auto path = folder_ / "blobs" / orphan.substr(0, 2) / orphan;
  std::filesystem::create_directories(path.parent_path());
  std::filesystem::create_directories(folder_ / "blobs" / "unsettled");
  std::ofstream(path) << "orphan";
  for (const std::string& sha256 : {orphan, platform::sha256_of("bytes")})
    std::ofstream(folder_ / "blobs" / "unsettled" / sha256);
  blobs_ = opened_blobs();
  EXPECT_FALSE(std::filesystem::exists(folder_ / "blobs" / "unsettled"));
  EXPECT_EQ(blobs_->tidy(0).value(), 1U);
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_TRUE(blobs_->open_file(platform::sha256_of("bytes")));
}

TEST_F(StoreTest, IdsAreNeverGivenTwice) {
  const std::int64_t first_document = document_;
  const std::int64_t first_version = version_;
  const std::int64_t first_collection = collection_.collection_id;
  const std::int64_t first_space = collection_.space_id;
  write([&](Sql& sql) { return erase_document(sql, document_); });
  version_ = add_version("other");
  EXPECT_GT(document_, first_document);
  EXPECT_GT(version_, first_version);
  write([&](Sql& sql) { return drop_collection(sql, collection_, 1); });
  store_.reset();
  store_ = opened();
  write([&](Sql& sql) -> Result<void> {
    collection_ = TRY(create_collection(sql, "c", "m", "v1", 2, 1));
    return {};
  });
  EXPECT_GT(collection_.collection_id, first_collection);
  EXPECT_GT(collection_.space_id, first_space);
}

TEST_F(StoreTest, AFollowerThatPagesSeesEveryChangeOnce) {
  add(5, "a");
  write([&](Sql& sql) -> Result<void> {
    CommitRow commit;
    TRY(set_access_set(sql, collection_, version_, 1, 5, commit));
    return {};
  });
  add(3, "b");
  std::vector<std::uint64_t> rows;
  std::uint64_t position = 0;
  for (std::size_t got = 3; got == 3;) {
    ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
      const auto changes = TRY(read_changes(sql, collection_, position, 3));
      got = changes.size();
      for (const RecordRow& change : changes) {
        rows.push_back(change.row_no);
        position = change.position;
      }
      return {};
    }));
  }
  EXPECT_EQ(rows, (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(position, 13U);
}

TEST_F(StoreTest, AVectorIsKnownByItsTextUntilTheLastRecordOfItGoes) {
  const std::string hash(32, 'a');
  write([&](Sql& sql) -> Result<void> {
    CommitRow commit;
    NewRecord record{"r", "text", "{}", document_, version_, 0, {1, 2}};
    record.text_hash = hash;
    TRY(insert_records(sql, collection_, {record}, 5, commit));
    return {};
  });
  const auto known = [&](const std::string& model_version) {
    std::vector<float> out;
    EXPECT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
      out = TRY(find_known_vectors(sql, model_version, {hash})).front();
      return {};
    }));
    return out;
  };
  EXPECT_EQ(known("v1"), (std::vector<float>{1, 2}));
  EXPECT_TRUE(known("v2").empty());
  write([&](Sql& sql) -> Result<void> {
    CommitRow commit;
    TRY(delete_records_of_version(sql, collection_, version_, 9, commit));
    return {};
  });
  EXPECT_TRUE(known("v1").empty());
}

// Text and vector, in every byte of every file of the folder.
TEST_F(StoreTest, WhatIsErasedIsInNoFileAfterTidying) {
  if (TestDatabase::is_on_postgres()) GTEST_SKIP() << "of the files of SQLite";
  const std::string secret = "an unmistakable passage about quinces";
  const std::vector<float> vector{.123456F, -.654321F};
  write([&](Sql& sql) -> Result<void> {
    CommitRow commit;
    NewRecord record{"r", secret, "{}", document_, version_, 0, vector};
    TRY(insert_records(sql, collection_, {record}, 5, commit));
    return {};
  });
  const auto files_with = [&](std::string_view bytes) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
      if (!entry.is_regular_file()) continue;
      const std::string content = platform::read_file(entry.path(), 1U << 30).value();
      if (content.find(bytes) != std::string::npos) names.push_back(entry.path().filename());
    }
    return names;
  };
  const std::string_view vector_bytes(reinterpret_cast<const char*>(vector.data()), 8);
  ASSERT_FALSE(files_with(secret).empty());
  ASSERT_FALSE(files_with(vector_bytes).empty());
  ASSERT_TRUE(store_->write(
      [&](Sql& sql) -> Result<void> {
        CommitRow commit;
        TRY(delete_records_of_version(sql, collection_, version_, 9, commit));
        return {};
      },
      {}, Intent::kErase));
  EXPECT_TRUE(store_->erasure_waits());
  ASSERT_TRUE(store_->tidy());
  EXPECT_FALSE(store_->erasure_waits());
  EXPECT_EQ(files_with(secret), std::vector<std::string>{});
  EXPECT_EQ(files_with(vector_bytes), std::vector<std::string>{});
}

TEST_F(StoreTest, AnErasureWaitsForAReaderWithAnOlderSnapshotAndNoLonger) {
  if (TestDatabase::is_on_postgres()) GTEST_SKIP() << "of the files of SQLite";
  add(1, "a");
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    TRY(find_collection(sql, "c"));  // the snapshot begins with its first look
    EXPECT_TRUE(store_->write(
        [](Sql& inner) -> Result<void> {
          TRY(inner.run("UPDATE documents SET title = 'new'"));
          return {};
        },
        {}, Intent::kErase));
    EXPECT_TRUE(store_->tidy());
    EXPECT_TRUE(store_->erasure_waits());
    return {};
  }));
  EXPECT_TRUE(store_->tidy());
  EXPECT_FALSE(store_->erasure_waits());
}

TEST_F(StoreTest, PartsSurviveWithTheirPlaces) {
  const model::ParsedPart part{.number = 0,
                               .page = 1,
                               .text = "Grüße\n",
                               .blocks = {{model::BlockKind::kParagraph, 0, 0, 7, ""}}};
  write([&](Sql& sql) -> Result<void> {
    TRY(put_part(sql, version_, 100, part));
    return put_part(sql, version_, 100, part);
  });
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    const auto parts = TRY(read_parts(sql, version_));
    EXPECT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].part, part);
    EXPECT_EQ(parts[0].first_code_point, 100U);
    EXPECT_EQ(parts[0].code_points, 6U);
    return {};
  }));
}

TEST_F(StoreTest, APartThatIsNotThereIsNotTheNextOne) {
  write([&](Sql& sql) -> Result<void> {
    return put_part(sql, version_, 0, {.number = 2, .text = "third\n"});
  });
  ASSERT_TRUE(store_->read([&](Sql& sql) -> Result<void> {
    EXPECT_EQ(TRY(read_part(sql, version_, 2)).part.text, "third\n");
    EXPECT_EQ(read_part(sql, version_, 1).error().reason, "part_not_found");
    EXPECT_EQ(read_part(sql, version_, 3).error().reason, "part_not_found");
    return {};
  }));
}

// A node of the program before beside nodes of a later one, and a program that is gone back to.
TEST_F(StoreTest, ALaterSchemaThatOnlyAddedIsWorkedOnAndOneThatTookAwayIsRefused) {
  for (const bool took_away : {false, true}) {
    write([&](Sql& sql) -> Result<void> {
      const std::string since = took_away ? "999" : "7";
      TRY(sql.run("UPDATE meta SET value = $1 WHERE name = 'schema_since'",
                  {std::string_view(since)}));
      if (sql.dialect() == Dialect::kSqlite) {
        TRY(sql.run("PRAGMA user_version=999"));
      } else {
        TRY(sql.run("UPDATE meta SET value = '999' WHERE name = 'schema'"));
      }
      return {};
    });
    store_.reset();
    PostgresOptions postgres = database_.options();
    postgres.clock = &clock_;
    auto store = Store::open(folder_, clock_, {}, postgres);
    ASSERT_EQ(store.has_value(), !took_away);
    if (took_away) {
      EXPECT_EQ(store.error().reason, "database_too_new");
      EXPECT_NE(store.error().message.find("needs a program that knows version 999"),
                std::string::npos);
    } else {
      store_ = std::move(*store);
      add(2, "beside");
    }
  }
}

}  // namespace
}  // namespace alexandria::store
