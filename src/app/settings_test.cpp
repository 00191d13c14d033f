#include "settings.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "alexandria/platform/file.hpp"

namespace alexandria::app {
namespace {

Result<Settings> from_file(const std::string& text) {
  const auto folder = platform::TemporaryFolder::make().value();
  std::ofstream(folder / "settings.toml") << text;
  return load_settings(folder / "settings.toml", {});
}

TEST(Settings, FileThenAssignmentsOverTheDefaults) {
  const auto settings = from_file(
      "[server]\nlisten = \"0.0.0.0:9000\"\n[jobs]\nworkers = 4\n[models]\nprecision = "
      "\"exact\"\n");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->server.host, "0.0.0.0");
  EXPECT_EQ(settings->server.port, 9000);
  EXPECT_EQ(settings->library.jobs.workers, 4U);
  EXPECT_EQ(settings->library.precision, embed::Precision::kExact);
  const auto set = load_settings("", {"server.listen=[::1]:70", "log.level=off"});
  EXPECT_EQ(set->server.host, "::1");
  EXPECT_EQ(set->server.port, 70);
  EXPECT_EQ(set->log_level, log::Level::kOff);
}

TEST(Settings, WhatIsWrongIsNamed) {
  EXPECT_EQ(from_file("[server]\nlisen = \"x\"\n").error().reason, "unknown_setting");
  EXPECT_NE(from_file("[server]\nlisten = \n").error().message.find("line 2"), std::string::npos);
  EXPECT_NE(load_settings("", {"jobs.workers=0"}).error().message.find("from 1 to 64"),
            std::string::npos);
  EXPECT_EQ(load_settings("", {"jobs.workers"}).error().reason, "invalid_setting");
  EXPECT_FALSE(load_settings("", {"server.listen=host:99999"}));
  EXPECT_EQ(load_settings("/nowhere/a.toml", {}).error().code, Code::kInvalidArgument);
  EXPECT_EQ(load_settings("", {"ask.key=file:/nowhere/key"}).error().code, Code::kInvalidArgument);
}

TEST(Settings, AModelThatIsNotThereStopsTheProgram) {
  const auto folder = platform::TemporaryFolder::make().value();
  const std::string models = "models.folder=" + std::filesystem::path(folder).string();
  for (const char* name : {"zzz", "", "../x", "."}) {
    const auto wrong = load_settings("", {models, "models.default=" + std::string(name)});
    ASSERT_FALSE(wrong) << name;
    EXPECT_EQ(wrong.error().code, Code::kInvalidArgument);
    EXPECT_NE(wrong.error().message.find("models.default"), std::string::npos);
  }
  std::filesystem::create_directory(folder / "zzz");
  std::ofstream(folder / "zzz" / "model.toml") << "name = \"zzz\"\ndimension = 8\nmax_tokens = 8\n";
  EXPECT_TRUE(load_settings("", {"models.default=zzz", models}));
  EXPECT_TRUE(load_settings("", {"models.default=none", models}));
}

}  // namespace
}  // namespace alexandria::app
