#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/ragged.h"

namespace taxon {

// Scores that several models give the same texts, and the texts' classes; all is borrowed.
struct ScoredTexts {
  std::vector<std::span<const double>> scores;  // of each model (texts, classes), row-major
  const RaggedLabels& labels;                   // one row a text, rising; exactly one each unless multi_label
  std::size_t classes = 0;
  bool multi_label = false;
};

struct ScoreWeights {
  std::vector<double> weights;  // of each model, 0 or more
  double offset = 0;            // of every class; 0 unless multi_label
};

// The weights w by which the scores' sum makes the best probabilities: they minimise the mean cross-entropy
// of
//   softmax(sum_j w_j scores_j), or with several labels to a text of sigmoid(sum_j w_j scores_j + offset)
// with w >= 0, by Newton's method: it is convex in the weights. With one model that is temperature scaling
// (Guo et al., "On calibration of modern neural networks", ICML 2017), with several stacking (Wolpert 1992)
// with a weight a model. The texts must be such that none of the models has learnt from. usual: the weights
// to expect, above 0; w_j / usual_j is drawn to 1 as strongly as kUsualTexts texts would, so that a handful
// of texts cannot make it infinite. No texts: the usual ones. The same bits everywhere.
ScoreWeights fit_score_weights(const ScoredTexts& texts, std::span<const double> usual);

inline constexpr double kUsualTexts = 10;

// The same for two models of which the second is the simpler one, by the one-standard-error rule (Breiman et
// al., "Classification and regression trees", 1984): of the weights' proportions between the best and the
// second model alone, in kProportions steps, the one that gives the first the least while the loss is no more
// than one standard error of the texts' differences above the best. What is gained beyond that may be these
// texts' own; and texts to come are seldom quite like them.
ScoreWeights fit_sparing_weights(const ScoredTexts& texts, std::span<const double> usual);

inline constexpr int kProportions = 20;

// The sums of the weighed scores, (texts, classes).
std::vector<double> weighed(const ScoredTexts& texts, const ScoreWeights& weights);

// How good a model's scores are: mean cross-entropy and share of right answers (several labels to a text: of
// right decisions at 0.5); NaN for no texts.
struct ScoreFigures {
  double loss = 0, accuracy = 0;
};

// Of the weighed scores.
ScoreFigures judge_scores(const ScoredTexts& texts, const ScoreWeights& weights);

}  // namespace taxon
