#pragma once

#include <string>

#include "model/classifier.h"

namespace taxon {

// What is inside a model: {"format", "parameters", "words", "options", "labels", "thresholds", "icu":
// {"trained", "here"}, "tensors": [{"name", "shape"}], "provenance"}; thresholds of a multi-label model only,
// icu, its version in the training and that of this machine, of words by ICU only. Valid UTF-8: ill-formed
// bytes of labels become U+FFFD.
std::string info_json(const Classifier& model);

}  // namespace taxon
