#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "data/dataset.h"

namespace taxon {

// Label and weight.
using LabelWeights = std::span<const std::pair<std::string, float>>;

// The weight of each class, by index, as TrainOptions::class_weights takes them. how: empty, "balanced"
// (scikit-learn's n / (classes x texts of the class), also where texts have several) or a file of lines
// LABEL<TAB>WEIGHT; label_weights count over it. Classes that neither names weigh 1; without any weights the
// list is empty. Throws Error naming the file's line or the label for an unknown class and for what is no
// weight.
std::vector<float> class_weights(const std::string& how, LabelWeights label_weights, const Dataset& train);

}  // namespace taxon
