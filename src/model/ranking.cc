#include "model/ranking.h"

#include <algorithm>

namespace taxon {
namespace {

bool before(const RankedClass& a, const RankedClass& b) {
  return a.probability != b.probability ? a.probability > b.probability : a.index < b.index;
}

}  // namespace

std::vector<RankedClass> rank(std::span<const float> probabilities, std::size_t top) {
  std::vector<RankedClass> ranked;
  for (std::size_t c = 0; c < probabilities.size(); ++c) ranked.push_back({c, probabilities[c]});
  const auto count = top == 0 ? ranked.size() : std::min(top, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count), ranked.end(),
                    before);
  ranked.resize(count);
  return ranked;
}

std::vector<RankedClass> above_threshold(const Classifier& model, std::span<const float> probabilities) {
  std::vector<RankedClass> answered;
  for (std::size_t c = 0; c < probabilities.size(); ++c) {
    if (probabilities[c] > model.thresholds[c]) answered.push_back({c, probabilities[c]});
  }
  std::sort(answered.begin(), answered.end(), before);
  return answered;
}

}  // namespace taxon
