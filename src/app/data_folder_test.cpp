#include "data_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "alexandria/platform/file.hpp"

namespace alexandria::app {
namespace {

TEST(DataFolder, IsTheFirstThatIsNamed) {
  const auto here = platform::TemporaryFolder::make().value();
  Places places{"given", "environment", "/xdg", "/home/ada", here};
  EXPECT_EQ(find_data_folder(places).value(), "given");
  places.given.clear();
  EXPECT_EQ(find_data_folder(places).value(), "environment");
  places.environment.clear();
  EXPECT_EQ(find_data_folder(places).value(), "/xdg/alexandria");
  places.xdg_data = "relative";
  EXPECT_EQ(find_data_folder(places).value(), "/home/ada/.local/share/alexandria");
  places.home.clear();
  EXPECT_EQ(find_data_folder(places).error().reason, "no_home");
}

TEST(DataFolder, DataHereCountsOnlyIfItIsALibrary) {
  const auto here = platform::TemporaryFolder::make().value();
  const Places places{"", "", "", "/home/ada", here};
  std::filesystem::create_directory(here / "data");
  EXPECT_EQ(find_data_folder(places).value(), "/home/ada/.local/share/alexandria");
  std::ofstream(here / "data" / "library.db") << "x";
  EXPECT_EQ(find_data_folder(places).value(), "/home/ada/.local/share/alexandria")
      << "another program's";
  std::ofstream(here / "data" / "lock") << "";
  EXPECT_EQ(find_data_folder(places).value(), here / "data");
}

}  // namespace
}  // namespace alexandria::app
