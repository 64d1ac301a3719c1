#include "linear/score_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/check.h"
#include "simd/scalar_math.h"

namespace taxon {
namespace {

constexpr int kMaxSteps = 100;
constexpr double kLeastGain = 1e-12;

double binary_loss(double score, bool has) {
  const double wrong = has ? -score : score;
  return std::max(wrong, 0.0) + exact_log(1.0 + exact_exp(-std::abs(wrong)));
}

// A function of the weights (and the offset behind them) at one point.
struct Quadratic {
  double value = 0;
  std::vector<double> gradient, curvature;  // (n), (n, n)
};

// The cross-entropy of scored texts as a function of the weights.
class Objective {
 public:
  Objective(const ScoredTexts& texts, std::span<const double> usual)
      : texts_(texts), usual_(usual), n_(usual.size() + (texts.multi_label ? 1 : 0)) {}

  std::size_t size() const { return n_; }

  Quadratic at(std::span<const double> x) const {
    Quadratic q{.value = 0, .gradient = std::vector<double>(n_), .curvature = std::vector<double>(n_ * n_)};
    for (std::size_t i = 0; i < texts_.labels.size(); ++i) {
      texts_.multi_label ? add_sigmoids(i, x, q) : add_softmax(i, x, q);
    }
    const auto count = static_cast<double>(std::max<std::size_t>(texts_.labels.size(), 1));
    const auto divide = [&](double& v) { v /= count; };
    divide(q.value);
    std::ranges::for_each(q.gradient, divide);
    std::ranges::for_each(q.curvature, divide);
    for (std::size_t j = 0; j < usual_.size(); ++j) {
      const double pull = kUsualTexts / (count * usual_[j] * usual_[j]), off = x[j] - usual_[j];
      q.value += pull * off * off / 2;
      q.gradient[j] += pull * off;
      q.curvature[j * n_ + j] += pull;
    }
    return q;
  }

 private:
  double score(std::size_t j, std::size_t text, std::size_t k) const {
    return j < usual_.size() ? texts_.scores[j][text * texts_.classes + k] : 1.0;
  }

  double sum(std::size_t text, std::size_t k, std::span<const double> x) const {
    double total = 0;
    for (std::size_t j = 0; j < n_; ++j) total += x[j] * score(j, text, k);
    return total;
  }

  void add_softmax(std::size_t text, std::span<const double> x, Quadratic& q) const {
    const std::size_t C = texts_.classes;
    std::vector<double> p(C), mean(n_);
    for (std::size_t k = 0; k < C; ++k) p[k] = sum(text, k, x);
    const double largest = *std::max_element(p.begin(), p.end());
    const auto own = static_cast<std::size_t>(texts_.labels[text].front());
    const double of_own = p[own];
    double whole = 0;
    for (double& v : p) whole += v = exact_exp(v - largest);
    q.value += exact_log(whole) + largest - of_own;
    for (std::size_t k = 0; k < C; ++k) {
      p[k] /= whole;
      for (std::size_t j = 0; j < n_; ++j) mean[j] += p[k] * score(j, text, k);
    }
    for (std::size_t j = 0; j < n_; ++j) q.gradient[j] += mean[j] - score(j, text, own);
    for (std::size_t k = 0; k < C; ++k) {
      for (std::size_t j = 0; j < n_; ++j) {
        const double part = p[k] * (score(j, text, k) - mean[j]);
        for (std::size_t l = 0; l < n_; ++l) q.curvature[j * n_ + l] += part * (score(l, text, k) - mean[l]);
      }
    }
  }

  // The mean over the classes of each one's binary cross-entropy.
  void add_sigmoids(std::size_t text, std::span<const double> x, Quadratic& q) const {
    const auto own = texts_.labels[text];
    const auto share = 1.0 / static_cast<double>(texts_.classes);
    for (std::size_t k = 0; k < texts_.classes; ++k) {
      const bool has = std::ranges::binary_search(own, static_cast<std::int32_t>(k));
      const double z = sum(text, k, x), p = exact_sigmoid(z);
      q.value += share * binary_loss(z, has);
      for (std::size_t j = 0; j < n_; ++j) {
        q.gradient[j] += share * (p - (has ? 1.0 : 0.0)) * score(j, text, k);
        for (std::size_t l = 0; l < n_; ++l) {
          q.curvature[j * n_ + l] += share * p * (1.0 - p) * score(j, text, k) * score(l, text, k);
        }
      }
    }
  }

  const ScoredTexts& texts_;
  std::span<const double> usual_;
  std::size_t n_;
};

// The solution of A step = -gradient for the unknowns that are free, 0 for the others, by elimination: A is
// positive definite up to rounding. A pivot of nothing leaves its unknown where it is.
std::vector<double> newton_step(Quadratic q, const std::vector<char>& free) {
  const std::size_t n = q.gradient.size();
  std::vector<double> step(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (!free[i]) continue;
    const double pivot = q.curvature[i * n + i];
    if (!(pivot > 1e-300)) continue;
    for (std::size_t r = i + 1; r < n; ++r) {
      if (!free[r]) continue;
      const double factor = q.curvature[r * n + i] / pivot;
      for (std::size_t c = i; c < n; ++c) q.curvature[r * n + c] -= factor * q.curvature[i * n + c];
      q.gradient[r] -= factor * q.gradient[i];
    }
  }
  for (std::size_t i = n; i-- > 0;) {
    if (!free[i] || !(q.curvature[i * n + i] > 1e-300)) continue;
    double rest = -q.gradient[i];
    for (std::size_t c = i + 1; c < n; ++c) {
      if (free[c]) rest -= q.curvature[i * n + c] * step[c];
    }
    step[i] = rest / q.curvature[i * n + i];
  }
  return step;
}

// Whose weight may move: those at 0 that the gradient would push below stay. The offset is always free.
std::vector<char> free_unknowns(std::span<const double> x, const Quadratic& q, std::size_t weights) {
  std::vector<char> free(x.size(), 1);
  for (std::size_t j = 0; j < weights; ++j) free[j] = x[j] > 0.0 || q.gradient[j] < 0.0 ? 1 : 0;
  return free;
}

// One text's loss, and its share of right decisions.
ScoreFigures judge_decisions(std::span<const double> row, std::span<const std::int32_t> own) {
  ScoreFigures figures{0, 0};
  const double share = 1.0 / static_cast<double>(row.size());
  for (std::size_t k = 0; k < row.size(); ++k) {
    const bool has = std::ranges::binary_search(own, static_cast<std::int32_t>(k));
    figures.loss += share * binary_loss(row[k], has);
    figures.accuracy += (row[k] > 0.0) == has ? share : 0.0;
  }
  return figures;
}

ScoreFigures judge_answer(std::span<const double> row, std::int32_t own) {
  const auto best = std::max_element(row.begin(), row.end());
  double whole = 0;
  for (const double score : row) whole += exact_exp(score - *best);
  return {exact_log(whole) + *best - row[static_cast<std::size_t>(own)],
          best - row.begin() == own ? 1.0 : 0.0};
}

ScoreFigures judge_row(const ScoredTexts& texts, std::span<const double> sums, std::size_t text) {
  const auto row = sums.subspan(text * texts.classes, texts.classes);
  const auto own = texts.labels[text];
  return texts.multi_label ? judge_decisions(row, own) : judge_answer(row, own.front());
}

// Of each text.
std::vector<double> losses(const ScoredTexts& texts, const ScoreWeights& weights) {
  const auto sums = weighed(texts, weights);
  std::vector<double> all;
  for (std::size_t i = 0; i < texts.labels.size(); ++i) all.push_back(judge_row(texts, sums, i).loss);
  return all;
}

// How far the mean of a - b is above 0, in standard errors of that mean.
double exceeds_by_standard_errors(std::span<const double> a, std::span<const double> b) {
  const auto n = static_cast<double>(a.size());
  double mean = 0, squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) mean += (a[i] - b[i]) / n;
  for (std::size_t i = 0; i < a.size(); ++i) squares += (a[i] - b[i] - mean) * (a[i] - b[i] - mean);
  if (mean <= 0.0) return 0.0;
  return squares > 0.0 && n > 1 ? mean / std::sqrt(squares / (n - 1) / n)
                                : std::numeric_limits<double>::infinity();
}

}  // namespace

ScoreWeights fit_score_weights(const ScoredTexts& texts, std::span<const double> usual) {
  TAXON_CHECK(!usual.empty() && texts.scores.size() == usual.size());
  for (const auto& scores : texts.scores) TAXON_CHECK(scores.size() == texts.labels.size() * texts.classes);
  const Objective objective(texts, usual);
  std::vector<double> x(usual.begin(), usual.end());
  x.resize(objective.size());
  Quadratic here = objective.at(x);
  for (int i = 0; i < kMaxSteps; ++i) {
    const auto step = newton_step(here, free_unknowns(x, here, usual.size()));
    // Halved until it is better: the first steps may lead too far.
    bool better = false;
    double gain = 0;
    for (double length = 1.0; length > 1e-6 && !better; length /= 2) {
      std::vector<double> next = x;
      for (std::size_t j = 0; j < x.size(); ++j) {
        next[j] += length * step[j];
        if (j < usual.size()) next[j] = std::max(next[j], 0.0);
      }
      Quadratic there = objective.at(next);
      gain = here.value - there.value;
      better = gain > 0.0;
      if (!better) continue;
      x = std::move(next);
      here = std::move(there);
    }
    if (!better || gain < kLeastGain) break;
  }
  ScoreWeights fitted;
  if (texts.multi_label) {
    fitted.offset = x.back();
    x.pop_back();
  }
  fitted.weights = std::move(x);
  return fitted;
}

ScoreWeights fit_sparing_weights(const ScoredTexts& texts, std::span<const double> usual) {
  TAXON_CHECK(texts.scores.size() == 2);
  const ScoreWeights best = fit_score_weights(texts, usual);
  if (texts.labels.size() == 0 || best.weights[0] <= 0.0 || best.weights[1] <= 0.0) return best;
  const auto best_losses = losses(texts, best);
  const double proportion = best.weights[0] / best.weights[1];
  for (int step = 0; step < kProportions; ++step) {
    const double share = proportion * step / kProportions;
    const auto together = weighed(texts, {.weights = {share, 1.0}, .offset = 0});
    ScoredTexts one = texts;
    one.scores = {together};
    const ScoreWeights scale = fit_score_weights(one, usual.subspan(1));
    if (exceeds_by_standard_errors(losses(one, scale), best_losses) > 1.0) continue;
    return {.weights = {scale.weights[0] * share, scale.weights[0]}, .offset = scale.offset};
  }
  return best;
}

std::vector<double> weighed(const ScoredTexts& texts, const ScoreWeights& weights) {
  TAXON_CHECK(texts.scores.size() == weights.weights.size());
  std::vector<double> sums(texts.labels.size() * texts.classes, weights.offset);
  for (std::size_t j = 0; j < weights.weights.size(); ++j) {
    TAXON_CHECK(texts.scores[j].size() == sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += weights.weights[j] * texts.scores[j][i];
  }
  return sums;
}

ScoreFigures judge_scores(const ScoredTexts& texts, const ScoreWeights& weights) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  if (texts.labels.size() == 0) return {kNan, kNan};
  const auto sums = weighed(texts, weights);
  ScoreFigures all{0, 0};
  for (std::size_t i = 0; i < texts.labels.size(); ++i) {
    const ScoreFigures one = judge_row(texts, sums, i);
    all.loss += one.loss;
    all.accuracy += one.accuracy;
  }
  const auto n = static_cast<double>(texts.labels.size());
  return {all.loss / n, all.accuracy / n};
}

}  // namespace taxon
