#include "linear/training.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "base/complement.h"
#include "linear/naive_bayes.h"
#include "linear/score_weights.h"

namespace taxon {
namespace {

// With so many classes that features would be too many.
FeatureOptions limited(FeatureOptions options, std::size_t classes) {
  const std::size_t most = std::max<std::size_t>(LinearTraining::kMaxWeights / classes, 1);
  options.max_features =
      static_cast<std::int32_t>(std::min(static_cast<std::size_t>(std::max(options.max_features, 0)), most));
  return options;
}

// What the machines' margins and naive Bayes's logarithms weigh as a rule: about what is fitted on 20
// Newsgroups.
constexpr std::array kUsualTogether = {3.0, 0.5};
constexpr std::array kUsualAlone = {5.0};

void scale(double factor, LinearWeights& weights) {
  const auto times = [=](float& value) { value = static_cast<float>(factor * static_cast<double>(value)); };
  std::ranges::for_each(weights.weights, times);
  std::ranges::for_each(weights.biases, times);
}

// sum += factor x weights, but for the biases.
void add(double factor, const LinearWeights& weights, LinearWeights& sum) {
  for (std::size_t i = 0; i < sum.weights.size(); ++i) {
    sum.weights[i] += static_cast<float>(factor * static_cast<double>(weights.weights[i]));
  }
}

}  // namespace

LinearTraining::LinearTraining(const LinearOptions& options, const LabelledTexts& data, ThreadPool& pool,
                               StopRequest stop, TfidfFeatures features, SparseRows rows)
    : options_(options),
      data_(data),
      pool_(pool),
      stop_(stop),
      features_(std::move(features)),
      rows_(std::move(rows)) {}

std::optional<LinearTraining> LinearTraining::prepare(const LinearOptions& options, const LabelledTexts& data,
                                                      ThreadPool& pool, StopRequest stop) {
  TAXON_CHECK(data.labels.size() == data.texts.size() && data.classes > 0);
  options.features.validate();
  options.solver.validate();
  auto features = TfidfFeatures::fit(limited(options.features, data.classes), data.texts, pool, stop);
  if (!features) return std::nullopt;
  auto rows = features->rows(data.texts, pool, stop);
  if (!rows) return std::nullopt;
  return LinearTraining(options, data, pool, stop, *std::move(features), *std::move(rows));
}

std::optional<LinearTraining::Solutions> LinearTraining::solve(
    std::span<const std::uint32_t> learn_from) const {
  const LinearProblem problem{rows_,         features_.size(),  data_.labels,
                              data_.classes, data_.multi_label, data_.class_weights,
                              learn_from};
  auto machines = solve_one_vs_rest(problem, options_.solver, pool_, stop_);
  if (!machines) return std::nullopt;
  Solutions solutions{.machines = *std::move(machines), .bayes = std::nullopt};
  if (data_.multi_label) return solutions;
  solutions.bayes = solve_naive_bayes(problem, options_.smoothing, pool_, stop_);
  if (!solutions.bayes) return std::nullopt;
  return solutions;
}

std::vector<double> LinearTraining::scores(const LinearWeights& weights,
                                           std::span<const std::uint32_t> texts) const {
  std::vector<double> scores(texts.size() * data_.classes);
  pool_.parallel_for(texts.size(), [&](std::size_t i, int) {
    weights.score(rows_[texts[i]], std::span(scores).subspan(i * data_.classes, data_.classes));
  });
  return scores;
}

std::optional<CalibratedLinear> LinearTraining::train(std::span<const std::uint32_t> held_out) const {
  // What machines and naive Bayes say of the held-out texts; without any, there is nothing to ask them.
  std::vector<std::vector<double>> said(data_.multi_label ? 1 : 2);
  if (!held_out.empty()) {
    const auto without = solve(all_but(rows_.size(), held_out));
    if (!without) return std::nullopt;
    said.front() = scores(without->machines, held_out);
    if (without->bayes) said.back() = scores(*without->bayes, held_out);
  }
  RaggedLabels labels;
  for (const auto i : held_out) labels.push_back(data_.labels[i]);
  const ScoredTexts texts{.scores = {said.begin(), said.end()},
                          .labels = labels,
                          .classes = data_.classes,
                          .multi_label = data_.multi_label};
  const auto usual = data_.multi_label ? std::span<const double>(kUsualAlone) : kUsualTogether;
  const ScoreWeights weights = fit_score_weights(texts, usual);
  auto all = solve(all_but(rows_.size(), {}));
  if (!all) return std::nullopt;
  scale(weights.weights.front(), all->machines);
  if (all->bayes) add(weights.weights.back(), *all->bayes, all->machines);
  for (float& bias : all->machines.biases) bias += static_cast<float>(weights.offset);
  return CalibratedLinear{.model = LinearModel(features_, ByteWeights::of(all->machines)),
                          .held_out_scores = weighed(texts, weights)};
}

}  // namespace taxon
