#include "encoder/loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "encoder/loss_config.h"

namespace taxon {
namespace {

// Made by tests/golden/make_multi_label_golden.py.
TEST(SigmoidLoss, IsKerass) {
  std::ifstream file(TAXON_SOURCE_DIR "/tests/golden/multi_label.json");
  const auto cases = nlohmann::json::parse(file).at("losses");
  ASSERT_EQ(cases.size(), 4U);
  for (const auto& c : cases) {
    std::int64_t correct = 0, answers = 0;
    for (std::size_t text = 0; text < c.at("logits").size(); ++text) {
      const auto logits = c.at("logits")[text].get<std::vector<float>>();
      const auto labels = c.at("labels")[text].get<Classes>();
      const auto config = config_of(logits.size(), Output::kSigmoid);
      std::vector<float> gradient(logits.size());
      const auto judged = text_loss(config, logits.data(), labels, {}, 1.0F, gradient.data());
      const auto loss = c.at("loss")[text].get<double>();
      EXPECT_NEAR(judged.loss, loss, 1e-14 * (1 + loss));
      for (std::size_t i = 0; i < gradient.size(); ++i) {
        const auto keras = c.at("gradient")[text][i].get<double>();
        // Half a unit of the last place of a float, and Keras's own loss of digits near 0 (1 - p in double).
        EXPECT_NEAR(static_cast<double>(gradient[i]), keras, 6e-8 * std::abs(keras) + 1e-16);
      }
      correct += judged.correct;
      answers += answers_per_text(config);
    }
    EXPECT_NEAR(static_cast<double>(correct) / static_cast<double>(answers), c.at("accuracy").get<double>(),
                1e-15);
  }
}

TEST(SigmoidLoss, WeighsTheTermsOfTheClassesThatTheTextHas) {
  const auto config = config_of(3, Output::kSigmoid);
  const std::vector<float> logits = {0.0F, 0.0F, 0.0F}, weights = {3.0F, 5.0F, 0.0F};
  std::vector<float> gradient(3);
  const double ln2 = std::log(2.0);
  EXPECT_NEAR(text_loss(config, logits.data(), Classes{0}, {weights}, 2.0F, gradient.data()).loss,
              (3 * ln2 + ln2 + ln2) / 3, 1e-15);
  EXPECT_EQ(gradient, (std::vector<float>{-1.0F, 1.0F / 3, 1.0F / 3}));
  EXPECT_NEAR(text_loss(config, logits.data(), Classes{0, 1, 2}, {weights}, 1.0F, nullptr).loss, 8 * ln2 / 3,
              1e-15);
  EXPECT_NEAR(text_loss(config, logits.data(), {}, {weights}, 1.0F, nullptr).loss, ln2, 1e-15);
}

TEST(SigmoidLoss, HugeLogitsStayFinite) {
  const float huge = std::numeric_limits<float>::max();
  const auto config = config_of(2, Output::kSigmoid);
  const std::vector<float> logits = {huge, -huge};
  std::vector<float> gradient(2);
  EXPECT_TRUE(std::isfinite(text_loss(config, logits.data(), Classes{1}, {}, 1.0F, gradient.data()).loss));
  EXPECT_EQ(gradient, (std::vector<float>{0.5F, -0.5F}));
  EXPECT_EQ(text_loss(config, logits.data(), Classes{0}, {}, 1.0F, nullptr).loss, 0.0);
}

TEST(SigmoidLoss, RefusesLabelsThatAreNotRising) {
  const auto config = config_of(3, Output::kSigmoid);
  const std::vector<float> logits(3);
  for (const Classes& labels : {Classes{2, 0}, Classes{1, 1}, Classes{3}, Classes{-1}}) {
    EXPECT_THROW(text_loss(config, logits.data(), labels, {}, 1.0F, nullptr), std::logic_error);
  }
}

// Row 89 of the trouble cases: untrained, the loss of three classes is ln 3.
TEST(SoftmaxLoss, IsTheCrossEntropy) {
  const auto config = config_of(3, Output::kSoftmax);
  const std::vector<float> logits = {1.0F, 1.0F, 1.0F};
  std::vector<float> gradient(3);
  const auto judged = text_loss(config, logits.data(), Classes{0}, {}, 3.0F, gradient.data());
  EXPECT_NEAR(judged.loss, std::log(3.0), 1e-15);
  EXPECT_EQ(judged.correct, 1);
  EXPECT_NEAR(gradient[0], -2.0F, 1e-6F);
  EXPECT_NEAR(gradient[1], 1.0F, 1e-6F);
  EXPECT_EQ(text_loss(config, logits.data(), Classes{2}, {}, 1.0F, nullptr).correct, 0);
  EXPECT_THROW(text_loss(config, logits.data(), Classes{0, 1}, {}, 1.0F, nullptr), std::logic_error);
  EXPECT_THROW(text_loss(config, logits.data(), {}, {}, 1.0F, nullptr), std::logic_error);
}

// Row 94 of the trouble cases.
TEST(SoftmaxLoss, RefusesAClassThatIsNone) {
  const auto config = config_of(3, Output::kSoftmax);
  const std::vector<float> logits(3);
  EXPECT_THROW(text_loss(config, logits.data(), Classes{-1}, {}, 1.0F, nullptr), std::logic_error);
  EXPECT_THROW(text_loss(config, logits.data(), Classes{3}, {}, 1.0F, nullptr), std::logic_error);
}

}  // namespace
}  // namespace taxon
