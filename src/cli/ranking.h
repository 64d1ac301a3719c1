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

}  // namespace taxon
