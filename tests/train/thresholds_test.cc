#include "train/thresholds.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace taxon {
namespace {

// Of one class: the probabilities and which texts have it.
float threshold_of(const std::vector<float>& probabilities, const std::vector<bool>& has) {
  RaggedLabels labels;
  for (const bool one : has) {
    labels.push_back(one ? std::span<const std::int32_t>(std::vector<std::int32_t>{0})
                         : std::span<const std::int32_t>());
  }
  return choose_thresholds(probabilities, labels, 1).front();
}

double f1_at(const std::vector<float>& probabilities, const std::vector<bool>& has, float threshold) {
  int hits = 0, others = 0;
  for (std::size_t i = 0; i < has.size(); ++i) {
    const bool answer = probabilities[i] > threshold;
    hits += answer && has[i] ? 1 : 0;
    others += answer != has[i] ? 1 : 0;
  }
  return hits == 0 ? 0.0 : 2.0 * hits / (2.0 * hits + others);
}

TEST(ChooseThresholds, LiesHalfWayBetweenTheNeighbours) {
  EXPECT_FLOAT_EQ(threshold_of({0.1F, 0.2F, 0.8F, 0.9F}, {false, false, true, true}), 0.5F);
  EXPECT_FLOAT_EQ(threshold_of({0.01F, 0.02F, 0.04F, 0.03F}, {false, false, true, true}), 0.025F);
  EXPECT_FLOAT_EQ(threshold_of({0.3F, 0.4F}, {true, true}), 0.15F) << "nothing below: half-way to 0";
}

TEST(ChooseThresholds, IsAHalfWhereNoTextHasTheClass) {
  EXPECT_EQ(threshold_of({0.1F, 0.9F}, {false, false}), 0.5F);
  EXPECT_EQ(choose_thresholds({}, {}, 3), (std::vector<float>{0.5F, 0.5F, 0.5F}));
}

TEST(ChooseThresholds, EqualProbabilitiesStayTogether) {
  // Parting the two would give 1.0; together 2/3, with or without... the third text.
  EXPECT_FLOAT_EQ(threshold_of({0.6F, 0.6F, 0.2F}, {true, false, false}), 0.4F);
}

TEST(ChooseThresholds, TakesTheNearestToAHalfAmongEquals) {
  // Above 0.8: F1 2/3 (one of two, none wrong). Above 0.15: 2/3 as well (two of two, two wrong).
  const std::vector<float> probabilities = {0.9F, 0.7F, 0.6F, 0.2F, 0.1F};
  const std::vector<bool> has = {true, false, false, true, false};
  EXPECT_DOUBLE_EQ(f1_at(probabilities, has, 0.8F), f1_at(probabilities, has, 0.15F));
  EXPECT_FLOAT_EQ(threshold_of(probabilities, has), 0.8F);
  // The mirror of it: 0.2 and 0.8 are as near; the higher one wins.
  EXPECT_FLOAT_EQ(threshold_of({0.9F, 0.7F, 0.65F, 0.3F, 0.1F}, {true, false, false, true, false}), 0.8F);
}

TEST(ChooseThresholds, NoOtherThresholdDoesBetter) {
  for (std::uint32_t round = 0; round < 50; ++round) {
    const CounterRandom random(7, Purpose::kShuffle, round);
    std::vector<float> probabilities;
    std::vector<bool> has;
    for (std::uint64_t i = 0; i < 20; ++i) {
      // Eight values, so that many are equal.
      probabilities.push_back(static_cast<float>(random.bits(2 * i) % 8) / 8.0F + 0.05F);
      has.push_back(random.bits(2 * i + 1) % 3 == 0);
    }
    const double chosen = f1_at(probabilities, has, threshold_of(probabilities, has));
    for (float threshold = 0.0F; threshold < 1.0F; threshold += 0.01F) {
      EXPECT_GE(chosen, f1_at(probabilities, has, threshold)) << round << " " << threshold;
    }
  }
}

TEST(ChooseThresholds, LooksAtEachClassByItself) {
  RaggedLabels labels;
  labels.push_back(std::vector<std::int32_t>{0});
  labels.push_back(std::vector<std::int32_t>{1});
  const std::vector<float> probabilities = {0.9F, 0.02F, 0.3F, 0.04F};
  const auto thresholds = choose_thresholds(probabilities, labels, 2);
  EXPECT_FLOAT_EQ(thresholds[0], 0.6F);
  EXPECT_FLOAT_EQ(thresholds[1], 0.03F);
}

}  // namespace
}  // namespace taxon
