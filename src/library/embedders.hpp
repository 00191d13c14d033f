#pragma once
// One embedder for each model, opened at first use.
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
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
  /// Gives back the memory of bulk work that ended a while ago. Whether there was any.
  bool rest();

 private:
  std::filesystem::path folder_;
  embed::Precision precision_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<embed::Embedder>> open_;
};

}  // namespace alexandria::library
