#include <gtest/gtest.h>

#include "alexandria/llm/chat_model.hpp"
#include "alexandria/llm/sse_parser.hpp"

namespace alexandria::llm {
namespace {

using Events = std::vector<std::string>;

TEST(SseParser, GivesTheSameHoweverTheBytesAreCut) {
  const std::string stream =
      ": hello\r\nevent: x\r\ndata: one\r\n\r\ndata: two\ndata: lines\n\ndata:three\n\ndata: "
      "unfinished\n";
  const Events whole = SseParser().feed(stream);
  EXPECT_EQ(whole, (Events{"one", "two\nlines", "three"}));
  for (std::size_t step = 1; step < 9; ++step) {
    SseParser parser;
    Events seen;
    for (std::size_t at = 0; at < stream.size(); at += step)
      for (auto& event : parser.feed(stream.substr(at, step)))
        seen.push_back(std::move(event));
    EXPECT_EQ(seen, whole) << step;
  }
}

TEST(ChatModel, ANetworkThatIsNotThereIsNamedWithoutTheKey) {
  ChatOptions options;
  options.base_url = "http://127.0.0.1:1/v1";
  options.key = "sk-secret";
  options.attempts = 1;
  const std::atomic<bool> stop = false;
  const auto answer =
      ChatModel(options).stream({{"user", "x"}}, [](std::string_view) { return true; }, stop);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, "model_not_reached");
  EXPECT_EQ(answer.error().message.find("sk-secret"), std::string::npos);
}

TEST(ChatModel, CancelDoesNotWaitForTheNextTry) {
  ChatOptions options;
  options.base_url = "http://127.0.0.1:1/v1";
  const std::atomic<bool> stop = true;
  EXPECT_EQ(ChatModel(options)
                .stream(
                    {{"user", "x"}}, [](std::string_view) { return true; }, stop)
                .error()
                .code,
            Code::kCancelled);
}

}  // namespace
}  // namespace alexandria::llm
