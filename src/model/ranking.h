#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/classifier.h"

namespace taxon {

// A class and its probability.
struct RankedClass {
  std::size_t index = 0;
  float probability = 0;
};

// The `top` most probable classes (0: all), most probable first; of equal ones the first class wins.
std::vector<RankedClass> rank(std::span<const float> probabilities, std::size_t top);

// The classes that a multi-label model answers with: those above their threshold, most probable first. May be
// none.
std::vector<RankedClass> above_threshold(const Classifier& model, std::span<const float> probabilities);

}  // namespace taxon
