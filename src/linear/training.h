#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ragged.h"
#include "base/thread_pool.h"
#include "linear/dual_solver.h"
#include "linear/features.h"
#include "linear/linear_model.h"

namespace taxon {

// The defaults were chosen by cross-validation within 20 Newsgroups' training part (docs/linear.md).
struct LinearOptions {
  FeatureOptions features;
  SolverOptions solver;
};

// What to learn from; all is borrowed. As in LinearProblem.
struct LabelledTexts {
  std::span<const std::string> texts;
  const RaggedLabels& labels;  // one row a text
  std::size_t classes = 0;
  bool multi_label = false;
  std::span<const float> class_weights = {};
};

// Trains linear models on texts whose features are computed once. The results are the same bits whatever the
// pool's size. For one thread, which the pool works for.
//
// Memory: the texts' rows (TfidfFeatures::rows()); while a model is trained, 4 bytes for each feature and
// class and what solve_one_vs_rest() takes. There are no more than kMaxWeights of these: with many classes,
// there are fewer features.
class LinearTraining {
 public:
  // data and pool must outlive the object. Throws Error for impossible options.
  LinearTraining(const LinearOptions& options, const LabelledTexts& data, ThreadPool& pool);

  const TfidfFeatures& features() const { return features_; }

  // A model of all texts.
  LinearModel train() const;

  // The scores (texts, classes) that each text gets from a model that has not learnt from it: the texts are
  // dealt out to `folds` folds, class by class, and each fold is scored by a model of the others. That is
  // what may be used to turn scores into probabilities or to weigh this model against another. Only the
  // labels are held out: which n-grams are features, and their idf, is known of all texts. Requires folds
  // >= 2.
  std::vector<double> held_out_scores(std::uint32_t folds) const;

  static constexpr std::size_t kMaxWeights = std::size_t{1} << 28U;

 private:
  LinearWeights solve(std::span<const std::uint32_t> learn_from) const;
  std::vector<std::uint32_t> deal_out(std::uint32_t folds) const;

  LinearOptions options_;
  LabelledTexts data_;
  ThreadPool& pool_;
  TfidfFeatures features_;
  SparseRows rows_;
};

}  // namespace taxon
