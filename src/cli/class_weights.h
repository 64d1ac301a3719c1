#pragma once

#include <string>
#include <vector>

#include "data/dataset.h"

namespace taxon {

// The weight of each class, by index, as TrainOptions::class_weights takes them. how: empty (no weights: an
// empty list), "balanced" (scikit-learn's n / (classes x texts of the class), also where texts have several)
// or a file of lines LABEL<TAB>WEIGHT; classes that it does not name weigh 1. Throws Error naming the file's
// line for an unknown class or what is no weight.
std::vector<float> class_weights(const std::string& how, const Dataset& train);

}  // namespace taxon
