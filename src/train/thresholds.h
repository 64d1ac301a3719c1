#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/ragged.h"

namespace taxon {

// Of a class that no validation text has, and without validation texts.
constexpr float kDefaultThreshold = 0.5F;

// The threshold of each class by which these texts' F1 of the class is largest, where a text is taken to have
// the classes whose probability is above their threshold. (Yang, "A study on thresholding strategies for text
// categorization", SIGIR 2001, calls this SCut.) A threshold lies half-way between two neighbouring
// probabilities of the class, so that no answer hangs on a last bit. Of equally good ones the nearest to 0.5
// is taken, of two as near the higher one. probabilities: (texts, classes), row-major, in [0, 1]; labels: of
// each text, rising.
std::vector<float> choose_thresholds(std::span<const float> probabilities, const RaggedLabels& labels,
                                     std::size_t classes);

}  // namespace taxon
