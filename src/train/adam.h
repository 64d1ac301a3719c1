#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/aligned_vector.h"
#include "base/thread_pool.h"
#include "encoder/config.h"
#include "encoder/parameters.h"
#include "simd/kernels.h"

namespace taxon {

// All that Adam knows beside the parameters, rows that lag behind among it. The spans are borrowed.
struct AdamState {
  // C_0 .. C_3 (below) of rows that were last up to date after some step.
  using MissedSums = std::array<double, 4>;

  std::int64_t steps = 0;
  double beta1_power = 1.0, beta2_power = 1.0;  // beta^steps
  std::span<const float> m, v;                  // as the parameters are laid out
  std::span<const std::int32_t> last_step;  // of each row of embedding/token, the step it is up to date with
  std::span<const MissedSums> missed;       // by the step after which a row was up to date; steps + 1

  // Throws Error where it cannot be the state of an Adam of this configuration.
  void require_fit(const EncoderConfig& config) const;
};

// Adam (Kingma and Ba 2015) as Keras computes it, dense semantics: rows of the token embedding that a batch
// does not touch move too, by their momentum. They are not moved at once but caught up when they are next
// touched:
//
// With m, v a row's moments after step s, and q = sqrt(beta2), the steps s + j that it misses add up to
//   sum_j alpha_{s+j} m beta1^j / (sqrt(v) q^j + epsilon)
//     = m / (sqrt(v) + epsilon) x sum_j alpha_{s+j} beta1^j / (1 - r delta_j),
// with r = sqrt(v) / (sqrt(v) + epsilon) in [0, 1) and delta_j = 1 - q^j. As beta1^j falls much faster than
// delta_j rises, four terms of the geometric series suffice: sum_k r^k C_k with C_k = sum_j alpha_{s+j}
// beta1^j delta_j^k, four numbers that depend on s and now only. What is left out is below 1e-8 of the sum,
// under half an ulp of it; in all, the weights differ from the dense update's only by rounding. The cost is
// the touched rows' alone.
//
// Not thread-safe.
class Adam {
 public:
  static constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-7;

  explicit Adam(const EncoderConfig& config);

  // Brings the given rows of embedding/token up to now. Before a gradient is computed from them.
  void catch_up(Parameters& parameters, std::span<const std::int32_t> tokens, ThreadPool& pool);

  // One step at this rate. `tokens` must be up to date; token_gradients (tokens, D) and dense_gradients (all
  // parameters behind embedding/token) are as GradientEngine gives them.
  void step(Parameters& parameters, double learning_rate, std::span<const std::int32_t> tokens,
            std::span<const float> token_gradients, std::span<const float> dense_gradients, ThreadPool& pool);

  // Brings every row up to now: the parameters are then what the dense update would have made.
  void catch_up_all(Parameters& parameters, ThreadPool& pool);

  // As it is now, valid until the next call of anything else. No row is caught up for it: that would round
  // otherwise, so a run that goes on from a state would no longer be the run it was taken from.
  AdamState state() const;
  // Requires state.require_fit(). Copies.
  void restore(const AdamState& state);

 private:
  using MissedSums = AdamState::MissedSums;

  void catch_up_row(Parameters& parameters, std::size_t token);
  void note_step(double alpha);

  std::size_t dim_, vocabulary_;
  std::int64_t steps_ = 0;
  double beta1_power_ = 1.0, beta2_power_ = 1.0;  // beta^steps_
  AlignedVector<float> m_, v_;
  std::vector<std::int32_t> last_step_;  // of each row of embedding/token
  std::vector<MissedSums> missed_;       // by the step after which a row was up to date
};

}  // namespace taxon
