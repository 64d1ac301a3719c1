#include "linear/score_weights.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "linear/golden.h"

namespace taxon {
namespace {

RaggedLabels labels_of(const nlohmann::json& lists) {
  RaggedLabels labels;
  for (const auto& list : lists) labels.push_back(list.get<std::vector<std::int32_t>>());
  return labels;
}

// SciPy's minimum of the same function.
TEST(ScoreWeights, AreWhereSciPyFindsTheMinimum) {
  for (const auto& c : linear_golden("score_weights", "linear_parts.json")) {
    const auto labels = labels_of(c["labels"]);
    const auto parts = c["scores"].get<std::vector<std::vector<double>>>();
    const ScoredTexts texts{.scores = {parts.begin(), parts.end()},
                            .labels = labels,
                            .classes = c["classes"],
                            .multi_label = c["multi_label"]};
    const auto usual = c["usual"].get<std::vector<double>>();
    const auto fitted = fit_score_weights(texts, usual);
    const auto expected = c["weights"].get<std::vector<double>>();
    ASSERT_EQ(fitted.weights.size(), expected.size());
    for (std::size_t j = 0; j < expected.size(); ++j) EXPECT_NEAR(fitted.weights[j], expected[j], 1e-4);
    EXPECT_NEAR(fitted.offset, c["offset"].get<double>(), 1e-4);
    const auto figures = judge_scores(texts, fitted);
    EXPECT_NEAR(figures.loss, c["loss"].get<double>(), 1e-7);
    EXPECT_NEAR(figures.accuracy, c["accuracy"].get<double>(), 1e-12);
  }
}

TEST(ScoreWeights, OfNoTextsAreTheUsualOnes) {
  const RaggedLabels none;
  const std::vector<double> empty;
  const auto fitted =
      fit_score_weights({.scores = {empty, empty}, .labels = none, .classes = 3}, std::array{2.0, 0.5});
  EXPECT_EQ(fitted.weights, (std::vector<double>{2.0, 0.5}));
  EXPECT_TRUE(std::isnan(judge_scores({.scores = {empty}, .labels = none, .classes = 3}, {{1.0}, 0}).loss));
}

// A model that is always right would be given any weight; a few texts must not make it certain.
TEST(ScoreWeights, OfAFewTextsStayNearTheUsualOnes) {
  const std::vector<double> right = {1, 0, 0, 1};
  const RaggedLabels labels = one_each<std::int32_t>({0, 1});
  const auto fitted = fit_score_weights({.scores = {right}, .labels = labels, .classes = 2}, std::array{2.0});
  EXPECT_GT(fitted.weights[0], 2.0);
  EXPECT_LT(fitted.weights[0], 3.0);
}

TEST(ScoreWeights, LeaveOutAModelThatIsWrong) {
  std::vector<double> right, wrong;
  RaggedLabels labels;
  for (std::int32_t i = 0; i < 200; ++i) {
    for (std::int32_t k = 0; k < 2; ++k) {
      right.push_back(i % 10 != 0 && i % 2 == k ? 1.0 : 0.0);
      wrong.push_back(i % 2 == k ? 0.0 : 1.0);
    }
    labels.push_back(i % 2);
  }
  const auto fitted =
      fit_score_weights({.scores = {right, wrong}, .labels = labels, .classes = 2}, std::array{1.0, 1.0});
  EXPECT_GT(fitted.weights[0], 1.0);
  EXPECT_EQ(fitted.weights[1], 0.0);
}

// Two models of the same worth: the simpler one, the second, is enough.
TEST(ScoreWeights, SpareAModelThatAddsNothingSure) {
  const auto& c = linear_golden("score_weights", "linear_parts.json").front();
  const auto labels = labels_of(c["labels"]);
  const auto scores = c["scores"][0].get<std::vector<double>>();
  std::vector<double> other = scores;
  other[0] += 0.1;
  const ScoredTexts texts{.scores = {other, scores}, .labels = labels, .classes = c["classes"]};
  EXPECT_GT(fit_score_weights(texts, std::array{1.0, 1.0}).weights[0], 0.3);
  const auto spared = fit_sparing_weights(texts, std::array{1.0, 1.0});
  EXPECT_EQ(spared.weights[0], 0.0);
  EXPECT_NEAR(
      spared.weights[1],
      fit_score_weights({.scores = {scores}, .labels = labels, .classes = c["classes"]}, std::array{1.0})
          .weights[0],
      1e-9);
}

TEST(ScoreWeights, KeepAModelThatAddsMuch) {
  for (const bool multi_label : {false, true}) {
    // The second model knows half of the texts only.
    std::vector<double> all, half;
    RaggedLabels labels;
    for (std::int32_t i = 0; i < 200; ++i) {
      for (std::int32_t k = 0; k < 2; ++k) {
        all.push_back(i % 2 == k && i % 10 != 0 ? 1.0 : 0.0);
        half.push_back(i % 2 == k && i % 4 < 2 ? 1.0 : 0.0);
      }
      labels.push_back(i % 2);
    }
    const ScoredTexts texts{
        .scores = {all, half}, .labels = labels, .classes = 2, .multi_label = multi_label};
    const auto best = fit_score_weights(texts, std::array{1.0, 1.0});
    const auto spared = fit_sparing_weights(texts, std::array{1.0, 1.0});
    EXPECT_GT(spared.weights[0], 1.0);
    EXPECT_LE(spared.weights[0], best.weights[0] * 1.5);
  }
}

}  // namespace
}  // namespace taxon
