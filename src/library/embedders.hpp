#pragma once
// One embedder for each model, opened at first use.
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "alexandria/base/result.hpp"
#include "alexandria/embed/embedder.hpp"

namespace alexandria::library {

/// Threads: all functions at any time. An embedder that was handed out lives as long as this.
class Embedders {
 public:
  Embedders(std::filesystem::path folder, embed::Precision precision)
      : folder_(std::move(folder)), precision_(precision) {}
  /// nullptr for the model "none".
  Result<embed::Embedder*> get(const std::string& model);
  /// Models ("NAME VERSION") that were wanted within the last minute and are not here.
  std::set<std::string> missing();
  void note_missing(const std::string& name_and_version);
  /// Gives back the memory of bulk work that ended a while ago. Whether there was any.
  bool rest();

 private:
  std::filesystem::path folder_;
  embed::Precision precision_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<embed::Embedder>> open_;
  std::map<std::string, std::chrono::steady_clock::time_point> missing_;  // until
};

}  // namespace alexandria::library
