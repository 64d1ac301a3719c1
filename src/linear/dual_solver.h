#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ragged.h"
#include "base/stop_request.h"
#include "base/thread_pool.h"
#include "linear/sparse_rows.h"

namespace taxon {

struct SolverOptions {
  double c = 1;            // what a text's loss costs against the length of the weights; liblinear's C
  double tolerance = 0.1;  // liblinear's epsilon: how far the last epoch's projected gradients may lie apart
  // Times through the texts at most, where a text costs no more than 1; so many more as the dearest text
  // costs more (up to 1000), since coordinate descent takes the longer the more a loss counts. What further
  // ones change cannot be measured (docs/linear.md).
  std::int32_t max_epochs = 8;
  std::uint64_t seed = 0;

  bool operator==(const SolverOptions&) const = default;

  // Throws Error naming the first option that is out of its range.
  void validate() const;
};

// What is to be learnt; all is borrowed.
struct LinearProblem {
  const SparseRows& rows;
  std::size_t features = 0;  // every column is below
  const RaggedLabels& labels;
  std::size_t classes = 0;
  bool multi_label = false;
  // (C) or empty, meaning 1. A text's losses are multiplied by its class's weight; with several labels to a
  // text, the loss of class k is by k's weight for the texts that have k and by 1 for others.
  std::span<const float> class_weights = {};
  // The rows to learn from, each once. The rest might as well not be there.
  std::span<const std::uint32_t> learn_from;
};

struct LinearWeights {
  std::size_t features = 0, classes = 0;
  std::vector<float> weights;  // (features, classes)
  std::vector<float> biases;   // (classes)
  std::int32_t epochs = 0;     // the most that any class took
  bool converged = true;       // whether all classes reached the tolerance

  // scores (classes) becomes biases + row x weights, summed in the row's order. Thread-safe.
  void score(std::span<const SparseValue> row, std::span<double> scores) const;
};

// For each class by itself the support vector machine that tells its texts from all others: minimises
// |(w, b)|^2 / 2 + C sum_i cost_i max(0, 1 - y_i (w x_i + b))^2 by coordinate descent in the dual with
// shrinking (Hsieh et al., "A dual coordinate descent method for large-scale linear SVM", ICML 2008;
// liblinear's solver 1 with bias 1, scikit-learn's LinearSVC). Several classes are solved side by side, so
// that a row's values are read once for all of them; each class still goes its own way and would take it
// alone, so the results are the same bits whatever the threads. Every epoch's order comes from (seed, epoch).
// Nothing where it was asked to stop before the end.
//
// Memory: 8 bytes for each feature and class being solved, at most 16 classes a thread at once, beside the
// result.
std::optional<LinearWeights> solve_one_vs_rest(const LinearProblem& problem, const SolverOptions& options,
                                               ThreadPool& pool, StopRequest stop = nullptr);

}  // namespace taxon
