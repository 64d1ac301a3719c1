#include "linear/dual_solver.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "base/error.h"
#include "base/random.h"
#include "base/zeroed_array.h"

namespace taxon {
namespace {

constexpr std::size_t kMaxLanes = 16;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// However dear a text is.
constexpr std::int32_t kMostEpochs = 1000;
// What costs less counts for nothing: its dual variable would be multiplied by what is beyond all numbers.
constexpr double kLeastCost = 1e-30;

std::int32_t epochs_for(const LinearProblem& problem, const SolverOptions& options) {
  double dearest = options.c;
  for (const float weight : problem.class_weights)
    dearest = std::max(dearest, options.c * static_cast<double>(weight));
  const std::int32_t most = std::max(options.max_epochs, kMostEpochs);
  return static_cast<std::int32_t>(std::min<double>(options.max_epochs * std::max(dearest, 1.0), most));
}

// Up to kLanes classes side by side: lane l is class first + l. What follows is liblinear's loop, with a
// lane's own variables in place of one class's.
template <std::size_t kLanes>
class LaneSolver {
 public:
  LaneSolver(const LinearProblem& problem, const SolverOptions& options, StopRequest stop, std::size_t first,
             std::size_t last)
      : problem_(problem),
        options_(options),
        stop_(stop),
        first_(first),
        lanes_(last - first),
        weights_((problem.features + 1) * kLanes),
        alphas_(problem.learn_from.size() * kLanes),
        shrunk_(problem.learn_from.size()),
        squares_(problem.learn_from.size()),
        max_epochs_(epochs_for(problem, options)) {
    for (std::size_t i = 0; i < squares_.size(); ++i) {
      double sum = 1;  // the bias is a feature that is 1 in every text
      for (const SparseValue& x : row(i)) sum += static_cast<double>(x.value) * static_cast<double>(x.value);
      squares_[i] = sum;
    }
  }

  // False where it was asked to stop before the end.
  bool solve() {
    std::vector<std::uint32_t> order(problem_.learn_from.size());
    for (; epochs_ < max_epochs_ && !all_done(); ++epochs_) {
      shuffle(order);
      for (std::size_t l = 0; l < lanes_; ++l) lane_[l].begin_epoch();
      for (const std::uint32_t i : order) {
        if (is_asked(stop_)) return false;
        if ((shrunk_[i] | done_) != all_lanes()) visit(i);
      }
      for (std::size_t l = 0; l < lanes_; ++l) end_epoch(l);
    }
    return true;
  }

  void store(LinearWeights& result) const {
    for (std::size_t j = 0; j <= problem_.features; ++j) {
      float* const to = (j < problem_.features ? &result.weights[j * result.classes] : result.biases.data());
      for (std::size_t l = 0; l < lanes_; ++l) {
        to[first_ + l] = static_cast<float>(weights_.data()[j * kLanes + l]);
      }
    }
  }

  std::int32_t epochs() const { return epochs_; }
  bool all_done() const { return done_ == all_lanes(); }

 private:
  // The projected gradients of the epoch before, which say what may be left out, and of this one.
  struct Lane {
    double before_max = kInfinity, max = -kInfinity, min = kInfinity;
    void begin_epoch() {
      max = -kInfinity;
      min = kInfinity;
    }
  };
  using Values = std::array<double, kLanes>;
  struct Labels {
    Values signs, costs;
  };

  std::uint32_t all_lanes() const { return (1U << lanes_) - 1; }
  std::span<const SparseValue> row(std::size_t i) const { return problem_.rows[problem_.learn_from[i]]; }

  void shuffle(std::vector<std::uint32_t>& order) const {
    const CounterRandom random(options_.seed, Purpose::kLinearOrder, static_cast<std::uint32_t>(epochs_));
    std::iota(order.begin(), order.end(), 0U);
    for (std::size_t i = order.size(); i > 1; --i) {
      const std::uint64_t other = random.bits(i) * std::uint64_t{i} >> 32U;
      std::swap(order[i - 1], order[static_cast<std::size_t>(other)]);
    }
  }

  void visit(std::uint32_t i) {
    const Labels labels = read_labels(i);
    const Values scores = score(i);
    Values steps{};
    bool moved = false;
    for (std::size_t l = 0; l < lanes_; ++l) {
      const std::uint32_t bit = 1U << l;
      if (((shrunk_[i] | done_) & bit) != 0 || labels.costs[l] < kLeastCost) continue;
      double& alpha = alphas_.data()[i * kLanes + l];
      const double diagonal = 0.5 / labels.costs[l];
      const double gradient = labels.signs[l] * scores[l] - 1 + alpha * diagonal;
      double projected = gradient;
      if (alpha == 0) {
        if (gradient > lane_[l].before_max) {
          shrunk_[i] |= bit;
          continue;
        }
        projected = std::min(gradient, 0.0);
      }
      lane_[l].max = std::max(lane_[l].max, projected);
      lane_[l].min = std::min(lane_[l].min, projected);
      constexpr double kTooSmall = 1e-12;
      if (projected > -kTooSmall && projected < kTooSmall) continue;
      const double old = alpha;
      alpha = std::max(alpha - gradient / (squares_[i] + diagonal), 0.0);
      steps[l] = (alpha - old) * labels.signs[l];
      moved = true;
    }
    if (moved) move(i, steps);
  }

  // The weights change between the threads' caches and memory, so rows of them are fetched ahead.
  static constexpr std::size_t kAhead = 12;

  Values score(std::size_t i) const {
    const auto values = row(i);
    const double* const w = weights_.data();
    Values sums;
    std::copy_n(w + problem_.features * kLanes, kLanes, sums.begin());
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (k + kAhead < values.size()) prefetch(values[k + kAhead].column);
      const double* const wj = w + values[k].column * kLanes;
      const auto x = static_cast<double>(values[k].value);
      for (std::size_t l = 0; l < kLanes; ++l) sums[l] += x * wj[l];
    }
    return sums;
  }

  void prefetch(std::uint32_t column) const {
    const double* const wj = weights_.data() + column * kLanes;
    for (std::size_t l = 0; l < kLanes; l += 8) __builtin_prefetch(wj + l);
  }

  void move(std::size_t i, const Values& steps) {
    double* const w = weights_.data();
    for (const SparseValue& value : row(i)) {
      double* const wj = w + value.column * kLanes;
      const auto x = static_cast<double>(value.value);
      for (std::size_t l = 0; l < kLanes; ++l) wj[l] += x * steps[l];
    }
    double* const bias = w + problem_.features * kLanes;
    for (std::size_t l = 0; l < kLanes; ++l) bias[l] += steps[l];
  }

  Labels read_labels(std::size_t i) const {
    const auto own = problem_.labels[problem_.learn_from[i]];
    const auto weight_of = [&](std::int32_t k) {
      return problem_.class_weights.empty()
                 ? 1.0
                 : static_cast<double>(problem_.class_weights[static_cast<std::size_t>(k)]);
    };
    Labels labels;
    labels.signs.fill(-1);
    labels.costs.fill(options_.c * (problem_.multi_label ? 1 : weight_of(own.front())));
    for (const std::int32_t k : own) {
      const auto lane = static_cast<std::size_t>(k) - first_;
      if (static_cast<std::size_t>(k) < first_ || lane >= lanes_) continue;
      labels.signs[lane] = 1;
      labels.costs[lane] = options_.c * weight_of(k);
    }
    return labels;
  }

  void end_epoch(std::size_t l) {
    Lane& lane = lane_[l];
    const std::uint32_t bit = 1U << l;
    if ((done_ & bit) != 0) return;
    if (lane.max - lane.min <= options_.tolerance) {
      // All that was left out must be looked at once more before the class may rest.
      const bool complete =
          std::none_of(shrunk_.begin(), shrunk_.end(), [&](auto s) { return (s & bit) != 0; });
      if (complete) {
        done_ |= bit;
        return;
      }
      for (std::uint32_t& s : shrunk_) s &= ~bit;
      lane.before_max = kInfinity;
      return;
    }
    lane.before_max = lane.max > 0 ? lane.max : kInfinity;
  }

  const LinearProblem& problem_;
  const SolverOptions& options_;
  const StopRequest stop_;
  const std::size_t first_, lanes_;
  ZeroedArray<double> weights_;        // (features + 1, kLanes), the biases last
  ZeroedArray<double> alphas_;         // (rows, kLanes)
  std::vector<std::uint32_t> shrunk_;  // of each row the lanes that leave it out for now, a bit each
  std::vector<double> squares_;        // the rows' squared lengths, with the bias
  std::array<Lane, kLanes> lane_{};
  std::uint32_t done_ = 0;  // lanes that have converged
  const std::int32_t max_epochs_;
  std::int32_t epochs_ = 0;
};

// Whoever makes a problem answers for it; only the columns are taken on trust.
void check(const LinearProblem& problem) {
  TAXON_CHECK(problem.classes > 0 && problem.labels.size() == problem.rows.size());
  TAXON_CHECK(problem.class_weights.empty() || problem.class_weights.size() == problem.classes);
  for (const std::uint32_t i : problem.learn_from) {
    TAXON_CHECK(i < problem.rows.size());
    const auto own = problem.labels[i];
    TAXON_CHECK(problem.multi_label || own.size() == 1);
    for (const std::int32_t k : own) TAXON_CHECK(k >= 0 && static_cast<std::size_t>(k) < problem.classes);
  }
}

}  // namespace

void SolverOptions::validate() const {
  if (!(c > 0 && c <= 1e6)) throw Error({.field = "c"}, "is not above 0 and at most 1e6");
  if (!(tolerance > 0 && tolerance < 2)) throw Error({.field = "tolerance"}, "is not between 0 and 2");
  if (max_epochs < 1) throw Error({.field = "max-epochs"}, "is below 1");
}

void LinearWeights::score(std::span<const SparseValue> row, std::span<double> scores) const {
  TAXON_CHECK(scores.size() == classes);
  for (std::size_t k = 0; k < classes; ++k) scores[k] = static_cast<double>(biases[k]);
  for (const auto& value : row) {
    const float* const of_column = weights.data() + value.column * classes;
    for (std::size_t k = 0; k < classes; ++k) {
      scores[k] += static_cast<double>(value.value) * static_cast<double>(of_column[k]);
    }
  }
}

std::optional<LinearWeights> solve_one_vs_rest(const LinearProblem& problem, const SolverOptions& options,
                                               ThreadPool& pool, StopRequest stop) {
  options.validate();
  check(problem);
  LinearWeights result{problem.features, problem.classes, {}, {}};
  result.weights.resize(problem.features * problem.classes);
  result.biases.resize(problem.classes);
  const std::size_t threads = static_cast<std::size_t>(pool.size());
  std::size_t groups = (problem.classes + kMaxLanes - 1) / kMaxLanes;
  groups = std::min((groups + threads - 1) / threads * threads, problem.classes);
  std::vector<std::int32_t> epochs(groups);
  std::vector<char> done(groups);
  pool.parallel_for(groups, [&](std::size_t g, int) {
    const std::size_t first = problem.classes * g / groups, last = problem.classes * (g + 1) / groups;
    const auto solve = [&]<std::size_t kLanes>() {
      LaneSolver<kLanes> solver(problem, options, stop, first, last);
      if (!solver.solve()) return;
      solver.store(result);
      epochs[g] = solver.epochs();
      done[g] = solver.all_done();
    };
    const std::size_t lanes = last - first;
    if (lanes <= 4) return solve.template operator()<4>();
    if (lanes <= 8) return solve.template operator()<8>();
    if (lanes <= 12) return solve.template operator()<12>();
    solve.template operator()<16>();
  });
  if (is_asked(stop)) return std::nullopt;
  result.epochs = *std::max_element(epochs.begin(), epochs.end());
  result.converged = std::all_of(done.begin(), done.end(), [](char d) { return d != 0; });
  return result;
}

}  // namespace taxon
