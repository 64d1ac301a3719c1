#include "train/thresholds.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "base/check.h"

namespace taxon {
namespace {

struct Answer {
  float probability;
  bool has;
};

// A cut and how well it does: F1 = 2 hits / (answered + support).
struct Cut {
  float threshold = kDefaultThreshold;
  std::int64_t hits = 0, answered = 0;

  bool better_than(const Cut& other, std::int64_t support) const {
    // As whole numbers, so that equal ones are equal.
    const std::int64_t mine = hits * (other.answered + support), its = other.hits * (answered + support);
    if (mine != its) return mine > its;
    const float distance = std::abs(threshold - kDefaultThreshold);
    const float other_distance = std::abs(other.threshold - kDefaultThreshold);
    return distance != other_distance ? distance < other_distance : threshold > other.threshold;
  }
};

// low < high: a number from low to below high, half-way where floats allow.
float between(float low, float high) {
  const float middle = low + (high - low) / 2;
  return middle < high ? middle : low;
}

float best_threshold(std::vector<Answer>& answers) {
  std::int64_t support = 0;
  for (const auto& answer : answers) support += answer.has ? 1 : 0;
  if (support == 0) return kDefaultThreshold;
  std::sort(answers.begin(), answers.end(),
            [](const Answer& a, const Answer& b) { return a.probability > b.probability; });
  Cut cut, best;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    cut.hits += answers[i].has ? 1 : 0;
    ++cut.answered;
    const float next = i + 1 < answers.size() ? answers[i + 1].probability : 0.0F;
    if (next >= answers[i].probability) continue;  // no threshold parts equal ones
    cut.threshold = between(next, answers[i].probability);
    if (cut.better_than(best, support)) best = cut;
  }
  return best.threshold;
}

}  // namespace

std::vector<float> choose_thresholds(std::span<const float> probabilities, const RaggedLabels& labels,
                                     std::size_t classes) {
  TAXON_CHECK(probabilities.size() == labels.size() * classes);
  std::vector<float> thresholds;
  std::vector<Answer> answers(labels.size());
  for (std::size_t c = 0; c < classes; ++c) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const float probability = probabilities[i * classes + c];
      answers[i] = {probability >= 0.0F ? probability : 0.0F,  // NaN has no place in an order
                    std::ranges::binary_search(labels[i], static_cast<std::int32_t>(c))};
    }
    thresholds.push_back(best_threshold(answers));
  }
  return thresholds;
}

}  // namespace taxon
