#include "cli/tune_texts.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "base/shuffle.h"

namespace taxon {

std::vector<std::uint32_t> part_of_each_class(const RaggedLabels& labels, std::size_t classes, double share,
                                              std::uint64_t seed) {
  std::vector<std::vector<std::uint32_t>> of_class(classes + 1);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto own = labels[i];
    of_class[own.empty() ? classes : static_cast<std::size_t>(own.front())].push_back(
        static_cast<std::uint32_t>(i));
  }
  std::vector<std::uint32_t> part;
  for (std::size_t c = 0; c <= classes; ++c) {
    auto& texts = of_class[c];
    shuffle(std::span(texts), CounterRandom(seed, Purpose::kTuningTexts, static_cast<std::uint32_t>(c)));
    const auto count = static_cast<std::size_t>(std::ceil(share * static_cast<double>(texts.size())));
    texts.resize(std::min(count, texts.size()));
    part.insert(part.end(), texts.begin(), texts.end());
  }
  std::sort(part.begin(), part.end());
  return part;
}

Dataset copy_of(const Dataset& data, std::span<const std::uint32_t> indices) {
  Dataset copy{.texts = {},
               .labels = {},
               .sources = {},
               .classes = data.classes,
               .notes = {},
               .multi_label = data.multi_label};
  for (const auto i : indices) {
    copy.texts.push_back(data.texts[i]);
    copy.labels.push_back(data.labels[i]);
    copy.sources.push_back(data.sources[i]);
  }
  return copy;
}

}  // namespace taxon
