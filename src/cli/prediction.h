#pragma once

#include <optional>
#include <vector>

#include "model/ranking.h"

namespace taxon {

// What predict says of a text.
struct Prediction {
  std::vector<RankedClass> ranked;  // most probable first, at least one
  // The first of them is less probable than --reject-below: the answer is none of the classes.
  bool rejected = false;
  std::optional<std::vector<RankedClass>> above = std::nullopt;  // of a multi-label model: its thresholds
};

}  // namespace taxon
