// The promise of the same bits whatever the threads, the batch, the order and the instruction set.

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <string>
#include <tuple>

#include "encoder/block_weights.h"
#include "encoder/engine_cases.h"
#include "simd/isa.h"

namespace taxon {
namespace {

bool same_bits(std::span<const float> a, std::span<const float> b) {
  return std::ranges::equal(a, b, [](float x, float y) {
    return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
  });
}

class EngineBits : public testing::TestWithParam<std::tuple<bool, Output>> {
 protected:
  EncoderConfig config_ = bits_config(std::get<bool>(GetParam()), std::get<Output>(GetParam()));
  Parameters parameters_ = random_parameters(config_, 1);
  Texts texts_ = random_texts(config_, telling_lengths(config_), 2);
};

TEST_P(EngineBits, GradientsDoNotDependOnThreads) {
  ThreadPool one(1);
  GradientEngine reference_engine(config_, one);
  const auto reference = run_engine(reference_engine, parameters_, texts_);
  for (const int threads : {2, 3}) {
    ThreadPool pool(threads);
    GradientEngine engine(config_, pool);
    EXPECT_TRUE(run_engine(engine, parameters_, texts_).same_bits(reference)) << threads;
  }
}

TEST_P(EngineBits, GradientsDoNotDependOnEarlierBatches) {
  ThreadPool pool(2);
  GradientEngine engine(config_, pool);
  const auto first = run_engine(engine, parameters_, texts_);
  run_engine(engine, random_parameters(config_, 5),
             random_texts(config_, std::vector<std::size_t>{30, 0, 4}, 6));
  EXPECT_TRUE(run_engine(engine, parameters_, texts_).same_bits(first));
}

TEST_P(EngineBits, LogitsDoNotDependOnThreads) {
  ThreadPool one(1);
  const auto reference = run_predictor(config_, parameters_, texts_, one);
  for (const int threads : {2, 3}) {
    ThreadPool pool(threads);
    EXPECT_TRUE(same_bits(run_predictor(config_, parameters_, texts_, pool), reference)) << threads;
  }
}

// Row 44 of the trouble inputs: one by one, in one batch, in the opposite order; with and without room for
// the tables of projected words.
TEST_P(EngineBits, Case44LogitsDoNotDependOnTheBatch) {
  ThreadPool pool(2);
  const auto C = static_cast<std::size_t>(config_.classes);
  const auto together = run_predictor(config_, parameters_, texts_, pool);
  auto views = texts_.views();
  for (const std::size_t table_bytes : {std::size_t{0}, std::size_t{5000}, std::size_t{1} << 24U}) {
    Predictor predictor(config_, parameters_, pool, table_bytes);
    std::vector<float> alone(C);
    for (std::size_t i = 0; i < views.size(); ++i) {
      predictor.logits(std::span(views).subspan(i, 1), alone);
      EXPECT_TRUE(same_bits(alone, std::span(together).subspan(i * C, C)))
          << "text " << i << ", " << table_bytes;
    }
    std::ranges::reverse(views);
    std::vector<float> reversed(together.size());
    predictor.logits(views, reversed);
    for (std::size_t i = 0; i < views.size(); ++i) {
      EXPECT_TRUE(same_bits(std::span(reversed).subspan((views.size() - 1 - i) * C, C),
                            std::span(together).subspan(i * C, C)))
          << "text " << i << ", " << table_bytes;
    }
    std::ranges::reverse(views);
  }
}

std::string bits_name(const testing::TestParamInfo<EngineBits::ParamType>& info) {
  const auto& [mask, output] = info.param;
  return std::string(mask ? "Mask" : "NoMask") + (output == Output::kSoftmax ? "Softmax" : "Sigmoid");
}

INSTANTIATE_TEST_SUITE_P(Masks, EngineBits,
                         testing::Combine(testing::Bool(),
                                          testing::Values(Output::kSoftmax, Output::kSigmoid)),
                         bits_name);

// A text alone is cut among the threads, row by row: of one block or several, folded or plain.
TEST(EngineTogether, ATextCutAmongThreadsGivesTheSameBits) {
  for (const int blocks : {1, 3}) {
    for (const bool folded : {true, false}) {
      auto config = bits_config(true);
      config.blocks = blocks;
      if (!folded) config.key_dim = 3;
      ASSERT_EQ(folds(config), folded);
      const auto parameters = random_parameters(config, 1);
      const auto texts = random_texts(config, telling_lengths(config), 2);
      ThreadPool one(1), four(4);
      const auto expected = run_predictor(config, parameters, texts, one);
      const auto C = static_cast<std::size_t>(config.classes);
      Predictor predictor(config, parameters, four);
      std::vector<float> alone(C);
      const auto views = texts.views();
      for (std::size_t i = 0; i < views.size(); ++i) {
        predictor.logits(std::span(views).subspan(i, 1), alone);
        EXPECT_TRUE(same_bits(alone, std::span(expected).subspan(i * C, C)))
            << "text " << i << ", blocks " << blocks << ", folded " << folded;
      }
    }
  }
}

// A process keeps the level that it began with, so each level runs in one of its own.
std::string digest_of(Isa isa) {
  const std::string command =
      "TAXON_ISA=" + std::string(isa_name(isa)) + " '" TAXON_BINARY_DIR "/bin/engine_digest'";
  FILE* const pipe = popen(command.c_str(), "r");
  if (!pipe) return "";
  char text[256] = {};
  const std::size_t size = std::fread(text, 1, sizeof(text), pipe);
  return pclose(pipe) == 0 ? std::string(text, size) : "failed: " + command;
}

TEST(EngineIsas, Case152AllGiveTheSameBits) {
  const auto isas = available_isas();
  ASSERT_GE(isas.size(), 2U);
  const std::string best = digest_of(isas[0]);
  ASSERT_EQ(best.size(), 65U) << best;
  for (const Isa isa : isas) EXPECT_EQ(digest_of(isa), best) << isa_name(isa);
}

}  // namespace
}  // namespace taxon
