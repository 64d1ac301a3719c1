// Classifying in bfloat16 beside the engine in single precision.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "encoder/engine_cases.h"
#include "simd/low_precision.h"

namespace taxon {
namespace {

// Factors are rounded to 8 bits, an error of up to 2^-8 of each; norms keep what they add up to about as
// large as the numbers themselves, and logits sum over the dimensions, where it partly cancels.
constexpr float kTolerance = 0x1p-6F;  // of the largest logit

std::vector<float> predict(const EncoderConfig& config, const Parameters& parameters,
                           std::span<const TokenIds> texts, ThreadPool& pool, Precision precision,
                           std::size_t table_bytes = kTableBytes) {
  std::vector<float> logits(texts.size() * static_cast<std::size_t>(config.classes));
  Predictor(config, parameters, pool, table_bytes, precision).logits(texts, logits);
  return logits;
}

class LowPrecisionTest : public testing::TestWithParam<EncoderConfig> {
 protected:
  void SetUp() override {
    if (!bfloat16_kernels()) GTEST_SKIP() << "this processor has no tile registers for bfloat16: NOT TESTED";
  }
};

TEST_P(LowPrecisionTest, IsNearSinglePrecision) {
  const EncoderConfig& config = GetParam();
  const auto parameters = random_parameters(config, 1);
  const auto texts = random_texts(config, telling_lengths(config), 2);
  ThreadPool pool(2);
  const auto exact = predict(config, parameters, texts.views(), pool, Precision::kFloat32);
  const auto rounded = predict(config, parameters, texts.views(), pool, Precision::kBfloat16);
  float largest = 0;
  for (const float x : exact) largest = std::max(largest, std::abs(x));
  bool differs = false;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    EXPECT_NEAR(rounded[i], exact[i], kTolerance * largest) << "logit " << i;
    differs = differs || rounded[i] != exact[i];
  }
  EXPECT_TRUE(differs) << "it was not computed in bfloat16";
}

TEST_P(LowPrecisionTest, SameBitsWhateverTheBatchTheOrderTheThreadsAndTheTable) {
  const EncoderConfig& config = GetParam();
  const auto C = static_cast<std::size_t>(config.classes);
  const auto parameters = random_parameters(config, 1);
  const auto texts = random_texts(config, telling_lengths(config), 2);
  const auto views = texts.views();
  ThreadPool one(1), three(3);
  const auto expected = predict(config, parameters, views, one, Precision::kBfloat16);
  EXPECT_EQ(predict(config, parameters, views, three, Precision::kBfloat16), expected);
  EXPECT_EQ(predict(config, parameters, views, one, Precision::kBfloat16, 1), expected);

  const std::vector<TokenIds> reversed(views.rbegin(), views.rend());
  auto backwards = predict(config, parameters, reversed, three, Precision::kBfloat16);
  Predictor alone(config, parameters, one, kTableBytes, Precision::kBfloat16);
  for (std::size_t i = 0; i < views.size(); ++i) {
    const std::vector<float> row(expected.begin() + static_cast<std::ptrdiff_t>(i * C),
                                 expected.begin() + static_cast<std::ptrdiff_t>((i + 1) * C));
    std::vector<float> single(C);
    alone.logits(std::span(views).subspan(i, 1), single);
    EXPECT_EQ(single, row) << "text " << i;
    const auto from_end = backwards.begin() + static_cast<std::ptrdiff_t>((views.size() - 1 - i) * C);
    EXPECT_TRUE(std::equal(row.begin(), row.end(), from_end)) << "text " << i;
  }
}

EncoderConfig shape(std::int32_t maxlen, std::int32_t embed_dim, std::int32_t heads, std::int32_t ff_dim,
                    bool mask) {
  EncoderConfig config;
  config.vocabulary = 50;
  config.maxlen = maxlen;
  config.embed_dim = config.key_dim = embed_dim;
  config.heads = heads;
  config.ff_dim = ff_dim;
  config.classes = 5;
  config.mask = mask;
  return config;
}

INSTANTIATE_TEST_SUITE_P(Shapes, LowPrecisionTest,
                         testing::Values(shape(70, 64, 2, 32, true), shape(70, 64, 2, 32, false),
                                         shape(33, 48, 3, 17, true), shape(19, 17, 1, 5, true),
                                         shape(19, 17, 1, 5, false), shape(256, 256, 2, 32, true)));

std::string refusal(const EncoderConfig& config) {
  const auto parameters = random_parameters(config, 1);
  ThreadPool pool(1);
  try {
    predict(config, parameters, {}, pool, Precision::kBfloat16);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(LowPrecision, IsRefusedWhereItCannotBeHad) {
  EncoderConfig config = shape(16, 32, 1, 8, true);
  if (!bfloat16_kernels()) {
    EXPECT_NE(refusal(config).find("needs a processor with AMX"), std::string::npos) << refusal(config);
    return;
  }
  EXPECT_EQ(refusal(config), "");
  config.blocks = 2;
  EXPECT_NE(refusal(config).find("precision: bf16 serves models of one block"), std::string::npos);
  config.blocks = 1;
  config.key_dim = 4;
  EXPECT_NE(refusal(config).find("precision: bf16 serves models whose key size"), std::string::npos);
}

}  // namespace
}  // namespace taxon
