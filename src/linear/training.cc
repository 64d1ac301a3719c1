#include "linear/training.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace taxon {
namespace {

// With so many classes that features would be too many.
FeatureOptions limited(FeatureOptions options, std::size_t classes) {
  const std::size_t most = std::max<std::size_t>(LinearTraining::kMaxWeights / classes, 1);
  options.max_features =
      static_cast<std::int32_t>(std::min(static_cast<std::size_t>(std::max(options.max_features, 0)), most));
  return options;
}

}  // namespace

LinearTraining::LinearTraining(const LinearOptions& options, const LabelledTexts& data, ThreadPool& pool)
    : options_(options), data_(data), pool_(pool) {
  TAXON_CHECK(data.labels.size() == data.texts.size() && data.classes > 0);
  options_.solver.validate();
  features_ = TfidfFeatures::fit(limited(options.features, data.classes), data.texts, pool);
  rows_ = features_.rows(data.texts, pool);
}

LinearWeights LinearTraining::solve(std::span<const std::uint32_t> learn_from) const {
  return solve_one_vs_rest({rows_, features_.size(), data_.labels, data_.classes, data_.multi_label,
                            data_.class_weights, learn_from},
                           options_.solver, pool_);
}

LinearModel LinearTraining::train() const {
  std::vector<std::uint32_t> all(rows_.size());
  std::iota(all.begin(), all.end(), 0U);
  return LinearModel(features_, ByteWeights::of(solve(all)));
}

// Each text's fold. A text of several classes goes by the first; those of none are dealt out as a class.
std::vector<std::uint32_t> LinearTraining::deal_out(std::uint32_t folds) const {
  std::vector<std::uint32_t> next(data_.classes + 1), fold;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto own = data_.labels[i];
    std::uint32_t& turn = next[own.empty() ? data_.classes : static_cast<std::size_t>(own.front())];
    fold.push_back(turn++ % folds);
  }
  return fold;
}

std::vector<double> LinearTraining::held_out_scores(std::uint32_t folds) const {
  TAXON_CHECK(folds >= 2);
  const std::vector<std::uint32_t> fold = deal_out(folds);
  std::vector<double> scores(rows_.size() * data_.classes);
  for (std::uint32_t held_out = 0; held_out < folds; ++held_out) {
    std::vector<std::uint32_t> learn_from;
    for (std::uint32_t i = 0; i < fold.size(); ++i) {
      if (fold[i] != held_out) learn_from.push_back(i);
    }
    const auto weights = ByteWeights::of(solve(learn_from));
    pool_.parallel_for(fold.size(), [&](std::size_t i, int) {
      if (fold[i] != held_out) return;
      weights.score(rows_[i], std::span(scores).subspan(i * data_.classes, data_.classes));
    });
  }
  return scores;
}

}  // namespace taxon
