#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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
  double smoothing = 0.01;  // of naive Bayes
};

// What to learn from; all is borrowed. As in LinearProblem.
struct LabelledTexts {
  std::span<const std::string> texts;
  const RaggedLabels& labels;  // one row a text
  std::size_t classes = 0;
  bool multi_label = false;
  std::span<const float> class_weights = {};
};

struct CalibratedLinear {
  LinearModel model;
  // (held_out.size(), classes): the logits of the held-out texts by a model that has not learnt from them.
  std::vector<double> held_out_scores;
};

// Trains linear models on texts whose features are computed once. The results are the same bits whatever the
// pool's size. For one thread, which the pool works for.
//
// Memory: the texts' rows (TfidfFeatures::rows()); while a model is trained, 4 bytes for each feature and
// class and what solve_one_vs_rest() takes. There are no more than kMaxWeights of these: with many classes,
// there are fewer features.
class LinearTraining {
 public:
  // Computes the features. data, pool and stop must outlive the object. Throws Error for impossible options.
  // Where it is asked to stop before the end, it and all other functions return nothing.
  static std::optional<LinearTraining> prepare(const LinearOptions& options, const LabelledTexts& data,
                                               ThreadPool& pool, StopRequest stop = nullptr);

  const TfidfFeatures& features() const { return features_; }

  // A model of all texts, of one label each: what the support vector machines say and what complement naive
  // Bayes (naive_bayes.h) says, weighed by fit_score_weights() on the held-out texts so that the scores are
  // logits: their softmax are probabilities. With several labels a text, the machines alone, and sigmoids.
  // held_out: indices of texts, each once. Which n-grams are features, and their idf, is known of all texts;
  // only labels are held out.
  std::optional<CalibratedLinear> train(std::span<const std::uint32_t> held_out) const;

  static constexpr std::size_t kMaxWeights = std::size_t{1} << 28U;

 private:
  LinearTraining(const LinearOptions& options, const LabelledTexts& data, ThreadPool& pool, StopRequest stop,
                 TfidfFeatures features, SparseRows rows);

  struct Solutions {
    LinearWeights machines;
    std::optional<LinearWeights> bayes;  // of one label a text
  };
  std::optional<Solutions> solve(std::span<const std::uint32_t> learn_from) const;
  std::vector<double> scores(const LinearWeights& weights, std::span<const std::uint32_t> texts) const;

  LinearOptions options_;
  LabelledTexts data_;
  ThreadPool& pool_;
  StopRequest stop_;
  TfidfFeatures features_;
  SparseRows rows_;
};

}  // namespace taxon
