#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/ragged.h"
#include "linear/made_up_texts.h"

namespace taxon {

// Made-up texts with a class of three, told by one of two words that only this class has.
struct SmallTask {
  std::vector<std::string> texts;
  RaggedLabels labels;
  static constexpr std::size_t kClasses = 3;

  explicit SmallTask(std::uint32_t n) : texts(made_up_texts(n)) {
    const char* const words[] = {"Hockey", "Orbit", "Engine", "Goalie", "Apogee", "Gearbox"};
    for (std::uint32_t i = 0; i < n; ++i) {
      texts[i] += words[i % 6];
      labels.push_back(static_cast<std::int32_t>(i % 3));
    }
  }
};

// The class of the highest score.
inline std::int32_t best_class(std::span<const double> scores) {
  return static_cast<std::int32_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

}  // namespace taxon
