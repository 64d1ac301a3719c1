#include "train/schedule.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "train/small_run.h"

namespace taxon {
namespace {

// Made by tests/golden/make_smoothing_golden.py.
TEST(Schedule, CosineIsKerass) {
  std::ifstream file(TAXON_SOURCE_DIR "/tests/golden/smoothing.json");
  const auto cases = nlohmann::json::parse(file).at("cosine");
  ASSERT_EQ(cases.size(), 3U);
  for (const auto& c : cases) {
    const auto rate = c.at("rate").get<double>();
    const auto steps = c.at("steps").get<std::int64_t>();
    for (std::int64_t step = 0; step < steps; ++step) {
      const auto keras = c.at("rates").at(static_cast<std::size_t>(step)).get<double>();
      // Keras counts in float32.
      EXPECT_NEAR(scheduled_rate(Schedule::kCosine, rate, step, steps), keras, 3e-7 * rate) << step;
    }
  }
}

TEST(Schedule, AConstantRateIsItself) {
  for (const std::int64_t step : {0, 5, 9}) {
    EXPECT_EQ(scheduled_rate(Schedule::kConstant, 0.1, step, 10), 0.1);
  }
}

// 150 texts in batches of 32 are 5 an epoch.
TEST(Schedule, TheHistoryHasTheRateThatAnEpochBeganWith) {
  TrainOptions options;
  options.epochs = 4;
  options.schedule = Schedule::kCosine;
  const auto rate =
      static_cast<double>(static_cast<float>(options.learning_rate));  // as the plateau keeps it
  const auto history = train_small(options, 2).result.history;
  ASSERT_EQ(history.size(), 4U);
  for (std::int64_t epoch = 0; epoch < 4; ++epoch) {
    EXPECT_EQ(history[static_cast<std::size_t>(epoch)].learning_rate,
              scheduled_rate(Schedule::kCosine, rate, 5 * epoch, 20));
  }
}

}  // namespace
}  // namespace taxon
