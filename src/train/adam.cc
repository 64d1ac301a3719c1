#include "train/adam.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/error.h"

namespace taxon {
namespace {

constexpr std::size_t kRowChunk = 64;
constexpr std::size_t kDenseChunk = 16384;

// beta1^600 is 3e-28: later steps add nothing to a row that has missed so many.
constexpr std::int64_t kWindow = 600;

// beta1^j delta_j^k for j up to kWindow.
using Powers = std::array<std::array<double, 4>, kWindow + 1>;

const Powers& powers() {
  static const Powers table = [] {
    Powers t{};
    const double q = std::sqrt(Adam::kBeta2);
    double beta1_power = 1.0, q_power = 1.0;
    for (auto& of_j : t) {
      double term = beta1_power;
      for (double& power : of_j) {
        power = term;
        term *= 1.0 - q_power;
      }
      beta1_power *= Adam::kBeta1;
      q_power *= q;
    }
    return t;
  }();
  return table;
}

// beta^n by squaring: multiplications only, so the same bits everywhere. Far below the smallest float it is
// 0, so that moments end at 0 instead of lingering as denormals.
float power(double beta, std::int64_t n) {
  double result = 1.0;
  for (; n > 0; n /= 2, beta *= beta) {
    if (n % 2 == 1) result *= beta;
  }
  return result < 1e-30 ? 0.0F : static_cast<float>(result);
}

}  // namespace

Adam::Adam(const EncoderConfig& config)
    : dim_(static_cast<std::size_t>(config.embed_dim)),
      vocabulary_(static_cast<std::size_t>(config.vocabulary)),
      m_(ParameterLayout(config).size(), 0.0F),
      v_(m_.size(), 0.0F),
      last_step_(vocabulary_, 0),
      missed_(1) {}

void AdamState::require_fit(const EncoderConfig& config) const {
  const std::size_t parameters = ParameterLayout(config).size();
  const auto rows = static_cast<std::size_t>(config.vocabulary);
  const bool sizes = m.size() == parameters && v.size() == parameters && last_step.size() == rows;
  if (!sizes || steps < 0 || missed.size() != static_cast<std::size_t>(steps) + 1) {
    throw Error("has an optimizer of another size");
  }
  if (std::ranges::any_of(last_step, [&](std::int32_t step) { return step < 0 || step > steps; })) {
    throw Error("has a word that was touched in a step to come");
  }
}

AdamState Adam::state() const {
  return {.steps = steps_,
          .beta1_power = beta1_power_,
          .beta2_power = beta2_power_,
          .m = m_,
          .v = v_,
          .last_step = last_step_,
          .missed = missed_};
}

void Adam::restore(const AdamState& state) {
  TAXON_CHECK(state.m.size() == m_.size() && state.last_step.size() == vocabulary_);
  steps_ = state.steps;
  beta1_power_ = state.beta1_power;
  beta2_power_ = state.beta2_power;
  m_.assign(state.m.begin(), state.m.end());
  v_.assign(state.v.begin(), state.v.end());
  last_step_.assign(state.last_step.begin(), state.last_step.end());
  missed_.assign(state.missed.begin(), state.missed.end());
}

void Adam::catch_up_row(Parameters& parameters, std::size_t token) {
  const std::int64_t missed = steps_ - last_step_[token];
  if (missed == 0) return;
  // A row that no gradient ever reached has no momentum.
  if (last_step_[token] > 0) {
    AdamMissed a{};
    a.beta1_power = power(kBeta1, missed);
    a.beta2_power = power(kBeta2, missed);
    const auto& sums = missed_[static_cast<std::size_t>(last_step_[token])];
    std::transform(std::begin(sums), std::end(sums), std::begin(a.c),
                   [](double c) { return static_cast<float>(c); });
    a.epsilon = static_cast<float>(kEpsilon);
    const std::size_t at = token * dim_;
    kernels().adam_catch_up(dim_, a, parameters.values().data() + at, m_.data() + at, v_.data() + at);
  }
  last_step_[token] = static_cast<std::int32_t>(steps_);
}

void Adam::catch_up(Parameters& parameters, std::span<const std::int32_t> tokens, ThreadPool& pool) {
  pool.parallel_for((tokens.size() + kRowChunk - 1) / kRowChunk, [&](std::size_t task, int) {
    const std::size_t first = task * kRowChunk;
    for (const auto token : tokens.subspan(first, std::min(kRowChunk, tokens.size() - first))) {
      catch_up_row(parameters, static_cast<std::size_t>(token));
    }
  });
}

void Adam::catch_up_all(Parameters& parameters, ThreadPool& pool) {
  pool.parallel_for((vocabulary_ + kRowChunk - 1) / kRowChunk, [&](std::size_t task, int) {
    const std::size_t end = std::min((task + 1) * kRowChunk, vocabulary_);
    for (std::size_t token = task * kRowChunk; token < end; ++token) catch_up_row(parameters, token);
  });
}

// Every row that was up to date within the window before this step has now missed it, unless it is touched.
void Adam::note_step(double alpha) {
  const auto& table = powers();
  for (std::int64_t j = 1; j <= std::min(kWindow, steps_); ++j) {
    auto& sums = missed_[static_cast<std::size_t>(steps_ - j)];
    const auto& factors = table[static_cast<std::size_t>(j)];
    for (std::size_t k = 0; k < 4; ++k) sums[k] += alpha * factors[k];
  }
  missed_.push_back({});
}

void Adam::step(Parameters& parameters, double learning_rate, std::span<const std::int32_t> tokens,
                std::span<const float> token_gradients, std::span<const float> dense_gradients,
                ThreadPool& pool) {
  const std::size_t behind = vocabulary_ * dim_;
  TAXON_CHECK(token_gradients.size() == tokens.size() * dim_);
  TAXON_CHECK(behind + dense_gradients.size() == m_.size());
  ++steps_;
  beta1_power_ *= kBeta1;
  beta2_power_ *= kBeta2;
  const double alpha = learning_rate * std::sqrt(1.0 - beta2_power_) / (1.0 - beta1_power_);
  note_step(alpha);
  const AdamRates rates{static_cast<float>(alpha), static_cast<float>(1.0 - kBeta1),
                        static_cast<float>(1.0 - kBeta2), static_cast<float>(kEpsilon)};
  const auto update = [&](std::size_t at, const float* gradient, std::size_t n) {
    kernels().adam(n, rates, gradient, parameters.values().data() + at, m_.data() + at, v_.data() + at);
  };
  const std::size_t row_tasks = (tokens.size() + kRowChunk - 1) / kRowChunk;
  const std::size_t dense_tasks = (dense_gradients.size() + kDenseChunk - 1) / kDenseChunk;
  pool.parallel_for(row_tasks + dense_tasks, [&](std::size_t task, int) {
    if (task < row_tasks) {
      for (std::size_t i = task * kRowChunk; i < std::min((task + 1) * kRowChunk, tokens.size()); ++i) {
        const auto token = static_cast<std::size_t>(tokens[i]);
        TAXON_CHECK(last_step_[token] == steps_ - 1);
        update(token * dim_, token_gradients.data() + i * dim_, dim_);
        last_step_[token] = static_cast<std::int32_t>(steps_);
      }
    } else {
      const std::size_t at = (task - row_tasks) * kDenseChunk;
      update(behind + at, dense_gradients.data() + at, std::min(kDenseChunk, dense_gradients.size() - at));
    }
  });
}

}  // namespace taxon
