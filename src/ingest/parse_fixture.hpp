#pragma once
// Parses small files in this process, and shows what was read of them.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "alexandria/ingest/parse.hpp"
#include "alexandria/model/codec.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::ingest {

class ParseTest : public testing::Test {
 protected:
  /// Every document that is read is accounted for.
  Result<void> parse(const std::string& name, const std::string& content,
                     std::uint32_t first_part = 0) {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    parts_.clear();
    const auto result = parse_file(folder_ / name, name, {first_part},
                                   {[&](const model::DocumentFacts& facts) { facts_ = facts; },
                                    [&](model::ParsedPart part) {
                                      parts_.push_back(std::move(part));
                                      return true;
                                    }});
    EXPECT_TRUE(!result || facts_.accounting.balanced())
        << name << " " << model::accounting_to_json(facts_.accounting);
    return result;
  }
  /// A line for each block: its kind, level and text; "~" before those that are set aside.
  std::string blocks() const {
    std::string out;
    for (const auto& part : parts_)
      for (const auto& block : part.blocks)
        out += fmt::format("{}{}{}:{}\n", block.set_aside ? "~" : "",
                           "HPLTCFX"[static_cast<int>(block.kind)], block.level,
                           part.text.substr(block.begin, block.end - block.begin));
    return out;
  }
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  model::DocumentFacts facts_;
  std::vector<model::ParsedPart> parts_;
};

}  // namespace alexandria::ingest
