#include "train/held_out.h"

#include <algorithm>

#include "base/random.h"
#include "base/shuffle.h"

namespace taxon {

std::vector<std::vector<std::uint32_t>> hold_out(const RaggedLabels& labels, std::size_t classes,
                                                 std::size_t folds, double share, std::uint64_t seed) {
  std::vector<std::vector<std::uint32_t>> of_class(classes + 1), held(folds);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto own = labels[i];
    of_class[own.empty() ? classes : static_cast<std::size_t>(own.front())].push_back(
        static_cast<std::uint32_t>(i));
  }
  for (std::size_t c = 0; c <= classes; ++c) {
    shuffle(std::span(of_class[c]), CounterRandom(seed, Purpose::kHeldOut, static_cast<std::uint32_t>(c)));
    const double a_fold = static_cast<double>(of_class[c].size()) * share / static_cast<double>(folds);
    for (std::size_t f = 0, next = 0; f < folds; ++f) {
      const auto end = static_cast<std::size_t>(a_fold * static_cast<double>(f + 1) + 0.5);
      for (; next < std::min(end, of_class[c].size()); ++next) held[f].push_back(of_class[c][next]);
    }
  }
  for (auto& fold : held) std::sort(fold.begin(), fold.end());
  return held;
}

}  // namespace taxon
