// The engine against the plain network in double precision.

#include "encoder/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "encoder/block_weights.h"
#include "encoder/engine_cases.h"

namespace taxon {
namespace {

// What single precision may cost. A wrong term would show as a share of the whole, not of its last digits.
constexpr double kLogitTolerance = 1e-5;
constexpr double kGradientTolerance = 1e-4;  // of a tensor's largest entry
constexpr double kKeyBiasTolerance = 1e-6;   // its gradient is 0 in truth: softmax does not see the key bias
// Where a whole tensor's gradient is 0 in truth (one row attends to itself whatever the scores; with one
// dimension the norm leaves nothing), its largest entry is no measure.
constexpr double kFloor = 1e-8;

void expect_logits(std::span<const float> logits, const oracle::Result& oracle) {
  ASSERT_EQ(logits.size(), oracle.logits.size());
  for (std::size_t i = 0; i < logits.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(logits[i]), oracle.logits[i], kLogitTolerance) << "logit " << i;
  }
}

void expect_gradients(const ParameterLayout& layout, std::span<const float> ours,
                      std::span<const double> oracle) {
  for (const auto& spec : layout.tensors()) {
    double largest = 0, worst = 0;
    for (std::size_t i = spec.offset; i < spec.offset + spec.size; ++i) {
      ASSERT_TRUE(std::isfinite(ours[i])) << spec.name;
      largest = std::max(largest, std::abs(oracle[i]));
      worst = std::max(worst, std::abs(static_cast<double>(ours[i]) - oracle[i]));
    }
    const bool key_bias = spec.name.ends_with("key/bias");
    EXPECT_LE(worst, key_bias ? kKeyBiasTolerance : kGradientTolerance * largest + kFloor) << spec.name;
  }
}

std::int64_t count_correct(const EncoderConfig& config, const oracle::Result& oracle, const Texts& texts) {
  const auto C = static_cast<std::size_t>(config.classes);
  std::int64_t correct = 0;
  for (std::size_t i = 0; i < texts.ids.size(); ++i) {
    const auto row = std::span(oracle.logits).subspan(i * C, C);
    if (config.output == Output::kSoftmax) {
      correct += std::max_element(row.begin(), row.end()) - row.begin() == texts.labels[i].front() ? 1 : 0;
      continue;
    }
    for (std::size_t c = 0; c < C; ++c) {
      const bool has = std::ranges::count(texts.labels[i], static_cast<std::int32_t>(c)) > 0;
      correct += (row[c] > 0.0) == has ? 1 : 0;
    }
  }
  return correct;
}

void expect_oracle(const EncoderConfig& config, std::span<const std::size_t> lengths) {
  const auto parameters = random_parameters(config, 1);
  const auto texts = random_texts(config, lengths, 2);
  ThreadPool pool(2);

  const auto plain = run_oracle(config, parameters, oracle_batch(config, texts, false));
  expect_logits(run_predictor(config, parameters, texts, pool), plain);

  const auto trained =
      config.dropout > 0.0F ? run_oracle(config, parameters, oracle_batch(config, texts, true)) : plain;
  GradientEngine engine(config, pool);
  const auto ours = run_engine(engine, parameters, texts);
  EXPECT_NEAR(ours.score.loss_sum / static_cast<double>(texts.ids.size()), trained.loss, 1e-5);
  EXPECT_EQ(ours.score.correct, count_correct(config, trained, texts));
  expect_gradients(parameters.layout(), ours.gradients, trained.gradients);
}

struct Sizes {
  std::int32_t V, L, D, H, K, F, C;
};
// Around the widths of registers and tiles, key sizes on both sides of D, and the smallest of all.
constexpr Sizes kSizes[] = {
    {2, 1, 1, 1, 1, 1, 2},       {13, 9, 5, 1, 3, 4, 2},     {40, 17, 16, 2, 16, 8, 3},
    {31, 23, 17, 3, 40, 33, 21}, {50, 33, 31, 2, 7, 15, 17}, {60, 40, 48, 3, 64, 5, 5},
    {25, 12, 33, 1, 90, 16, 16}, {90, 65, 15, 2, 15, 31, 4},
};

EncoderConfig config_of(const Sizes& s) {
  return {.vocabulary = s.V,
          .maxlen = s.L,
          .embed_dim = s.D,
          .heads = s.H,
          .key_dim = s.K,
          .ff_dim = s.F,
          .classes = s.C};
}

class EngineSweep : public testing::TestWithParam<std::tuple<Sizes, bool, Side, float>> {};

TEST_P(EngineSweep, AgreesWithTheOracle) {
  const auto& [sizes, mask, padding, dropout] = GetParam();
  auto config = config_of(sizes);
  config.mask = mask;
  config.padding = padding;
  config.dropout = dropout;
  expect_oracle(config, telling_lengths(config));
}

std::string sweep_name(const testing::TestParamInfo<EngineSweep::ParamType>& info) {
  const auto& [s, mask, padding, dropout] = info.param;
  return "D" + std::to_string(s.D) + "H" + std::to_string(s.H) + "K" + std::to_string(s.K) + "L" +
         std::to_string(s.L) + (mask ? "Mask" : "NoMask") + (padding == Side::kPre ? "Pre" : "Post") +
         (dropout > 0.0F ? "Dropout" : "");
}

INSTANTIATE_TEST_SUITE_P(Sizes, EngineSweep,
                         testing::Combine(testing::ValuesIn(kSizes), testing::Bool(),
                                          testing::Values(Side::kPre, Side::kPost),
                                          testing::Values(0.0F, 0.5F)),
                         sweep_name);

TEST(Engine, AgreesWithFixedPositions) {
  for (const bool mask : {true, false}) {
    auto config = config_of({31, 23, 17, 2, 20, 9, 5});
    config.positions = Positions::kSinusoidal;
    config.mask = mask;
    config.dropout = 0.25F;
    expect_oracle(config, telling_lengths(config));
  }
}

TEST(Engine, AgreesWithSeveralBlocks) {
  for (const int blocks : {2, 3}) {
    for (const bool mask : {true, false}) {
      SCOPED_TRACE(testing::Message() << blocks << " blocks, mask " << mask);
      auto config = config_of({31, 23, 17, 2, 20, 9, 5});
      config.blocks = blocks;
      config.mask = mask;
      expect_oracle(config, telling_lengths(config));
    }
  }
}

// Keys too narrow for folding to pay: attention with queries, keys and values of their own.
TEST(Engine, AgreesWithPlainAttention) {
  for (const int blocks : {1, 2}) {
    for (const bool mask : {true, false}) {
      SCOPED_TRACE(testing::Message() << blocks << " blocks, mask " << mask);
      auto config = config_of({31, 23, 40, 3, 9, 9, 5});
      config.blocks = blocks;
      config.mask = mask;
      ASSERT_FALSE(folds(config));
      expect_oracle(config, telling_lengths(config));
    }
  }
}

// Longer than what keeps its attention weights for the way back (512 rows): they are computed again.
TEST(Engine, AgreesOnLongTexts) {
  constexpr std::size_t kLengths[] = {600, 3};
  for (const int blocks : {1, 2}) {
    auto config = config_of({31, 600, 5, 2, 4, 3, 3});
    config.blocks = blocks;
    config.mask = true;
    expect_oracle(config, kLengths);
  }
}

TEST(Engine, AgreesAtTheNotebooksSizes) {
  constexpr std::size_t kLengths[] = {256, 180, 31, 0};
  for (const bool mask : {true, false}) {
    auto config = config_of({500, 256, 256, 2, 256, 32, 20});
    config.mask = mask;
    expect_oracle(config, kLengths);
  }
}

TEST(Engine, AgreesInABatchOfOnlyTextsWithoutTokens) {
  for (const bool mask : {true, false}) {
    auto config = config_of({13, 9, 5, 2, 3, 4, 3});
    config.mask = mask;
    expect_oracle(config, std::vector<std::size_t>{0, 0, 0});
  }
}

TEST(Engine, AgreesWithSeveralLabelsAText) {
  for (const bool mask : {true, false}) {
    for (const auto& sizes : {Sizes{40, 17, 16, 2, 16, 8, 3}, Sizes{31, 23, 17, 3, 40, 33, 21}}) {
      auto config = config_of(sizes);
      config.mask = mask;
      config.output = Output::kSigmoid;
      expect_oracle(config, telling_lengths(config));
    }
  }
}

TEST(Engine, PreparesTheTokensOfTheBatchOnce) {
  auto config = config_of({13, 4, 5, 2, 3, 4, 3});
  ThreadPool pool(1);
  const Texts texts{.ids = {{7, 3, 7, 3}, {12, 3}}, .labels = {{0}, {2}}, .weights = {1, 1}};
  const auto views = texts.views();
  const auto labels = texts.label_views();
  for (const bool mask : {true, false}) {
    config.mask = mask;
    GradientEngine engine(config, pool);
    const auto prepared = engine.prepare(training_batch(views, labels, texts));
    const std::set<std::int32_t> distinct(prepared.begin(), prepared.end());
    EXPECT_EQ(distinct.size(), prepared.size());
    EXPECT_EQ(distinct, mask ? (std::set<std::int32_t>{3, 7, 12}) : (std::set<std::int32_t>{0, 3, 7, 12}));
  }
}

}  // namespace
}  // namespace taxon
