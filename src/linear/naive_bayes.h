#pragma once

#include <optional>

#include "base/stop_request.h"
#include "base/thread_pool.h"
#include "linear/dual_solver.h"

namespace taxon {

// Complement naive Bayes (Rennie et al., "Tackling the poor assumptions of naive Bayes text classifiers",
// ICML 2003; scikit-learn 1.9.1's ComplementNB without its norm): the weight of feature f for class k is
//   -log((smoothing + s_fk) / sum_g (smoothing + s_gk))
// where s_fk adds up f's values in all texts that are not of k, times their classes' weights. From every
// feature's weights their mean over the classes is taken, which changes no answer and no probability but
// leaves small numbers. One class a text; biases are 0. The same bits whatever the threads. Nothing where it
// was asked to stop before the end.
//
// Memory: 4 bytes for each feature and class, the result, and 8 for each feature and thread.
std::optional<LinearWeights> solve_naive_bayes(const LinearProblem& problem, double smoothing,
                                               ThreadPool& pool, StopRequest stop = nullptr);

}  // namespace taxon
