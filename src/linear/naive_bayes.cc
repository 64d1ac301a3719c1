#include "linear/naive_bayes.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "simd/scalar_math.h"

namespace taxon {
namespace {

// Features that one task turns into weights.
constexpr std::size_t kChunk = 4096;

class NaiveBayes {
 public:
  NaiveBayes(const LinearProblem& problem, double smoothing, ThreadPool& pool, StopRequest stop)
      : problem_(problem), smoothing_(smoothing), pool_(pool), stop_(stop) {
    result_.features = problem.features;
    result_.classes = problem.classes;
    result_.weights.resize(problem.features * problem.classes);
    result_.biases.resize(problem.classes);
  }

  std::optional<LinearWeights> solve() {
    add_up_classes();
    if (is_asked(stop_)) return std::nullopt;
    add_up_complements();
    pool_.parallel_for((problem_.features + kChunk - 1) / kChunk, [&](std::size_t task, int) {
      if (is_asked(stop_)) return;
      const std::size_t end = std::min(problem_.features, (task + 1) * kChunk);
      for (std::size_t f = task * kChunk; f < end; ++f) weigh(f);
    });
    if (is_asked(stop_)) return std::nullopt;
    return std::move(result_);
  }

 private:
  float& at(std::size_t feature, std::size_t k) { return result_.weights[feature * problem_.classes + k]; }

  // The sums of each class's own texts, for now in the weights' place.
  void add_up_classes() {
    std::vector<std::vector<std::uint32_t>> texts(problem_.classes);
    for (const auto i : problem_.learn_from) {
      TAXON_CHECK(problem_.labels[i].size() == 1);
      texts[static_cast<std::size_t>(problem_.labels[i].front())].push_back(i);
    }
    std::vector<std::vector<double>> sums(static_cast<std::size_t>(pool_.size()));
    pool_.parallel_for(problem_.classes, [&](std::size_t k, int worker) {
      if (is_asked(stop_)) return;
      auto& sum = sums[static_cast<std::size_t>(worker)];
      sum.assign(problem_.features, 0.0);
      const double weight =
          problem_.class_weights.empty() ? 1.0 : static_cast<double>(problem_.class_weights[k]);
      for (const auto i : texts[k]) {
        for (const auto& value : problem_.rows[i])
          sum[value.column] += weight * static_cast<double>(value.value);
      }
      for (std::size_t f = 0; f < problem_.features; ++f) at(f, k) = static_cast<float>(sum[f]);
    });
  }

  double total(std::size_t feature) {
    double sum = 0;
    for (std::size_t k = 0; k < problem_.classes; ++k) sum += static_cast<double>(at(feature, k));
    return sum;
  }

  // Of what is not of class k; rounding may have left a trifle below 0.
  double complement(double sum_of_all, std::size_t feature, std::size_t k) {
    return smoothing_ + std::max(sum_of_all - static_cast<double>(at(feature, k)), 0.0);
  }

  void add_up_complements() {
    std::vector<double> wholes(problem_.classes);
    for (std::size_t f = 0; f < problem_.features; ++f) {
      const double sum = total(f);
      for (std::size_t k = 0; k < problem_.classes; ++k) wholes[k] += complement(sum, f, k);
    }
    for (const double whole : wholes) log_wholes_.push_back(whole > 0.0 ? exact_log(whole) : 0.0);
  }

  void weigh(std::size_t feature) {
    const double sum = total(feature);
    std::vector<double> weights(problem_.classes);
    double mean = 0;
    for (std::size_t k = 0; k < problem_.classes; ++k) {
      weights[k] = log_wholes_[k] - exact_log(complement(sum, feature, k));
      mean += weights[k] / static_cast<double>(problem_.classes);
    }
    for (std::size_t k = 0; k < problem_.classes; ++k) at(feature, k) = static_cast<float>(weights[k] - mean);
  }

  const LinearProblem& problem_;
  double smoothing_;
  ThreadPool& pool_;
  StopRequest stop_;
  LinearWeights result_;
  std::vector<double> log_wholes_;  // (C): logarithms of the complements' sums
};

}  // namespace

std::optional<LinearWeights> solve_naive_bayes(const LinearProblem& problem, double smoothing,
                                               ThreadPool& pool, StopRequest stop) {
  TAXON_CHECK(!problem.multi_label && smoothing > 0.0);
  return NaiveBayes(problem, smoothing, pool, stop).solve();
}

}  // namespace taxon
