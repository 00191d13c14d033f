#pragma once
// Which folder the library is in.
#include <filesystem>
#include <string>

#include "alexandria/base/result.hpp"

namespace alexandria::app {

/// Where the search for a data folder looks. Empty texts: not set.
struct Places {
  std::string given;        ///< --data
  std::string environment;  ///< $ALEXANDRIA_DATA
  std::string xdg_data;     ///< $XDG_DATA_HOME
  std::string home;         ///< $HOME
  std::filesystem::path here = ".";
};
/// Those of this process.
Places places_of_process(const std::string& given);

/// `given`; else the environment's; else `data` in `here`, if that is a library; else `alexandria`
/// in the user's data folder (XDG Base Directory Specification 0.8: $XDG_DATA_HOME if it is
/// absolute, else ~/.local/share). kInvalidArgument `no_home` where there is none of these.
Result<std::filesystem::path> find_data_folder(const Places& places);

/// Whether there is a library in a folder. Makes nothing.
bool holds_library(const std::filesystem::path& folder);

}  // namespace alexandria::app
