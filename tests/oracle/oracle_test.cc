#include "oracle/oracle.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "gradient/gradient_check.h"

namespace taxon::oracle {
namespace {

std::vector<double> random_parameters(const EncoderConfig& config) {
  const CounterRandom random(3, Purpose::kInitialWeights);
  const ParameterLayout layout(config);
  std::vector<double> values;
  for (const auto& spec : layout.tensors()) {
    const double centre = spec.name.ends_with("gamma") ? 1.0 : 0.0;
    for (std::size_t i = 0; i < spec.size; ++i) {
      values.push_back(centre + static_cast<double>(unit_float(random.bits(values.size()))) - 0.5);
    }
  }
  return values;
}

EncoderConfig small_config() {
  return {.vocabulary = 11,
          .maxlen = 5,
          .embed_dim = 5,
          .heads = 3,
          .key_dim = 2,
          .ff_dim = 7,
          .blocks = 1,
          .classes = 4,
          .mask = true};
}

Batch small_batch() {
  return {.texts = {{3, 10, 1}, {}, {2, 2, 5, 9, 4}}, .labels = {{3}, {0}, {1}}, .weights = {1.0, 0.25, 2.0}};
}

void expect_central_differences(const EncoderConfig& config, const Batch& batch) {
  auto parameters = random_parameters(config);
  const auto result = run(config, parameters, batch);
  EXPECT_TRUE(gradients_match(ParameterLayout(config), parameters, result.gradients,
                              [&] { return run_forward(config, parameters, batch).loss; }));
}

TEST(Oracle, CentralDifferencesAgree) {
  for (const int blocks : {1, 3}) {
    for (const bool mask : {true, false}) {
      for (const Side padding : {Side::kPre, Side::kPost}) {
        SCOPED_TRACE(testing::Message() << blocks << " blocks, mask " << mask);
        auto config = small_config();
        config.blocks = blocks;
        config.mask = mask;
        config.padding = padding;
        expect_central_differences(config, small_batch());
      }
    }
  }
}

TEST(Oracle, CentralDifferencesAgreeWithFixedPositionsAndDropout) {
  auto config = small_config();
  config.positions = Positions::kSinusoidal;
  auto batch = small_batch();
  for (std::size_t i = 0; i < 15; ++i) batch.dropout.push_back(i % 2 == 0 ? 1.25 : 0.0);
  expect_central_differences(config, batch);
}

TEST(Oracle, CentralDifferencesAgreeWithSeveralLabels) {
  auto config = small_config();
  config.output = Output::kSigmoid;
  auto batch = small_batch();
  batch.labels = {{0, 3}, {}, {0, 1, 2, 3}};
  batch.positive_weights = {0.5, 2.0, 1.0, 3.0};
  expect_central_differences(config, batch);
}

// With the mask on, the vectors of positions that hold only padding may be anything.
TEST(Oracle, MaskHidesPadding) {
  auto config = small_config();
  auto parameters = random_parameters(config);
  const Batch batch{.texts = {{3, 10, 1}, {}}, .labels = {{3}, {0}}};
  const auto before = run(config, parameters, batch);
  const ParameterLayout layout(config);
  for (double& value : tensor(layout, std::span(parameters), "embedding/position").first(2 * 5)) value += 9;
  const auto after = run(config, parameters, batch);
  EXPECT_EQ(before.logits, after.logits);
  EXPECT_EQ(before.gradients, after.gradients);
}

TEST(Oracle, TextWithoutTokensIsOneRow) {
  for (const Side padding : {Side::kPre, Side::kPost}) {
    auto config = small_config();
    config.padding = padding;
    const auto parameters = random_parameters(config);
    const auto result = run(config, parameters, {.texts = {{}}, .labels = {{1}}});
    const ParameterLayout layout(config);
    const auto d_position = tensor(layout, std::span(result.gradients), "embedding/position");
    const std::size_t used = padding == Side::kPre ? 4 : 0;
    for (std::size_t i = 0; i < d_position.size(); ++i) {
      EXPECT_EQ(d_position[i] != 0.0, i / 5 == used) << i;
    }
  }
}

}  // namespace
}  // namespace taxon::oracle
