#include "alexandria/embed/embedder.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace alexandria::embed {
namespace {

double cosine(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

class EmbedderTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
#ifdef ALEXANDRIA_NO_MODEL_RUNTIME
    GTEST_SKIP() << "the model runtime cannot be loaded under a sanitizer";
#endif
  }
  std::unique_ptr<Embedder> embedder_ =
      Embedder::open(ALEXANDRIA_MODELS, GetParam(), Precision::kAuto).value();
  std::atomic<bool> stop_{false};
};

TEST_P(EmbedderTest, AVectorDoesNotDependOnItsBatch) {
  std::vector<std::string> texts;
  for (int i = 0; i < 24; ++i) {
    std::string text = "The valve of pump number " + std::to_string(i) + " closes";
    for (int j = 0; j < i % 7; ++j)
      text += " when the pressure rises above five bar";
    texts.push_back(text);
  }
  const auto together = embedder_->embed_passages(texts, stop_).value();
  for (std::size_t i = 0; i < texts.size(); ++i)
    EXPECT_GE(cosine(embedder_->embed_passages({texts[i]}, stop_).value()[0], together[i]), .9995)
        << i;
}

TEST_P(EmbedderTest, AtOnceIsTheSameAndBulkMemoryComesBackAfterRest) {
  const std::vector<std::string> texts{"The valve closes.", "Money was first coined in Lydia.",
                                       "The valve opens."};
  EXPECT_FALSE(embedder_->rest(std::chrono::seconds(0)));
  const auto bulk = embedder_->embed_passages(texts, stop_).value();
  EXPECT_FALSE(embedder_->rest(std::chrono::hours(1)));
  EXPECT_TRUE(embedder_->rest(std::chrono::seconds(0)));
  const auto at_once = embedder_->embed_at_once(texts).value();
  const auto again = embedder_->embed_passages(texts, stop_).value();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_GE(cosine(bulk[i], at_once[i]), .9995) << i;
    EXPECT_GE(cosine(bulk[i], again[i]), .9995) << i;
  }
}

TEST_P(EmbedderTest, AVectorIsTheSameAmongTextsOfManyLengths) {
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) {
    std::string text = "Section " + std::to_string(i * 37 % 100) + ".";
    for (int j = 0; j < i * 5; ++j)
      text += " " + std::string(j % 3 == 0 ? "pressure" : j % 3 == 1 ? "of the" : "valve");
    texts.push_back(text);
  }
  const auto together = embedder_->embed_passages(texts, stop_).value();
  for (std::size_t i = 0; i < texts.size(); ++i)
    EXPECT_GE(cosine(embedder_->embed_at_once({texts[i]}).value()[0], together[i]), .9995) << i;
}

TEST_P(EmbedderTest, WarmingAtOnceAndTwiceAndWhileAQueryRunsIsHarmless) {
  embedder_->warm();
  const auto vector = embedder_->embed_query("How is the pump primed?").value();
  embedder_->warm();
  EXPECT_EQ(embedder_->embed_query("How is the pump primed?").value(), vector);
}

TEST_P(EmbedderTest, MeaningIsNearerThanWords) {
  const auto query = embedder_->embed_query("How do I get my money back?").value();
  const auto passages = embedder_
                            ->embed_passages({"Refunds are paid within five working days.",
                                              "Money was first coined in Lydia."},
                                             stop_)
                            .value();
  EXPECT_GT(cosine(query, passages[0]), cosine(query, passages[1]));
  EXPECT_NEAR(cosine(query, query), 1, 1e-5);
}

TEST_P(EmbedderTest, CancelStopsAndLongTextsAreCut) {
  std::string text;
  for (int i = 0; i < 2000; ++i)
    text += "word ";
  EXPECT_EQ(embedder_->embed_passages({text}, stop_).value()[0].size(), 384U);
  stop_ = true;
  EXPECT_EQ(embedder_->embed_passages({text}, stop_).error().code, Code::kCancelled);
}

INSTANTIATE_TEST_SUITE_P(Models, EmbedderTest,
                         testing::Values("bge-small-en-v1.5", "all-MiniLM-L6-v2",
                                         "multilingual-e5-small"));

TEST(Embedder, KnowsTheScriptsAndWordsThatItsModelWasMadeFor) {
  const auto english =
      Embedder::open(ALEXANDRIA_MODELS, "bge-small-en-v1.5", Precision::kAuto).value();
  const auto many =
      Embedder::open(ALEXANDRIA_MODELS, "multilingual-e5-small", Precision::kAuto).value();
  for (const char* text : {"Сколько очков уступила защита?", "黑豹队的防守丢了多少分?",
                           "ทีมรับเสียกี่แต้ม", "كم نقطة تنازل عنها الدفاع؟"}) {
    EXPECT_EQ(english->read_share(text), 0) << text;
    EXPECT_EQ(many->read_share(text), 1) << text;
  }
  EXPECT_EQ(english->read_share("Wie viele Punkte gab die Verteidigung ab?"), 1);
  EXPECT_NEAR(english->read_share("Thomas и Davis"), .917, .001);
  EXPECT_EQ(english->read_share("12,500.00"), 1);
  EXPECT_EQ(english->read_share(""), 1);
  EXPECT_TRUE(english->knows_word("treatment"));
  EXPECT_FALSE(english->knows_word("treatmint"));
  EXPECT_FALSE(english->knows_word("两"));
  EXPECT_TRUE(many->knows_word("wann"));
}

TEST(Embedder, AnUnknownModelIsNamed) {
  EXPECT_EQ(Embedder::open(ALEXANDRIA_MODELS, "no-such-model", Precision::kAuto).error().reason,
            "model_not_found");
}

}  // namespace
}  // namespace alexandria::embed
