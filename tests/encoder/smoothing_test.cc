// Label smoothing of both losses.

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "encoder/loss.h"
#include "encoder/loss_config.h"

namespace taxon {
namespace {

// Made by tests/golden/make_smoothing_golden.py.
void expect_kerass(const char* kind, Output output) {
  std::ifstream file(TAXON_SOURCE_DIR "/tests/golden/smoothing.json");
  const auto cases = nlohmann::json::parse(file).at(kind);
  ASSERT_EQ(cases.size(), 3U);
  for (const auto& c : cases) {
    const LossOptions options{.label_smoothing = c.at("smoothing").get<float>()};
    for (std::size_t text = 0; text < c.at("logits").size(); ++text) {
      const auto logits = c.at("logits")[text].get<std::vector<float>>();
      const auto labels = c.at("labels")[text].get<Classes>();
      std::vector<float> gradient(logits.size());
      const auto judged =
          text_loss(config_of(logits.size(), output), logits.data(), labels, options, 1.0F, gradient.data());
      const auto loss = c.at("loss")[text].get<double>();
      EXPECT_NEAR(judged.loss, loss, 1e-14 * (1 + loss));
      for (std::size_t i = 0; i < gradient.size(); ++i) {
        // Half a unit of the last place of a float; small ones are differences of numbers near 1.
        const auto keras = c.at("gradient")[text][i].get<double>();
        EXPECT_NEAR(static_cast<double>(gradient[i]), keras, 6e-8 * std::abs(keras) + 1e-15);
      }
    }
  }
}

TEST(LabelSmoothing, OfASoftmaxIsKerass) {
  expect_kerass("softmax", Output::kSoftmax);
}

TEST(LabelSmoothing, OfSigmoidsIsKerass) {
  expect_kerass("sigmoid", Output::kSigmoid);
}

// Central differences of the loss. Steps of 2^-7 are exact in float; the third derivative is below 1.
void expect_slopes(Output output, const Classes& labels, const LossOptions& options) {
  constexpr float kStep = 0x1p-7F;
  constexpr double kTolerance = 0x1p-14;
  const std::vector<float> logits = {0.5F, -1.25F, 2.0F, 0.0F};
  const auto config = config_of(logits.size(), output);
  std::vector<float> gradient(logits.size());
  text_loss(config, logits.data(), labels, options, 1.0F, gradient.data());
  for (std::size_t i = 0; i < logits.size(); ++i) {
    auto above = logits, below = logits;
    above[i] += kStep;
    below[i] -= kStep;
    const double rise = text_loss(config, above.data(), labels, options, 1.0F, nullptr).loss -
                        text_loss(config, below.data(), labels, options, 1.0F, nullptr).loss;
    EXPECT_NEAR(static_cast<double>(gradient[i]), rise / (2 * static_cast<double>(kStep)), kTolerance) << i;
  }
}

TEST(LabelSmoothing, GradientsAreTheLossesSlopes) {
  const std::vector<float> weights = {3.0F, 1.0F, 0.5F, 2.0F};
  for (const float smoothing : {0.0F, 0.1F, 0.9F}) {
    expect_slopes(Output::kSoftmax, {2}, {.label_smoothing = smoothing});
    expect_slopes(Output::kSigmoid, {0, 3}, {.label_smoothing = smoothing});
    expect_slopes(Output::kSigmoid, {1, 2}, {.positive_weights = weights, .label_smoothing = smoothing});
  }
}

// What is right does not depend on it, and the scale multiplies the gradient alone.
TEST(LabelSmoothing, LeavesAnswersAndScalesGradients) {
  const auto config = config_of(2, Output::kSoftmax);
  const std::vector<float> logits = {1.0F, 0.0F};
  std::vector<float> once(2), twice(2);
  const LossOptions options{.label_smoothing = 0.5F};
  const auto a = text_loss(config, logits.data(), Classes{0}, options, 1.0F, once.data());
  const auto b = text_loss(config, logits.data(), Classes{0}, options, 2.0F, twice.data());
  EXPECT_EQ(a.correct, 1);
  EXPECT_EQ(a.loss, b.loss);
  EXPECT_EQ(twice, (std::vector<float>{2 * once[0], 2 * once[1]}));
}

}  // namespace
}  // namespace taxon
